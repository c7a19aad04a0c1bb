"""A laboratory report beside its results: each decided by itself, with the page to see it on."""

import asyncio
import re
from typing import Any

import pytest

from chartside.agent.filing_results import Filing, propose_results
from chartside.fhir.lab_reports.opening import open_octets
from chartside.sidebar.pages.reports import file_of, sheets
from chartside.signoff import Desk
from chartside.tools.labs.files import How
from chartside.tools.labs.judging import judge_file
from chartside.tools.labs.reading import Reading, by_words

HEAD = ("Patient: Nora Ellen Lindqvist", "Date of birth: 14.08.1957")


@pytest.fixture
def filed(sidebar: Any, printer: Any) -> str:
    """A printed report, laid down as a draft; where it is."""
    (opened,) = open_octets(printer.printed(head=HEAD))  # type: ignore[misc]  # a PDF
    chart, here = sidebar.visit.chart(), sidebar.visit.here
    reading = Reading(asyncio.run(by_words(opened, How())).read)
    file = judge_file("report.pdf", reading, chart)
    desk = Desk(here.signoff, anchor=here.anchor)
    return f"/drafts/{propose_results(chart, desk, Filing(file, file.reports[0])).id}"


def test_each_result_is_boxed_on_its_page_and_leads_to_its_decision(
    sidebar: Any, filed: str
) -> None:
    assert sidebar.get(filed).all(f"//a[@href='{filed}/report']")
    page = sidebar.get(f"{filed}/report")
    assert page.all("//img/@src")[0].startswith("data:image/png;base64,")
    boxes = page.all("//*[name()='svg'][@role='group']/*[name()='a']")
    names = [box.get("aria-label").split()[0] for box in boxes]
    assert names == ["Potassium", "Sodium", "Creatinine", "TSH"]
    draft = sidebar.get(filed)
    for box in boxes:
        (proposal,) = draft.all(f"//li[@id='{box.get('href')[1:]}']")
        assert box.get("aria-label") in " ".join(proposal.text_content().split())


def test_boxes_stand_below_one_another_as_the_rows_do(sidebar: Any, filed: str) -> None:
    draft = sidebar.store.held(filed.rpartition("/")[2]).draft
    opened = file_of(draft, sidebar.visit.chart())
    assert opened is not None
    (sheet,) = sheets(draft, opened)
    tops = [box.top for box in sheet.boxes]
    assert tops == sorted(tops)
    for one, below in zip(sheet.boxes, sheet.boxes[1:], strict=False):
        assert one.top + one.height < below.top + below.height
        assert one.left + one.width < sheet.width


def test_each_result_is_accepted_or_rejected_by_itself_or_nothing_is_signed(
    sidebar: Any, filed: str
) -> None:
    (way,) = sidebar.get(filed).all("//footer[@class='acts']/a[contains(@href, '/sign')]/@href")
    page = sidebar.get(way)
    names = sorted(set(page.all("//input[@type='radio'][starts-with(@name, 'proposal-')]/@name")))
    assert len(names) == 6
    assert page.all("//input[@checked]") == []
    seen = page.one("//input[@name='seen']/@value")
    said = dict.fromkeys(names, "accept") | {"proposal-p3": "reject"}
    half = {name: said[name] for name in names[:3]}
    refused = sidebar.post(f"{filed}/sign", seen=seen, meaning="author", **half)
    assert "each point below needs your own decision" in refused.words
    kept = refused.all("//input[starts-with(@name, 'proposal-')][@checked]/@name")
    assert sorted(kept) == names[:3]
    assert sidebar.post(f"{filed}/sign", seen=seen, meaning="author", **said).status == 303
    signed = sidebar.get(filed)
    states = signed.told("//li[@class='proposal']/p[1]")
    assert [bool(re.search("rejected", one)) for one in states] == [
        False, False, True, False, False, False
    ]  # fmt: skip


def test_a_draft_without_a_report_has_none_to_show(sidebar: Any, at: str) -> None:
    assert "There is no picture of this report." in sidebar.get(f"{at}/report").words
    assert sidebar.get(at).all(f"//a[@href='{at}/report']") == []
