"""Whose chart a resource enters, when servers use the same ids."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore

A, B, Z = "http://a.org/fhir", "http://b.org/fhir", "http://zzz.net/fhir"
Body = dict[str, Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    with RecordStore(tmp_path / "r.db") as opened:
        yield opened


def patient(family: str, name: str = "1") -> Body:
    return {"resourceType": "Patient", "id": name, "name": [{"family": family}]}


def observation(name: str, subject: str, **more: Any) -> Body:
    code = {"coding": [{"system": "http://loinc.org", "code": "718-7"}]}
    about = {"subject": {"reference": subject}, "status": "final", "code": code}
    return {"resourceType": "Observation", "id": name, **about, **more}


def bundle(*entries: tuple[str, Body]) -> Body:
    found = [
        {"fullUrl": f"{base}/{body['resourceType']}/{body['id']}" if base else "", "resource": body}
        for base, body in entries
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [one if one["fullUrl"] else {"resource": one["resource"]} for one in found],
    }


def put(path: Path, *bodies: Body) -> Path:
    path.write_text("\n".join(json.dumps(body) for body in bodies), encoding="utf-8")
    return path


def charted(store: RecordStore, name: str = "1") -> set[str]:
    """Ids of the observations in a patient's chart."""
    chart = store.open_chart(name)
    ids = (f"Observation/{one}" for one in "abcdefxyz")
    return {ref.partition("/")[2] for ref in ids if chart.get(ref) is not None}


def test_two_servers_patients_with_one_id_are_never_one_chart(
    store: RecordStore, tmp_path: Path
) -> None:
    both = bundle(
        (A, patient("Abel")),
        (B, patient("Baker")),
        (A, observation("a", f"{A}/Patient/1")),
        (B, observation("b", f"{B}/Patient/1")),
        (A, observation("z", f"{Z}/Patient/1")),
    )
    source = put(tmp_path / "both.json", both)
    for _ in range(2):  # the second time the same
        report = ingest([source], store)
        assert charted(store) == {"a"}
        assert b"Abel" in (store._raw("Patient/1") or b"")
        reasons = {one.reference: one.reason for one in report.set_aside}
        assert reasons.keys() == {"Patient/1", "Observation/b"}
        assert "store of its own" in reasons["Patient/1"]
    store.keep_indexed()


def test_a_subject_on_an_unknown_server_is_in_no_chart_and_is_said(
    store: RecordStore, tmp_path: Path
) -> None:
    one = bundle((A, patient("Abel")), (A, observation("z", f"{Z}/Patient/1")))
    report = ingest([put(tmp_path / "one.json", one)], store)
    assert charted(store) == set()
    assert any("another server" in n and "Observation/z" in n for n in report.notes)
    chart = store.open_chart("1")
    assert [one.reference for one in chart.set_aside] == ["Observation/z"]


def test_a_relative_subject_is_the_patient_of_the_entrys_own_server(
    store: RecordStore, tmp_path: Path
) -> None:
    ingest([put(tmp_path / "1.json", bundle((A, patient("Abel"))))], store)
    own = bundle((A, observation("a", "Patient/1")), (B, observation("b", "Patient/1")))
    report = ingest([put(tmp_path / "2.json", own)], store)
    assert charted(store) == {"a"}
    assert [one.reference for one in report.set_aside] == ["Observation/b"]


def test_observations_that_came_first_wait_for_the_patient_of_their_server(
    store: RecordStore, tmp_path: Path
) -> None:
    early = bundle((B, observation("b", "Patient/1")), (B, observation("c", f"{B}/Patient/1")))
    ingest([put(tmp_path / "1.json", early)], store)
    late = ingest([put(tmp_path / "2.json", bundle((A, patient("Abel"))))], store)
    assert store.patients() == ()
    assert [one.reference for one in late.set_aside] == ["Patient/1"]
    ingest([put(tmp_path / "3.json", bundle((B, patient("Baker"))))], store)
    assert charted(store) == {"b", "c"}


def test_a_subject_set_down_under_an_unknown_server_is_found_when_that_server_is(
    store: RecordStore, tmp_path: Path
) -> None:
    mixed = [observation("z", f"{Z}/Patient/1"), observation("a", f"{A}/Patient/2")]
    ingest([put(tmp_path / "1.ndjson", *mixed)], store)
    ingest([put(tmp_path / "2.json", bundle((Z, patient("Zorn"))))], store)
    assert charted(store) == {"z"}


def test_a_bulk_export_that_names_one_server_throughout_is_read_as_that_servers(
    store: RecordStore, tmp_path: Path
) -> None:
    people = put(tmp_path / "Patient.ndjson", patient("Abel"), patient("Baker", "2"))
    results = [observation("a", f"{A}/Patient/1"), observation("b", f"{A}/Patient/2")]
    report = ingest([put(tmp_path / "Observation.ndjson", *results), people], store)
    assert (charted(store), charted(store, "2")) == ({"a"}, {"b"})
    assert report.set_aside == ()
    later = ingest([put(tmp_path / "z.json", observation("z", f"{Z}/Patient/1"))], store)
    assert charted(store) == {"a"}
    assert any("Observation/z" in note for note in later.notes)


@pytest.mark.parametrize("order", [1, -1])
def test_lines_that_name_several_servers_are_in_no_chart(
    store: RecordStore, tmp_path: Path, order: int
) -> None:
    ingest([put(tmp_path / "p.json", patient("Abel"))], store)
    lines = [observation("a", f"{A}/Patient/1"), observation("z", f"{Z}/Patient/1")][::order]
    report = ingest([put(tmp_path / "o.ndjson", *lines)], store)
    assert charted(store) == set()
    assert any(note.startswith("2 resources are about a patient of") for note in report.notes)


def test_a_version_of_a_patient_from_their_own_server_is_still_a_version(
    store: RecordStore, tmp_path: Path
) -> None:
    ingest([put(tmp_path / "1.json", bundle((A, patient("Abel"))))], store)
    report = ingest([put(tmp_path / "2.json", bundle((A, patient("Abel-Smith"))))], store)
    assert report.set_aside == ()
    assert b"Abel-Smith" in (store._raw("Patient/1") or b"")


async def test_a_search_for_a_patient_does_not_find_another_servers_results(
    store: RecordStore, tmp_path: Path
) -> None:
    one = bundle(
        (A, patient("Abel")),
        (A, observation("a", f"{A}/Patient/1")),
        (A, observation("z", f"{Z}/Patient/1")),
    )
    ingest([put(tmp_path / "one.json", one)], store)
    for query in ("Observation?subject=Patient/1", f"Observation?subject={A}/Patient/1"):
        found = await store.search(query)
        assert [one["id"] for one in found.items] == ["a"]


def test_a_result_about_a_patient_contained_in_it_is_in_no_chart_and_is_said(
    store: RecordStore, tmp_path: Path
) -> None:
    inside = observation("x", "#pp", contained=[{"resourceType": "Patient", "id": "pp"}])
    device = observation("y", "#d", contained=[{"resourceType": "Device", "id": "d"}])
    entries = [("", one) for one in (patient("Abel"), inside, device)]
    report = ingest([put(tmp_path / "one.json", bundle(*entries))], store)
    assert charted(store) == set()
    assert any("contained" in note and "Observation/x" in note for note in report.notes)
    said = [(one.reference, one.reason) for one in store.open_chart("1").set_aside]
    assert said == [
        ("Observation/x", "its patient is contained in it, and no patient of the record")
    ]
