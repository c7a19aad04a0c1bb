"""Where a passage stands in its source, whatever the layout did to it."""

from base64 import b64encode
from typing import Any

import pytest

from chartside.fhir.chart import Chart
from chartside.fhir.documents import Document
from chartside.fhir.text.markup import html_places, laid_out


def opened(make: Any, source: str, kind: str = "text/html") -> tuple[Chart, Document]:
    held = {"contentType": kind, "data": b64encode(source.encode()).decode()}
    note = make.resource("DocumentReference", "d", content=[{"attachment": held}])
    chart: Chart = make.chart(note)
    return chart, chart.documents()[0]


def paths(chart: Chart, words: str) -> list[str]:
    document = chart.documents()[0]
    start = document.text.index(words)
    return [p.path for p in chart.where(document.reference, start, start + len(words))]


def section(title: str, div: str, *inner: Any) -> Any:
    return {"title": title, "text": {"div": div}, "section": list(inner)}


def test_a_passage_of_a_composition_is_found_in_its_narrative(make: Any) -> None:
    inner = section("Day 1", "<div><ul><li>K 4.1</li><li>Na 140</li></ul></div>")
    body = make.resource(
        "Composition", "c", status="final", type={"text": "Summary"},
        section=[section("Course", "<div><p>Improved.</p></div>", inner), {"title": "Plan"}],
    )  # fmt: skip
    chart = make.chart(body)
    assert chart.documents()[0].text.startswith("Course\n\nImproved.\n\nDay 1\n\n")
    assert paths(chart, "Course") == ["Composition.section[0].title"]
    assert paths(chart, "Improved") == ["Composition.section[0].text/div/p"]
    assert paths(chart, "Na 140") == ["Composition.section[0].section[0].text/div/ul/li[2]"]
    assert paths(chart, "Plan") == ["Composition.section[1].title"]


def wrapped(kind: str, body: str) -> str:
    inside = f"<component><nonXMLBody><text mediaType='{kind}'>{body}</text></nonXMLBody>"
    return f'<ClinicalDocument xmlns="urn:hl7-org:v3">{inside}</component></ClinicalDocument>'


def test_a_passage_of_a_page_within_a_cda_document_is_found_in_both(make: Any) -> None:
    page = "&lt;p&gt;Seen.&lt;/p&gt;&lt;p&gt;K 4.1&lt;/p&gt;"
    chart, _ = opened(make, wrapped("text/html", page), "text/xml")
    body = "/ClinicalDocument/component/nonXMLBody/text"
    assert paths(chart, "K 4.1") == [f"{body}/html/body/p[2]"]
    chart, _ = opened(make, wrapped("text/plain", "Seen. K 4.1"), "text/xml")
    assert paths(chart, "K 4.1") == [body]


def test_a_short_item_of_a_numbered_list_has_its_place(make: Any) -> None:
    chart, found = opened(make, "<ol start='3'><li>A</li><li>Na</li><li>K</li></ol>")
    assert found.text.split() == ["3.", "A", "4.", "Na", "5.", "K"]
    assert paths(chart, "Na") == ["/html/body/ol/li[2]"]
    assert paths(chart, "K") == ["/html/body/ol/li[3]"]
    narrative = "<list listType='ordered'><item>A</item><item>K</item></list>"
    source = f"<section><title>T</title><text>{narrative}</text></section>"
    chart, found = opened(make, source, "text/xml")
    assert found.text.split() == ["T", "1.", "A", "2.", "K"]
    assert paths(chart, "K") == ["/section/text/list/item[2]"]


def test_the_lines_of_two_cells_side_by_side_keep_their_places(make: Any) -> None:
    page = "<table><tr><td>a1<br>a2</td><td>b1<br>b2</td></tr></table>"
    chart, found = opened(make, page)
    assert [line.split() for line in found.text.splitlines()] == [["a1", "b1"], ["a2", "b2"]]
    assert paths(chart, "a2") == ["/html/body/table/tr/td[1]"]
    assert paths(chart, "b1") == ["/html/body/table/tr/td[2]"]


def test_the_conclusion_of_a_report_is_its_own_place(make: Any) -> None:
    report = make.resource(
        "DiagnosticReport", status="final", code={"text": "CT"}, conclusion="Clear lungs."
    )
    chart = make.chart(report)
    assert paths(chart, "lungs") == ["DiagnosticReport.conclusion"]


@pytest.mark.parametrize(
    "page",
    [
        "<p>a <b> b</b>c &amp;amp; &amp;lt; d</p><!-- x -->tail<?pi ?>more",
        "<table><caption>Labs</caption><tr><td>o<table><tr><td>i</td></tr></table></td>"
        "<td rowspan=2>&lt;5</td></tr><tr><td colspan=2>x</td></tr></table>after",
        "<pre>Na   140\n K 4.1</pre><q>said</q><input type=checkbox>Smoker",
        "<div>\U0001f600 10<sup>9</sup>/L \U00010000</div>",
    ],
)
def test_every_visible_character_of_a_page_has_one_place(page: str) -> None:
    text = getattr(laid_out(page), "text", "")
    places = html_places(page)
    held = [n for place in places for n in range(place.start, place.end) if not text[n].isspace()]
    assert sorted(held) == [n for n, c in enumerate(text) if not c.isspace() and c != '"']
