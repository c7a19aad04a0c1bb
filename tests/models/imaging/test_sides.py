"""A box on the left of an image is on the patient's right, where the file says so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chartside.models.imaging import Box, Frame

Write = Callable[..., Path]
Prepare = Callable[..., list[Frame]]
LEFT_OF_THE_IMAGE = Box(100, 100, 400, 400)


def side(frame: Frame) -> Any:
    return frame.to_json(box=LEFT_OF_THE_IMAGE)["patient_side"]


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [(["L", "F"], "right"), (["R", "F"], "left"), (["A", "F"], None), (None, None)],
)
def test_a_radiograph_says_its_sides_in_letters(
    orientation: list[str] | None, expected: str | None, dicom: Write, prepare: Prepare
) -> None:
    more = {} if orientation is None else {"PatientOrientation": orientation}
    assert side(prepare(dicom("a", np.zeros((8, 8), np.uint8), "DX", **more))[0]) == expected


@pytest.mark.parametrize(
    ("cosines", "expected"),
    [
        ([1, 0, 0, 0, 1, 0], "right"),
        ([-1, 0, 0, 0, 1, 0], "left"),
        ([0, 1, 0, 0, 0, -1], None),
        ([0.9, 0.1, 0, -0.1, 0.9, 0], "right"),
    ],
)
def test_a_slice_says_its_sides_by_the_direction_of_its_rows(
    cosines: list[float], expected: str | None, dicom: Write, prepare: Prepare
) -> None:
    where = {"ImageOrientationPatient": cosines, "ImagePositionPatient": [0, 0, 0]}
    assert side(prepare(dicom("a", np.zeros((8, 8), np.uint8), "MR", **where))[0]) == expected


def test_a_box_across_the_middle_lies_on_no_side(dicom: Write, prepare: Prepare) -> None:
    path = dicom("a", np.zeros((8, 8), np.uint8), "DX", PatientOrientation=["L", "F"])
    said = prepare(path)[0].to_json(box=Box(0, 250, 1000, 750))
    assert said["patient_side"] is None
