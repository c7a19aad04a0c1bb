"""What is printed on a report in the chart: typed rows, and never somebody else's."""

import base64
from typing import Any

from chartside.tools.lab_report import lab_report

DOCUMENT = "DocumentReference/p"


def document(make: Any, octets: bytes, kind: str = "application/pdf", name: str = "p") -> Any:
    attachment = {"contentType": kind, "data": base64.b64encode(octets).decode()}
    return make.resource(
        "DocumentReference",
        name,
        status="current",
        type={"text": "Outside laboratory"},
        date="2025-11-03T09:00:00Z",
        content=[{"attachment": attachment}],
    )


async def test_each_printed_result_is_a_row_that_names_its_document_and_page(
    make: Any, printer: Any
) -> None:
    found = await lab_report(make.chart(document(make, printer.printed())), DOCUMENT)
    assert [row.line for row in found.items] == [
        "2025-11-02 Potassium 5.90 mmol/L (3.5 - 5.1) H, page 1",
        "2025-11-02 Sodium 140 mmol/L (135 - 145), page 1",
        "2025-11-02 Creatinine 0.62 mg/dL (0.50 - 0.90), page 1",
        "2025-11-02 TSH < 0.01 mIU/L (0.40 - 4.00) L, page 1",
    ]
    assert {row.references for row in found.items} == {(DOCUMENT,)}
    assert found.set_aside == ()


async def test_without_a_document_those_with_pages_are_named_and_notes_are_not(
    make: Any, printer: Any
) -> None:
    note = document(make, b"Potassium 5.9 mmol/L", "text/plain", "note")
    chart = make.chart(note, document(make, printer.printed()))
    (row,) = (await lab_report(chart)).items
    assert row.line == "2025-11-03 Outside laboratory"
    assert row.reference == DOCUMENT


async def test_a_result_that_the_chart_has_is_marked_with_its_entry(
    make: Any, printer: Any
) -> None:
    filed = make.lab("k", 5.9, "2025-11-02")
    other = make.lab("na", 141, "2025-11-02", code={"text": "Sodium"})
    found = await lab_report(make.chart(filed, other, document(make, printer.printed())), DOCUMENT)
    assert [row.known for row in found.items] == ["Observation/k", "", "", ""]


async def test_a_report_of_another_person_in_this_chart_is_not_read_out(
    make: Any, printer: Any
) -> None:
    head = ("Name: Xanthippe Canary", "Date of birth: 01/02/1933", "Collected: 02/11/2025")
    found = await lab_report(make.chart(document(make, printer.printed(head=head))), DOCUMENT)
    assert found.items == ()
    (aside,) = found.set_aside
    assert aside.reason.startswith("the report is about another patient")
    assert "Canary" not in str(found)


async def test_a_letter_gives_no_result_and_says_so(make: Any, printer: Any) -> None:
    octets = printer.letter(
        "Dear colleague,", "potassium was 5.9 mmol/L and creatinine 0.62 mg/dL."
    )
    found = await lab_report(make.chart(document(make, octets)), DOCUMENT)
    assert found.items == ()
    assert [a.reason for a in found.set_aside] == [
        "it is no laboratory report: no table of results was found in it"
    ]


async def test_what_is_no_document_of_the_chart_is_answered_and_not_repeated(make: Any) -> None:
    for named in ("DocumentReference/none", "Patient/2", "../etc/passwd"):
        found = await lab_report(make.chart(), named)
        assert found.items == ()
        assert [a.reason for a in found.set_aside] == ["the chart has no such document"]
