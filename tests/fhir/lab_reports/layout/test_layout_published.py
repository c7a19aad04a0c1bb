"""Published reports of laboratories, beside the results that were sent with them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from chartside.fhir.lab_reports.pdf_pages import pdf_pages
from chartside.fhir.lab_reports.reading import read_report
from chartside.fhir.text.found import Unread

REPORTS = (
    "cma_815333042_69", "cma_815333045_69", "cma_815333052_69", "cma_815933562", "cma_815933571",
    "uzgent_1a_mrprt68582", "uzgent_1b_mrprt58074", "uzgent_1e3_mrprt27597", "uzgent_7_mmg39511",
)  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_the_numbers_of_a_report_are_those_that_were_sent(shared_data: Path, name: str) -> None:
    folder = shared_data / "lab-reports"
    sent = json.loads((folder / "ground_truth" / f"{name}.json").read_text())["results"]
    pages = pdf_pages((folder / "pdf" / f"{name}.pdf").read_bytes())
    assert not isinstance(pages, Unread)
    (report,) = read_report(pages)
    numbers = [Decimal(str(r["value"])) for r in sent if isinstance(r["value"], int | float)]
    assert [r.value for r in report.results if r.value is not None] == numbers
    assert report.set_aside == ()


@pytest.mark.parametrize("name", REPORTS)
def test_no_more_is_a_result_than_was_sent_with_a_report(shared_data: Path, name: str) -> None:
    folder = shared_data / "lab-reports"
    sent = json.loads((folder / "ground_truth" / f"{name}.json").read_text())["results"]
    pages = pdf_pages((folder / "pdf" / f"{name}.pdf").read_bytes())
    assert not isinstance(pages, Unread)
    (report,) = read_report(pages)
    isolates = [one for one in sent if one["names"] == ["-"]]  # printed as the result of a culture
    printed = [one for one in sent if one["value_found_in_pdf_text"]]
    assert len(report.results) == len(printed) - len(isolates)
