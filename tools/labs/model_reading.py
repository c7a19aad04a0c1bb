"""A laboratory report read by a model that sees pictures, beside the words of its pages.

The model is MedGemma 1.5 4B or another chat model that takes images. What it read counts only where
it stands on the page: its words, by a text layer or an OCR engine, are there to hold it to. Without
words nothing is read: a picture that only a model has seen gives no result.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from langchain_core.language_models import BaseChatModel

from chartside.errors import ModelError
from chartside.fhir.lab_reports.opening import Opened
from chartside.fhir.lab_reports.page import Page
from chartside.fhir.lab_reports.report import LabReport
from chartside.models.page_images.lab_rows import lab_rows
from chartside.models.page_images.standing import FoundRow, standing
from chartside.prompts.prompt import prompt
from chartside.tools.labs.agreement import compared, doubted
from chartside.tools.labs.files import FileRead, How, as_shown, read_level
from chartside.tools.labs.level_pictures import Level, level_pictures

PROMPT: Final = "lab_report"


@dataclass(frozen=True, slots=True)
class ReadTwice:
    """A file read by its words and by a model.

    `refused` counts rows of the model that stand on no page; `prompt` is the version and digest of
    what it was asked. `failure` says on how many pages the model failed, and how at the first of
    them; what the words of those pages say stands as it was read.
    """

    read: FileRead
    refused: int
    model: str
    prompt: str
    failure: str = ""


async def read_with_model(opened: Opened, how: How, model: BaseChatModel) -> ReadTwice:
    """A file read by its words, and each result compared with what a model sees on its page.

    Args:
        opened: A PDF or a picture.
        how: As for `read_opened`.
        model: It takes images.

    Raises:
        MissingExtra: What reads PDF or pictures is not installed.
    """
    read = read_level(opened, how)
    reports = list(read.reports)
    numbers = {number for report in reports for number in report.pages}
    wanted = {page.number: page for page in read.pages if page.number in numbers}
    along = _Along(model, prompt(PROMPT).filled())
    for number, gray_page in enumerate(level_pictures(opened, tuple(wanted.values()))):
        how.progress(number, len(wanted))
        page = wanted[gray_page[0].number]
        reports = await along.beside(reports, page, gray_page)
    whole = as_shown(replace(read, reports=tuple(reports)))
    asked = prompt(PROMPT).stamp
    return ReadTwice(whole, along.refused, along.named, asked, along.failure)


@dataclass
class _Along:
    """A model on its way through the pages, and what became of it."""

    model: BaseChatModel
    asked: str
    named: str = ""
    refused: int = 0
    failed: list[str] = field(default_factory=list)

    async def beside(self, reports: list[LabReport], page: Page, level: Level) -> list[LabReport]:
        """The reports beside what the model reads on a page; as they are where it fails."""
        shown, gray = level
        try:
            reading = await lab_rows(self.model, gray, self.asked)
        except ModelError as failed:
            self.failed.append(str(failed))
            return reports
        self.named = reading.model or "the model"
        found, wrong = standing(reading.rows, shown.words)
        rows = [_scaled(row, page.width / shown.width) for row in found]
        judged = []
        for report in reports:
            held = compared(report, page.number, rows, self.named)
            held, wrong = doubted(held, page.number, wrong, self.named)
            judged.append(held)
        self.refused += len(wrong)
        return judged

    @property
    def failure(self) -> str:
        """How often it failed, and how at first."""
        if not self.failed:
            return ""
        count = len(self.failed)
        pages = f"{count} page{'s' if count > 1 else ''}"
        return f"the model failed on {pages}, read by words alone: {self.failed[0]}"


def _scaled(row: FoundRow, by: float) -> FoundRow:
    left, top, right, bottom = row.box
    return FoundRow(row.seen, (left * by, top * by, right * by, bottom * by))
