"""What a model that sees pictures reads on a page: shown in parts, held to its shape, never cut."""

import base64
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from page_of_a_report import Gray
from PIL import Image
from pydantic import Field

from chartside.errors import OffSchema
from chartside.models.local import ChatMedGemma
from chartside.models.page_images.lab_rows import LabRow, SeenRow, lab_rows, merged
from chartside.models.page_images.lighting import even
from chartside.models.page_images.placing import Box
from chartside.models.page_images.standing import standing
from chartside.models.page_images.tiles import SIDE, Tile, tiles
from chartside.models.page_images.words import ReadWord
from chartside.prompts.prompt import prompt

ASKED = prompt("lab_report").filled()


class Seeing(BaseChatModel):
    """Says one thing after the other, then the last again, and keeps what it was shown."""

    says: list[Any]
    shown: list[list[Any]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *_: object, **__: object) -> ChatResult:
        content = messages[-1].content
        assert isinstance(content, list)
        self.shown.append(content)
        said = self.says[min(len(self.shown), len(self.says)) - 1]
        message = said if isinstance(said, AIMessage) else AIMessage(str(said))
        return ChatResult(generations=[ChatGeneration(message=message)])


def told(*rows: tuple[str, str]) -> str:
    return json.dumps({"lab_tests": [{"name": name, "result": said} for name, said in rows]})


def cut_off(text: str) -> AIMessage:
    return AIMessage(text, response_metadata={"finish_reason": "length"})


def read(rows: tuple[SeenRow, ...]) -> list[tuple[str, str | None]]:
    return [(one.row.name, one.row.result) for one in rows]


async def test_a_model_is_asked_in_the_published_words_with_a_square_of_its_size(
    page: Gray,
) -> None:
    model = Seeing(says=[told(("Kalium", "3,9"))])
    reading = await lab_rows(model, page, ASKED)
    picture, words = model.shown[0]
    assert words["text"].startswith("You are a Clinical Data Extraction Specialist.")
    octets = base64.b64decode(picture["image_url"]["url"].partition(",")[2])
    assert Image.open(BytesIO(octets)).size == (SIDE, SIDE)
    assert read(reading.rows) == [("Kalium", "3,9")]
    assert reading.asked == len(tiles(page))


def test_every_line_of_print_is_whole_in_one_of_the_parts(page: Gray) -> None:
    parts = [tile.box for tile in tiles(page)]
    rows = np.flatnonzero((even(page) < 128).any(axis=1))
    for line in np.split(rows, np.flatnonzero(np.diff(rows) > 3) + 1):
        assert any(top <= line[0] and line[-1] < bottom for _, top, _, bottom in parts)
    columns = np.flatnonzero((even(page) < 128).any(axis=0))
    assert all(left <= columns[0] and columns[-1] < right for left, _, right, _ in parts)


def test_a_blank_page_is_not_shown() -> None:
    assert tiles(np.full((900, 600), 255, np.uint8)) == ()


async def test_an_answer_that_broke_off_is_asked_again_in_halves_and_never_used(
    page: Gray,
) -> None:
    begun = '{"lab_tests": [{"name": "Natrium", "result": "14'
    whole = [told(("Natrium", "140")), told(("Natrium", "140"), ("Kalium", "3,9"))]
    model = Seeing(says=[cut_off(begun), *whole])
    reading = await lab_rows(model, page, ASKED)
    assert read(reading.rows) == [("Natrium", "140"), ("Kalium", "3,9")]
    assert reading.asked == len(tiles(page)) + 1
    assert not any("shorter" in str(part) for shown in model.shown for part in shown)


async def test_an_answer_that_never_ends_is_an_error(page: Gray) -> None:
    with pytest.raises(OffSchema) as off:
        await lab_rows(Seeing(says=[cut_off('{"lab_tests": [{"na')]), page, ASKED)
    assert off.value.problems == ("truncated",)


@pytest.mark.parametrize(
    "said",
    [
        '```json\n[{"name": "Kalium", "result": "3,9"}]\n```',
        '[{"name": "Kalium", "result": "3,9"}]',
        '<unused94>thought\nRows.<unused95>{"lab_tests": [{"name": "Kalium", "result": "3,9"}]}',
    ],
)
async def test_a_bare_list_a_fence_and_a_thought_are_what_these_models_write(
    page: Gray, said: str
) -> None:
    reading = await lab_rows(Seeing(says=[said]), page, ASKED)
    assert read(reading.rows) == [("Kalium", "3,9")]


@pytest.mark.parametrize("number", [1, 2])
async def test_rows_as_the_published_examples_have_them_are_read(
    page: Gray, shared_data: Path, number: int
) -> None:
    name = f"lab_report_{number}_json_and_fhir_example.json"
    path = shared_data / "medgemma-outputs" / "lab_report_pairs" / name
    if not path.is_file():
        pytest.skip("no published lab report pairs in shared/data")
    published = json.loads(path.read_text(encoding="utf-8"))["raw_json"]
    rows = published["lab_tests"]  # of another prompt, which asks for more keys
    asked_for = [{key: one[key] for key in ("name", "result", "unit")} for one in rows]
    said = json.dumps({"lab_tests": asked_for})
    reading = await lab_rows(Seeing(says=[said]), page, ASKED)
    assert read(reading.rows) == [(one["name"], one["result"]) for one in rows]


async def test_a_number_that_is_no_text_is_asked_for_again(page: Gray) -> None:
    model = Seeing(says=['[{"name": "Kalium", "result": 3.9}]', told(("Kalium", "3,9"))])
    reading = await lab_rows(model, page, ASKED)
    assert read(reading.rows) == [("Kalium", "3,9")]


async def test_weights_of_the_real_class_are_shown_the_page_and_held_to_the_shape(
    multimodal: ChatMedGemma, page: Gray
) -> None:
    reading = await lab_rows(multimodal, page, ASKED)  # random weights: what they say is nothing
    assert reading.asked >= len(tiles(page))
    assert reading.model.startswith("tiny-it")
    assert all(isinstance(one.row, LabRow) for one in reading.rows)


def seen(name: str, result: str, tile: Box = (0, 0, 1000, 1000), unit: str = "") -> SeenRow:
    return SeenRow(LabRow(name=name, result=result, unit=unit or None), tile)


def test_a_row_that_two_parts_show_is_there_once_and_one_that_is_printed_twice_is_there_twice() -> (
    None
):
    above = [seen("Glucose", "80"), seen("Glucose", "80"), seen("Kalium", "3,9")]
    below = [seen("KALIUM", "3,9"), seen("Natrium", "140"), seen("Kalium", "4,1")]
    assert read(merged([above, below])) == [
        ("Glucose", "80"),
        ("Glucose", "80"),
        ("Kalium", "3,9"),
        ("Natrium", "140"),
        ("Kalium", "4,1"),
    ]


def words(*lines: str) -> list[ReadWord]:
    """Lines of words, each 20 high, a letter 10 wide."""
    made = []
    for number, line in enumerate(lines):
        at = 0.0
        for word in line.split(" "):
            wide = 10.0 * len(word)
            if word:
                made.append(ReadWord(word, (at, 30.0 * number, at + wide, 30.0 * number + 20), 1))
            at += wide + 10
    return made


def test_a_row_stands_where_its_result_is_printed_beside_its_name() -> None:
    printed = words("Glucose 80 mg/dL", "Kalium 3,9 mmol/L", "Natrium 140 mmol/L 136 - 145")
    found, refused = standing([seen("Kalium", "3.9"), seen("Natrium", "140")], printed)
    assert [row.box[1] for row in found] == [30, 60]
    assert refused == ()


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("Kalium", "4,1"),  # on another line
        ("Kalium", "39"),  # its point is lost
        ("Kalium", "3,90"),  # more exact than what is printed
        ("Ferritine", "80"),  # a name that nobody printed
        ("Kalium", "<3,9 (1:80)"),  # numbers that are not there
        ("Kalium", ""),
    ],
)
def test_a_row_that_nobody_printed_is_refused(name: str, result: str) -> None:
    printed = words("Glucose 80 mg/dL 4,1", "", "", "Kalium 3,9 mmol/L")
    found, refused = standing([seen(name, result)], printed)
    assert found == ()
    assert read(refused) == [(name, result)]


def test_one_printed_result_is_the_place_of_one_row() -> None:
    printed = words("Glucose 80 mg/dL", "Glucose 80 mg/dL")
    rows = [seen("Glucose", "80")] * 3
    found, refused = standing(rows, printed)
    assert [row.box[1] for row in found] == [0, 30]
    assert len(refused) == 1


def test_a_result_in_words_stands_where_they_are_printed() -> None:
    printed = words("Kweek gist Positief", "Kweek schimmel Negatief")
    found, refused = standing([seen("Kweek schimmel", "negatief")], printed)
    assert [row.box[1] for row in found] == [30]
    assert refused == ()


def test_a_row_is_not_looked_for_outside_the_part_that_showed_it() -> None:
    printed = words("Kalium 3,9", "", "", "", "Kalium 3,9")
    found, _ = standing([seen("Kalium", "3,9", (0, 100, 400, 200))], printed)
    assert [row.box[1] for row in found] == [120]


def test_a_part_that_is_a_row_high_is_not_cut_again() -> None:
    assert Tile((0, 0, 800, 90)).halves == ()
    upper, lower = Tile((0, 0, 800, 800)).halves
    assert upper.box[3] > lower.box[1]
