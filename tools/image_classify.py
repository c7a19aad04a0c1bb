"""Which findings an image of the chart is nearest to."""

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
async def image_classify(
    chart: Chart, image: str = "", labels: str = "", cursor: str = ""
) -> Found[ImageRow]:
    """Labels by how near an image of the open chart is to them, by MedSigLIP, the nearest first.

    Scores rank; they are no probabilities, and the nearest label may be absent too. Without an
    image: which entries of the chart have images. `set_aside` says why one was not looked at.

    Args:
        image: The entry, as this tool names it, e.g. ImagingStudy/12; empty to list.
        labels: Labels with commas between them; empty for 13 findings in a chest X-ray.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    query = Asked(chart, asked("image_classify", image=image, labels=labels), name_of)
    if not image:
        return page(query.listed(), query.query, _PAGE, cursor)
    wanted = tuple(part.strip() for part in labels.split(",") if part.strip())

    def told(entry: Entry, found: Any) -> list[ImageRow]:
        return [query.plain(entry, found, _words(one)) for one in found.labels]

    def ask(looking: Any) -> Any:
        return looking.rank(chart, image, wanted)

    return await query.answered(image, ask, told)


def _words(one: Any) -> str:
    margin = "" if one.margin is None else f", {one.margin:+.2f} against its absence"
    return f"{one.label}: score {one.score:+.2f}{margin}"
