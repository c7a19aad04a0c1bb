"""A box is where the model drew it, on the image without its padding, or it is left out."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.models.imaging.prepared import Box
from chartside.models.imaging.tasks.boxes import (
    on_image,
    read_boxes,
    side_as_usual,
    side_notice,
)


def written(*boxes: object, label: object = "heart") -> str:
    listed = json.dumps([{"box_2d": box, "label": label} for box in boxes])
    return f"The heart is in the middle.\n\nFinal Answer: ```json{listed}```"


def test_the_recorded_answer_of_the_published_notebook_is_read(shared_data: Path) -> None:
    held = shared_data / "medgemma-outputs" / "notebook_model_outputs.json"
    recorded = json.loads(held.read_text(encoding="utf-8"))
    (said,) = recorded["cxr_anatomy_localization_with_hugging_face"]
    read = read_boxes(said)
    assert read is not None
    assert [(one.label, one.box) for one in read.boxes] == [
        ("right clavicle", Box(140, 110, 340, 470))
    ]


def test_numbers_of_which_none_is_above_one_are_parts_of_the_whole() -> None:
    read = read_boxes(written([0.14, 0.11, 0.34, 0.47]))
    assert read is not None
    assert read.boxes[0].box == Box(140, 110, 340, 470)


@pytest.mark.parametrize(
    "box",
    [
        [500, 0, 100, 90],
        [0, 500, 100, 90],
        [10, 10, 10, 90],
        [1, 2, 3],
        [1, 2, 3, 4, 5],
        ["1", "2", "3", "4"],
        [True, 0, 500, 500],
        None,
        "0,0,1,1",
    ],
)
def test_what_is_no_box_is_counted_and_left_out_beside_one_that_is(box: object) -> None:
    read = read_boxes(written([0, 0, 900, 900], box))
    assert read is not None
    if box in (["1", "2", "3", "4"], [True, 0, 500, 500]):
        assert (len(read.boxes), read.refused) == (0, 2)
    else:
        assert (len(read.boxes), read.refused) == (1, 1)


@pytest.mark.parametrize("wrong", [1200, -5, 10**400, float("inf"), float("nan")])
def test_a_number_outside_the_grid_shows_that_no_box_of_the_list_can_be_placed(
    wrong: float,
) -> None:
    read = read_boxes(written([0, 0, 900, 900], [0, 0, 900, wrong]))
    assert read is not None
    assert (read.boxes, read.refused) == ((), 2)


def test_an_empty_list_says_that_nothing_is_there_and_no_list_says_nothing() -> None:
    empty = read_boxes("Final Answer: ```json[]```")
    assert empty is not None
    assert empty.boxes == ()
    assert read_boxes("Final Answer: it is not visible") is None
    assert read_boxes("Final Answer: [140, 110, 340, 470]") is None


def test_the_example_of_the_prompt_is_not_taken_for_the_answer() -> None:
    echo = '```json[{"box_2d": [800, 3, 840, 471], "label": "car"}]``` is a valid output.\n'
    read = read_boxes(echo + written([0, 0, 500, 500]))
    assert read is not None
    assert [one.label for one in read.boxes] == ["heart"]


def test_a_model_that_repeats_itself_gives_each_box_once_and_not_without_end() -> None:
    read = read_boxes(written(*[[0, 0, 500, 500]] * 500))
    assert read is not None
    assert len(read.boxes) == 1


def test_a_wide_image_has_its_padding_above_and_below() -> None:
    assert on_image(Box(250, 0, 750, 1000), 200, 100) == (0, 0, 200, 100)
    assert on_image(Box(500, 500, 1000, 1000), 200, 100) == (100, 50, 200, 100)


def test_a_box_in_the_padding_is_nowhere_on_the_image() -> None:
    assert on_image(Box(0, 0, 250, 1000), 200, 100) is None
    assert on_image(Box(0, 0, 1000, 240), 50, 100) is None


@given(
    st.lists(st.floats(0, 1000), min_size=4, max_size=4).filter(
        lambda n: n[0] < n[2] and n[1] < n[3]
    ),
    st.integers(1, 4000),
    st.integers(1, 4000),
)
def test_a_box_never_leaves_the_image(four: list[float], width: int, height: int) -> None:
    box = on_image(Box(*four), width, height)
    if box is not None:
        x0, y0, x1, y1 = box
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height


def test_left_is_the_patients_left_and_so_the_right_of_a_radiograph() -> None:
    assert side_as_usual((60, 0, 90, 20), 100) == "left"
    assert side_as_usual((5, 0, 40, 20), 100) == "right"
    assert side_as_usual((30, 0, 70, 20), 100) is None


def test_a_label_that_names_the_other_side_is_noticed() -> None:
    assert side_notice("left clavicle", None, "left") == ""
    assert side_notice("heart", None, "left") == ""
    assert side_notice("left and right lung", None, "left") == ""
    assert side_notice("Left clavicle", None, "right").endswith("right if the image is not turned")
    assert side_notice("left clavicle", "right", "left").endswith("lies on the patient's right")
    assert side_notice("right lung", "right", "left") == ""


@given(st.text(alphabet='[]{}",:0123456789. box_2dlabeFinal Answer`\n', max_size=300))
def test_whatever_a_model_writes_is_read_or_is_no_list(text: str) -> None:
    read = read_boxes(text)
    assert read is None or read.refused >= 0
