"""Slices of a series come in the order in which they lie, and not more of them than fit."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.models.imaging import Frame, Stack, chosen, read_images, show, stacked

Prepare = Callable[..., list[Frame]]
Series = Callable[..., Path]
Write = Callable[..., Path]


def flat(level: int, shape: tuple[int, int] = (3, 4)) -> np.ndarray:
    return np.full(shape, level, np.int16)


def stacks_of(*paths: Path) -> tuple[Stack, ...]:
    return stacked(read_images(list(paths)).instances)


def numbers(frames: list[Frame]) -> list[int | None]:
    return [one.slice.of.number for one in frames]


def test_slices_ascend_along_row_cross_column_for_any_direction(
    series: Series, prepare: Prepare
) -> None:
    row, column = np.array([0.0, 0.8, -0.6]), np.array([1.0, 0.0, 0.0])
    across = np.cross(row, column)
    slices = []
    for n in range(12):
        position = across * (2.5 * n) + row * 31 - column * 7
        where = {
            "ImageOrientationPatient": [*row, *column],
            "ImagePositionPatient": [f"{p:.6f}" for p in position],
        }
        slices.append((flat(n), "MR", {"InstanceNumber": 90 - n, **where}))
    assert numbers(prepare(series("s", slices))) == [90 - n for n in range(12)]


def test_a_series_without_positions_goes_by_instance_number(
    series: Series, prepare: Prepare
) -> None:
    slices = [(flat(n), "MR", {"InstanceNumber": n}) for n in (10, 9, 1, 2, 30)]
    folder = series("s", slices)
    assert numbers(prepare(folder)) == [1, 2, 9, 10, 30]
    assert "instance numbers" in stacks_of(folder)[0].notices[0]


@pytest.mark.parametrize("count", [86, 127, 200])
def test_of_more_than_85_slices_those_at_equal_distances_are_shown_with_both_ends(
    count: int, series: Series, prepare: Prepare, at: Any
) -> None:
    slices = [(flat(n), "CT", {"InstanceNumber": n, **at(n * 0.7)}) for n in range(count)]
    frames = prepare(series("s", slices))
    assert len(frames) == 85
    assert [one.index for one in frames] == list(range(85))
    for k, number in enumerate(numbers(frames)):
        assert number is not None
        assert abs(number - k * (count - 1) / 84) <= 0.5
    assert numbers(frames)[0] == 0
    assert numbers(frames)[-1] == count - 1


@given(st.integers(0, 5000))
def test_no_slice_is_chosen_twice_and_none_out_of_order(count: int) -> None:
    kept = chosen(count)
    assert len(kept) == min(count, 85)
    assert list(kept) == sorted(set(kept))
    assert not kept or (kept[0], kept[-1]) == (0, count - 1)


def test_an_mr_volume_is_scaled_by_all_its_slices_also_by_those_not_shown(
    series: Series, prepare: Prepare, at: Any
) -> None:
    slices = [(flat(100), "MR", {"InstanceNumber": n, **at(float(n))}) for n in range(170)]
    hidden = next(n for n in range(170) if n not in chosen(170))
    slices[hidden] = (flat(1100), "MR", slices[hidden][2])
    slices[0] = (flat(0), "MR", slices[0][2])
    frames = prepare(series("s", slices))
    assert hidden not in numbers(frames)
    assert frames[0].rgb.max() == 0
    assert frames[1].rgb[0, 0].tolist() == [23, 23, 23]  # 255 * 100 / 1100


def test_each_mr_sequence_is_scaled_by_itself(series: Series, prepare: Prepare, at: Any) -> None:
    def sequence(uid: str, top: int) -> list[Any]:
        return [
            (flat(top * n), "MR", {"SeriesInstanceUID": uid, "SeriesNumber": top, **at(n)})
            for n in range(3)
        ]

    frames = prepare(series("s", [*sequence("1.9", 500), *sequence("1.8", 4)]))
    assert [one.rgb.max() for one in frames] == [0, 128, 255, 0, 128, 255]
    assert [one.slice.of.series_number for one in frames] == [4, 4, 4, 500, 500, 500]


def test_volumes_of_one_study_share_the_85_slices(
    series: Series, prepare: Prepare, at: Any
) -> None:
    slices = [
        (flat(n), "CT", {"SeriesInstanceUID": f"1.{s}", "SeriesNumber": s, **at(float(n))})
        for s, count in ((1, 60), (2, 110))
        for n in range(count)
    ]
    folder = series("s", slices)
    frames = prepare(folder)
    assert len(frames) == 85
    assert sum(one.slice.of.series_number == 1 for one in frames) == 30
    told = [one.notices[0] for one in show(read_images([folder])).series]
    assert [words.partition(" are shown")[0] for words in told] == [
        "30 of 60 slices",
        "55 of 110 slices",
    ]


def test_localisers_stand_apart(series: Series, prepare: Prepare, at: Any) -> None:
    side = {
        "ImageOrientationPatient": [0, 1, 0, 0, 0, -1],
        "ImagePositionPatient": [0, -200, 300],
        "ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"],
    }
    slices = [(flat(n), "CT", {"InstanceNumber": n, **at(float(n))}) for n in range(4)]
    folder = series("s", [(flat(9), "CT", {"InstanceNumber": 77, **side}), *slices])
    assert numbers(prepare(folder)) == [0, 1, 2, 3]
    assert [one.apart for one in stacks_of(folder)].count("a localiser") == 1


def test_a_localiser_alone_is_shown(dicom: Write, prepare: Prepare) -> None:
    path = dicom("scout", flat(3), "CT", ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    assert len(prepare(path)) == 1


def test_images_derived_from_others_stand_apart(series: Series, prepare: Prepare, at: Any) -> None:
    slices = [(flat(n), "MR", {"InstanceNumber": n, **at(float(n))}) for n in range(4)]
    derived = {"ImageType": ["DERIVED", "SECONDARY", "MPR"], "SeriesInstanceUID": "1.77"}
    slices += [(flat(n), "MR", {"InstanceNumber": 50 + n, **at(n), **derived}) for n in range(3)]
    assert numbers(prepare(series("s", slices))) == [0, 1, 2, 3]


def test_a_series_of_derived_images_alone_is_shown(
    series: Series, prepare: Prepare, at: Any
) -> None:
    derived = {"ImageType": ["DERIVED", "PRIMARY", "AXIAL"]}
    slices = [(flat(n), "CT", {"InstanceNumber": n, **at(float(n)), **derived}) for n in range(3)]
    assert numbers(prepare(series("s", slices))) == [0, 1, 2]


def test_a_gantry_tilt_is_noticed_from_the_positions(series: Series, at: Any) -> None:
    lean = math.tan(math.radians(12))
    slices = [(flat(n), "CT", at(3.0 * n, y=-100 + 3.0 * n * lean)) for n in range(8)]
    assert "gantry tilt of 12.0 degrees" in stacks_of(series("s", slices))[0].notices[0]


def test_corners_that_are_rounded_are_no_tilt(series: Series, at: Any) -> None:
    slices = [(flat(n), "CT", at(1.0 * n, y=-100 + 0.02 * n)) for n in range(3)]
    assert stacks_of(series("s", slices))[0].notices == ()


def test_a_gantry_tilt_is_noticed_from_the_header(series: Series, at: Any) -> None:
    slices = [(flat(n), "CT", {"GantryDetectorTilt": -7.5, **at(1.0 * n)}) for n in range(3)]
    assert "gantry tilt of 7.5 degrees" in stacks_of(series("s", slices))[0].notices[0]


def test_a_missing_slice_is_noticed(series: Series, at: Any) -> None:
    slices = [(flat(n), "CT", at(2.5 * n)) for n in range(9) if n != 4]
    assert "uneven spacing: 2.50 to 5.00 mm" in stacks_of(series("s", slices))[0].notices[0]


def test_positions_rounded_to_two_digits_are_even(series: Series, at: Any) -> None:
    slices = [(flat(n), "CT", at(round(0.625 * n, 2))) for n in range(30)]
    assert stacks_of(series("s", slices))[0].notices == ()


def test_a_place_taken_twice_is_noticed_and_both_slices_are_kept(
    series: Series, prepare: Prepare, at: Any
) -> None:
    slices = [(flat(n), "CT", {"InstanceNumber": n, **at(float(n // 2))}) for n in range(6)]
    folder = series("s", slices)
    assert numbers(prepare(folder)) == [0, 1, 2, 3, 4, 5]
    assert "3 of 6 slices lie where another one does" in stacks_of(folder)[0].notices[0]


def test_two_studies_of_one_person_come_the_earlier_first(dicom: Write, prepare: Prepare) -> None:
    who = {"PatientID": "p"}
    new = dicom("a", flat(1), "CR", StudyInstanceUID="1.1", StudyDate="20260110", **who)
    old = dicom("b", flat(2), "CR", StudyInstanceUID="1.2", StudyDate="20191231", **who)
    assert [one.slice.of.source for one in prepare(new, old)] == ["b", "a"]


def test_studies_without_a_date_come_as_they_are_given(dicom: Write, prepare: Prepare) -> None:
    one = dicom("z", flat(1), "CR", StudyInstanceUID="1.1", PatientID="p")
    two = dicom("a", flat(2), "CR", StudyInstanceUID="1.2", PatientID="p", StudyDate="20191231")
    assert [frame.slice.of.source for frame in prepare(one, two)] == ["z", "a"]


def test_the_frames_of_an_enhanced_file_go_by_their_own_positions_and_rescale(
    dicom: Write, prepare: Prepare
) -> None:
    from pydicom.dataset import Dataset
    from pydicom.sequence import Sequence

    def item(**elements: Any) -> Sequence:
        made = Dataset()
        for keyword, value in elements.items():
            setattr(made, keyword, value)
        return Sequence([made])

    each = []
    for z, slope in ((30, 1), (10, 2), (20, 3)):
        frame = Dataset()
        frame.PlanePositionSequence = item(ImagePositionPatient=[0, 0, z])
        frame.PixelValueTransformationSequence = item(
            RescaleSlope=slope, RescaleIntercept=-1000, RescaleType="HU"
        )
        each.append(frame)
    shared = item(PlaneOrientationSequence=item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0]))
    path = dicom(
        "a",
        np.full((3, 4, 4), 1000, np.uint16),
        "CT",
        SharedFunctionalGroupsSequence=shared,
        PerFrameFunctionalGroupsSequence=Sequence(each),
    )
    frames = prepare(path)
    assert [one.slice.frame for one in frames] == [1, 2, 0]
    assert [int(one.rgb[0, 0, 0]) for one in frames] == [252, 255, 128]  # 1000, 2000 and 0 HU
