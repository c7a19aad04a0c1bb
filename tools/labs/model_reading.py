"""A laboratory report read by a model that sees pictures, beside the words of its pages.

The model is MedGemma 1.5 4B or another chat model that takes images. What it read counts only where
it stands on the page: its words, by a text layer or an OCR engine, are there to hold it to. Without
words nothing is read: a picture that only a model has seen gives no result.
"""

from dataclasses import dataclass, replace
from typing import Final

from langchain_core.language_models import BaseChatModel

from chartside.fhir.lab_reports.opening import Opened
from chartside.models.page_images.lab_rows import lab_rows
from chartside.models.page_images.standing import FoundRow, standing
from chartside.prompts.prompt import prompt
from chartside.tools.labs.agreement import compared
from chartside.tools.labs.files import FileRead, How, as_shown, read_level
from chartside.tools.labs.level_pictures import level_pictures

PROMPT: Final = "lab_report"


@dataclass(frozen=True, slots=True)
class ReadTwice:
    """A file read by its words and by a model.

    `refused` counts rows of the model that stand on no page; `prompt` is the version and digest of
    what it was asked.
    """

    read: FileRead
    refused: int
    model: str
    prompt: str


async def read_with_model(opened: Opened, how: How, model: BaseChatModel) -> ReadTwice:
    """A file read by its words, and each result compared with what a model sees on its page.

    Args:
        opened: A PDF or a picture.
        how: As for `read_opened`.
        model: It takes images.

    Raises:
        MissingExtra: What reads PDF or pictures is not installed.
        OffSchema: The model gave no list of rows, or one without an end.
        ModelError: The model failed.
    """
    read = read_level(opened, how)
    asked = prompt(PROMPT)
    reports = list(read.reports)
    refused, named = 0, ""
    numbers = {number for report in reports for number in report.pages}
    wanted = [page for page in read.pages if page.number in numbers]
    by = {page.number: page.width for page in wanted}
    for page, gray in level_pictures(opened, wanted):
        reading = await lab_rows(model, gray, asked.filled())
        named = reading.model or "the model"
        found, wrong = standing(reading.rows, page.words)
        refused += len(wrong)
        rows = [_scaled(row, by[page.number] / page.width) for row in found]
        reports = [compared(one, page.number, rows, named) for one in reports]
    whole = as_shown(replace(read, reports=tuple(reports)))
    return ReadTwice(whole, refused, named, asked.stamp)


def _scaled(row: FoundRow, by: float) -> FoundRow:
    left, top, right, bottom = row.box
    return FoundRow(row.seen, (left * by, top * by, right * by, bottom * by))
