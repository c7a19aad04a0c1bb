"""What a model sees in images of the chart, beside what the report says."""

from importlib import import_module
from typing import Any

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.fhir.found import Found
from chartside.tools.imaging.agreement import told_by
from chartside.tools.imaging.answering import Asked
from chartside.tools.imaging.rows import ImageRow
from chartside.tools.names import name_of
from chartside.tools.tool import asked, page, tool

_PAGE = 50


@tool
async def image_findings(
    chart: Chart, image: str = "", condition: str = "", cursor: str = ""
) -> Found[ImageRow]:
    """What a model (AI) sees in images of the open chart, compared with the radiologist's report.

    Without an image: which entries of the chart have images, newest first. With one: whether the
    condition is seen in it; without a condition, a description, and each finding in it beside the
    report. It is no diagnosis, and never the only source of a sentence: `sentence` is empty unless
    a report in the chart says the same. `set_aside` says why an image was not looked at.

    Args:
        image: The entry, as this tool names it, e.g. ImagingStudy/12; empty to list.
        condition: One finding, e.g. pleural effusion; empty for a description. A CT or MRI volume
            needs one.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    query = Asked(chart, asked("image_findings", image=image, condition=condition), name_of)
    if not image:
        return page(query.listed(), query.query, _PAGE, cursor)

    def told(entry: Entry, found: Any) -> list[ImageRow]:
        if condition:
            return [query.beside_reports(entry, found, condition, found.answer)]
        named = [(n, "yes" if seen else "no") for n, seen in told_by(found.words)]
        beside = [query.beside_reports(entry, found, name, answer) for name, answer in named]
        return [query.plain(entry, found, " ".join(found.words.split())), *beside]

    def ask(looking: Any) -> Any:
        asking = import_module("chartside.models.imaging.tasks.interpreting")
        task = import_module("chartside.models.imaging.tasks.finding").Task
        kind = task.ANSWER if condition else task.DESCRIBE
        labels = (condition,) if condition else ()
        return looking.look(chart, image, asking.Request(kind, labels=labels))

    return await query.answered(image, ask, told)
