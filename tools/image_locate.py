"""Where a model sees anatomy in an image of the chart."""

from importlib import import_module
from typing import Any

from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.fhir.found import Found
from chartside.tools.imaging.answering import Asked
from chartside.tools.imaging.rows import ImageRow
from chartside.tools.names import name_of
from chartside.tools.tool import asked, page, tool

_PAGE = 50


@tool
async def image_locate(
    chart: Chart, image: str = "", structure: str = "", cursor: str = ""
) -> Found[ImageRow]:
    """Where a model (AI) sees a structure in an image of the open chart, in boxes of its pixels.

    Made for anatomy in frontal chest X-rays; boxes around findings were never evaluated. Without an
    image: which entries of the chart have images. `set_aside` says why one was not looked at.

    Args:
        image: The entry, as this tool names it, e.g. ImagingStudy/12; empty to list.
        structure: What is looked for, e.g. right clavicle; left and right are the patient's.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    query = Asked(chart, asked("image_locate", image=image, structure=structure), name_of)
    if not image:
        return page(query.listed(), query.query, _PAGE, cursor)

    def told(entry: Entry, found: Any) -> list[ImageRow]:
        if not found.boxes:
            return [query.plain(entry, found, f"{structure}: {found.answer or 'no box'}")]
        return [query.plain(entry, found, _words(one)) for one in found.boxes]

    def ask(looking: Any) -> Any:
        asking = import_module("chartside.models.imaging.tasks.interpreting")
        task = import_module("chartside.models.imaging.tasks.finding").Task
        return looking.look(chart, image, asking.Request(task.LOCATE, name=structure))

    return await query.answered(image, ask, told)


def _words(one: Any) -> str:
    x0, y0, x1, y1 = (round(n) for n in one.box)
    side = f", on the patient's {one.side}" if one.side else ""
    return f"{one.label}: x {x0} to {x1}, y {y0} to {y1} pixels{side}"
