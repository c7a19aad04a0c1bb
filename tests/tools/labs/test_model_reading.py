"""A report read by a model beside the words of its pages, and the picture that it is shown."""

import base64
import json
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import typst
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from PIL import Image
from pydantic import Field

from chartside.fhir.lab_reports.opening import Format, Opened
from chartside.fhir.lab_reports.page import Page, Straightened, Strip
from chartside.tools.labs.files import How, read_opened
from chartside.tools.labs.level_pictures import level_pictures
from chartside.tools.labs.model_reading import ReadTwice, read_with_model

TABLE = """
#set page(paper: "a4", margin: 2cm)
*Clinical laboratory report* \\
Patient: Marlow, Edith \\ Date of birth: 14/03/1958
#table(columns: (2fr, 1fr, 1fr, 1fr), stroke: none,
  [*Test*], [*Result*], [*Unit*], [*Reference range*],
  [Sodium], [140], [mmol/L], [136 - 145],
  [Potassium], [3.9], [mmol/L], [3.5 - 5.1],
  [Creatinine], [112], [umol/L], [45 - 90],
)
"""


class Seeing(BaseChatModel):
    """Says the same rows of every picture, and keeps what it was shown."""

    rows: list[dict[str, str]]
    shown: list[Any] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *_: object, **__: object) -> ChatResult:
        self.shown.append(messages[-1].content)
        about = {"model": "medgemma-1.5-4b-it", "revision": "abc"}
        said = AIMessage(json.dumps({"lab_tests": self.rows}), response_metadata=about)
        return ChatResult(generations=[ChatGeneration(message=said)])


@pytest.fixture(scope="module")
def opened() -> Opened:
    octets = typst.compile(TABLE.encode(), format="pdf")
    assert isinstance(octets, bytes)
    return Opened(octets, Format.PDF)


async def twice(opened: Opened, *rows: tuple[str, str, str]) -> ReadTwice:
    told = [{"name": name, "result": result, "unit": unit} for name, result, unit in rows]
    return await read_with_model(opened, How(), Seeing(rows=told))


async def test_a_model_that_reads_as_the_words_do_is_named_beside_each_result(
    opened: Opened,
) -> None:
    told = await twice(opened, ("Sodium", "140", "mmol/L"), ("Potassium", "3.9", "mmol/L"))
    read = {r.name.text: (r.read_by, r.doubts) for r in told.read.reports[0].results}
    assert read["Sodium"] == read["Potassium"] == (("medgemma-1.5-4b-it abc",), ())
    assert read["Creatinine"] == ((), ())
    assert told.prompt.startswith("1:")


async def test_a_row_that_the_model_made_up_is_refused_and_changes_nothing(
    opened: Opened,
) -> None:
    told = await twice(opened, ("Sodium", "141", "mmol/L"), ("Ferritin", "22", "ug/L"))
    plain = read_opened(opened, How())
    assert told.refused == 2
    assert told.read.reports == plain.reports


async def test_a_unit_that_the_model_reads_otherwise_is_a_doubt_and_not_a_change(
    opened: Opened,
) -> None:
    told = await twice(opened, ("Creatinine", "112", "mg/dL"))
    result = next(r for r in told.read.reports[0].results if r.name.text == "Creatinine")
    assert result.doubts == ("medgemma-1.5-4b-it abc read the unit as mg/dL",)
    assert result.unit == "umol/L"


async def test_the_model_is_shown_the_page_large_enough_for_its_print(opened: Opened) -> None:
    model = Seeing(rows=[])
    await read_with_model(opened, How(), model)
    url = model.shown[0][0]["image_url"]["url"]
    shown = np.asarray(Image.open(BytesIO(base64.b64decode(url.partition(",")[2]))).convert("L"))
    assert shown.shape == (896, 896)
    assert shown.max() == 255
    assert shown.min() == 0


def test_a_page_that_lay_on_its_side_is_drawn_upright_again() -> None:
    upright = np.full((300, 200), 255, np.uint8)
    upright[20:60, 30:90] = 0
    held = BytesIO()
    Image.fromarray(np.ascontiguousarray(np.rot90(upright, -1))).save(held, "PNG")
    matrix = (0.0, -1.0, 300.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)  # clockwise by a quarter
    page = Page(1, 200, 300, (), (), Straightened(300, 200, (Strip(0, matrix),)))
    ((_, gray),) = level_pictures(Opened(held.getvalue(), Format.PNG), [page])
    assert ((gray < 128) == (upright < 128)).mean() > 0.99


def test_two_pages_of_one_picture_are_drawn_below_one_another() -> None:
    both = np.full((100, 160), 255, np.uint8)
    both[10:20, 10:20] = 0
    both[50:60, 90:100] = 0
    held = BytesIO()
    Image.fromarray(both).save(held, "PNG")
    left = (1.0, 0, 0, 0, 1.0, 0, 0, 0, 1.0)
    right = (1.0, 0, 80.0, 0, 1.0, -100.0, 0, 0, 1.0)
    page = Page(1, 80, 200, (), (), Straightened(160, 100, (Strip(0, left), Strip(100, right))))
    ((_, gray),) = level_pictures(Opened(held.getvalue(), Format.PNG), [page])
    down, across = np.nonzero(gray < 128)
    assert gray.shape == (200, 80)
    assert set(down) == {*range(10, 20), *range(150, 160)}
    assert set(across) == set(range(10, 20))
