"""How a model sees an image of the chart to have changed since an earlier one."""

from typing import Any

from chartside.errors import ToolError
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry
from chartside.fhir.found import Found
from chartside.tools.imaging.answering import Asked
from chartside.tools.imaging.rows import ImageRow
from chartside.tools.names import name_of
from chartside.tools.tool import asked, page, tool

_PAGE = 50
_ORDER = "the earlier image is dated later in the chart than the current one"


@tool
async def image_compare(
    chart: Chart, current: str = "", earlier: str = "", finding: str = "", cursor: str = ""
) -> Found[ImageRow]:
    """How a model (AI) sees an image of the open chart to differ from an earlier one.

    Made for frontal chest X-rays. Without images: which entries of the chart have images. It is no
    diagnosis, and never the only source of a sentence. `set_aside` says why nothing was compared.

    Args:
        current: The later entry, as this tool names it, e.g. ImagingStudy/12; empty to list.
        earlier: The earlier entry.
        finding: One finding, which has improved, is stable or has worsened; empty for words.
        cursor: `next` of the answer before, to go on; empty to start.
    """
    words = asked("image_compare", current=current, earlier=earlier, finding=finding)
    query = Asked(chart, words, name_of)
    if not current:
        return page(query.listed(), query.query, _PAGE, cursor)
    before, now = chart.get(earlier), chart.get(current)
    if before is None:
        raise ToolError("the chart has no such earlier image: without any, this tool lists them")
    if now and before.when and now.when and before.when.low >= now.when.high:
        raise ToolError(_ORDER)

    def told(entry: Entry, found: Any) -> list[ImageRow]:
        said = f"{finding}: {found.answer}" if finding else " ".join(found.words.split())
        return [query.plain(entry, found, f"since {before.reference}: {said}")]

    def ask(looking: Any) -> Any:
        return looking.look_at_both(chart, (earlier, current), finding)

    return await query.answered(current, ask, told)
