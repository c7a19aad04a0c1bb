"""Which studies and pictures a chart holds: UIDs, archives, attachments; and what is none."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.chart import Chart
from chartside.fhir.imaging.pictures import pictures_of
from chartside.fhir.imaging.studies import Series, Study, study_of
from chartside.fhir.imaging.uids import uid_of

Body = dict[str, Any]
PNG = b"\x89PNG\r\n\x1a\nrest"
UID = {"system": "urn:dicom:uid", "value": "urn:oid:1.2.3"}
NAMES = st.sampled_from((
    *("identifier", "series", "endpoint", "content", "attachment", "url", "data", "contentType"),
    *("uid", "instance", "modality", "contained", "reference", "address", "connectionType"),
    *("status", "id", "code", "system", "value"),
))  # fmt: skip
SERIES = [
    {
        "uid": "1.2.3.4",
        "modality": {"code": "CT"},
        "instance": [{"uid": "1.2.3.4.1"}, {"uid": "../../etc"}],
    }
]


def archive(name: str = "pacs", kind: str = "dicom-wado-rs", **fields: Any) -> Body:
    held = {"resourceType": "Endpoint", "id": name, "status": "active", **fields}
    return {"connectionType": {"code": kind}, "address": "https://pacs.example/rs", **held}


def opened(chart: Callable[..., Chart], body: Body, **shared: Body) -> Study | None:
    held = chart(body, shared={f"{b['resourceType']}/{b['id']}": b for b in shared.values()})
    raw = held.raw(f"{body['resourceType']}/{body['id']}")
    assert raw is not None
    return study_of(raw, held.raw)


def imaging(**fields: Any) -> Body:
    subject = {"reference": "Patient/1"}
    return {"resourceType": "ImagingStudy", "id": "s", "subject": subject, **fields}


def test_a_study_names_its_series_its_instances_and_the_archive_that_keeps_it(make: Any) -> None:
    body = imaging(
        identifier=[{"system": "accessions", "value": "A1"}, UID],
        series=SERIES,
        endpoint=[{"reference": "Endpoint/pacs"}],
    )
    found = opened(make.chart, body, pacs=archive())
    series = (Series("1.2.3.4", "CT", ("1.2.3.4.1",)),)
    assert found == Study("ImagingStudy/s", "1.2.3", series, ("https://pacs.example/rs",))


def test_an_endpoint_may_be_written_as_r5_has_it(make: Any) -> None:
    kind = [{"coding": [{"code": "hl7-fhir-rest"}]}, {"coding": [{"code": "dicom-wado-rs"}]}]
    body = imaging(identifier=[UID], endpoint=[{"reference": "Endpoint/pacs"}])
    found = opened(make.chart, body, pacs=archive(connectionType=kind))
    assert found
    assert found.archives == ("https://pacs.example/rs",)


def test_an_archive_of_one_series_or_inside_the_study_counts_too(make: Any) -> None:
    body = imaging(
        identifier=[UID],
        contained=[archive("inside", address="https://inside.example")],
        series=[{"uid": "1.2.3.4", "endpoint": [{"reference": "#inside"}]}],
        endpoint=[{"reference": "Endpoint/pacs"}],
    )
    found = opened(make.chart, body, pacs=archive())
    assert found
    assert found.archives == ("https://pacs.example/rs", "https://inside.example")


@pytest.mark.parametrize(
    "endpoint",
    [
        archive(status="off"),
        archive(status="entered-in-error"),
        archive(kind="hl7-fhir-rest"),
        archive(address=["https://pacs.example"]),
        archive(resourceType="Organization"),
    ],
)
def test_an_archive_out_of_use_or_of_another_protocol_is_none(make: Any, endpoint: Body) -> None:
    body = imaging(identifier=[UID], endpoint=[{"reference": "Endpoint/pacs"}])
    found = opened(make.chart, body, pacs=endpoint)
    assert found
    assert found.archives == ()


@pytest.mark.parametrize(
    "identifier",
    [
        [],
        [{"system": "accessions", "value": "1.2.3"}],
        [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.3/../../admin"}],
        [{"system": "urn:dicom:uid", "value": "1.2.3?x=1"}],
        [{"system": "urn:dicom:uid", "value": 12}],
    ],
)
def test_a_study_without_a_uid_is_on_no_archive(make: Any, identifier: list[Body]) -> None:
    assert opened(make.chart, imaging(identifier=identifier)) is None


def test_nothing_but_digits_and_dots_is_a_uid() -> None:
    wrong = (
        "",
        "1",
        "1..2",
        ".1.2",
        "1.2.",
        "1.2/3",
        "1.2%2f3",
        "\N{ARABIC-INDIC DIGIT ONE}.2",
        "1.2\n3",
        None,
        1.2,
    )
    assert [uid_of(text) for text in wrong] == [""] * len(wrong)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just("Endpoint/pacs"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(fields=st.dictionaries(NAMES, JSON, max_size=5), kind=st.sampled_from(["Media", "Imaging"]))
def test_no_shape_of_a_resource_stops_the_chart(fields: Body, kind: str) -> None:
    held = {"id": "x", "subject": {"reference": "Patient/1"}}
    body = {**fields, **held, "resourceType": "Media" if kind == "Media" else "ImagingStudy"}
    assert study_of(body, lambda _: archive()) is None or body["resourceType"] == "ImagingStudy"
    assert pictures_of(body, lambda _: archive()).reference.endswith("/x")


def test_an_endpoint_of_a_wrong_shape_costs_no_study(make: Any) -> None:
    body = imaging(identifier=[UID], endpoint=[{"reference": {"a": 1}}, "x", {"reference": 3}])
    found = opened(make.chart, body)
    assert (found.uid, found.archives) == ("1.2.3", ()) if found else False


def attached(make: Any, kind: str, **attachment: Any) -> Body:
    content: Any = attachment if kind == "Media" else [{"attachment": attachment}]
    held: Body = make.resource(kind, "p", content=content)
    return held


def pictures(chart: Chart, reference: str) -> Any:
    body = chart.raw(reference)
    assert body is not None
    return pictures_of(body, chart.raw)


@pytest.mark.parametrize("kind", ["Media", "DocumentReference"])
def test_a_picture_inside_the_resource_comes_out_as_its_bytes(make: Any, kind: str) -> None:
    data = b64encode(PNG).decode()
    for said in ({"contentType": "image/png", "data": data}, {"url": f"data:;base64,{data}"}):
        found = pictures(make.chart(attached(make, kind, **said)), f"{kind}/p")
        assert [(one.place, one.octets) for one in found.found] == [(0, PNG)]


def test_a_media_resource_points_to_a_binary_of_the_same_patient(make: Any) -> None:
    binary = {
        "resourceType": "Binary",
        "id": "b",
        "contentType": "application/dicom",
        "data": b64encode(PNG).decode(),
    }
    media = attached(make, "Media", url="Binary/b")
    found = pictures(make.chart(media, shared={"Binary/b": binary}), "Media/p")
    assert found.found[0].octets == PNG
    other = {**binary, "securityContext": {"reference": "Patient/2"}}
    chart = make.chart(media, shared={"Binary/b": other})
    found = pictures(chart, "Media/p")
    assert (found.found, found.set_aside) == ((), ((0, "its content is kept elsewhere"),))
    assert "points to a Binary that is not this patient's: not read" in {
        aside.reason for aside in chart.set_aside
    }


def test_a_document_is_no_picture_and_an_address_elsewhere_is_not_fetched(make: Any) -> None:
    note = attached(make, "DocumentReference", contentType="text/plain", data="TEVUVEVS")
    assert pictures(make.chart(note), "DocumentReference/p").found == ()
    away = attached(make, "Media", contentType="image/png", url="http://169.254.169.254/latest")
    found = pictures(make.chart(away), "Media/p")
    assert found.set_aside == ((0, "its content is kept elsewhere"),)


def test_a_larger_picture_is_taken_than_a_note(make: Any) -> None:
    octets = b"\x89PNG" + bytes(12_000_000)
    media = attached(make, "Media", data=b64encode(octets).decode())
    assert len(pictures(make.chart(media), "Media/p").found[0].octets) == len(octets)
