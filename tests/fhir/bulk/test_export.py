"""Exports of a server that keeps to the standard: all of it, then what changed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.fhir.bulk import START, BulkExport, Stage
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.fhir.validation import invalid


async def test_an_export_brings_every_resource_of_every_file(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    done = await export.export(store)
    assert (done.resources, done.files, done.deleted, done.set_aside) == (3, 2, 0, ())
    assert done.by_type == {"Observation": 2, "Patient": 1}
    assert done.transaction_time == peer.time
    chart = store.open_chart("p1")
    assert {entry.reference for entry in chart.entries} >= {"Observation/k1", "Observation/k2"}


async def test_an_export_is_asked_for_as_the_standard_says(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    await export.export(store)
    (asked,) = peer.of("$export")
    assert asked.path == "/fhir/Patient/$export"
    assert asked.headers["accept"] == "application/fhir+json"
    assert asked.headers["prefer"] == "respond-async"
    assert {one.headers["accept"] for one in peer.of("/files")} == {"application/fhir+ndjson"}


async def test_a_group_or_the_whole_server_is_exported_where_that_is_asked(
    peer: Any, clock: Any, store: RecordStore
) -> None:
    await peer.exporter(clock).export(store, group="diabetes.1")
    await peer.exporter(clock).export(store, group="Group/diabetes.1")
    await peer.exporter(clock, everything=True).export(store)
    assert [one.path.partition("?")[0] for one in peer.of("$export")] == [
        "/fhir/Group/diabetes.1/$export",
        "/fhir/Group/diabetes.1/$export",
        "/fhir/$export",
    ]


async def test_types_and_searches_that_limit_them_are_sent(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    await export.export(store, types=["Patient", "Observation?category=laboratory,vital-signs"])
    (asked,) = peer.of("$export")
    assert asked.query == [
        ("_type", "Observation,Patient"),
        ("_typeFilter", "Observation?category=laboratory,vital-signs"),
    ]


async def test_the_second_export_asks_only_for_what_changed_since_the_first(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    await export.export(store)
    later = "2026-11-27T10:00:00Z"
    changed = peer.potassium(2, status="amended", meta={"lastUpdated": "2026-11-27T09:00:00Z"})
    peer.exports(("Observation", peer.lines(changed)), transactionTime=later)
    done = await export.export(store)
    assert peer.of("$export")[1].query == [("_since", peer.time)]
    assert (done.since, done.transaction_time, done.resources) == (peer.time, later, 1)
    assert (await store.search("Observation?status=amended")).total == 1
    assert (await store.search("Observation")).total == 2
    await export.export(store)
    assert peer.of("$export")[2].query == [("_since", later)]


async def test_other_types_and_another_group_have_a_time_of_their_own(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    await export.export(store)
    await export.export(store, group="g")
    await export.export(store, types=["Patient"])
    await export.export(store, types=["Patient"])
    assert ["_since" in one.path for one in peer.of("$export")] == [False, False, False, True]


async def test_everything_is_exported_again_where_that_is_asked(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    await export.export(store)
    done = await export.export(store, since=START)
    assert peer.of("$export")[1].query == []
    assert (done.since, done.resources) == ("", 3)


async def test_an_export_that_leaves_out_a_stretch_of_time_is_not_gone_on_from(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    await export.export(store, since=datetime(2026, 11, 1, tzinfo=UTC))
    assert peer.of("$export")[0].query == [("_since", "2026-11-01T00:00:00+00:00")]
    await export.export(store)  # what was before November was never asked for
    assert peer.of("$export")[1].query == []
    await export.export(store, since=datetime(2026, 11, 2, tzinfo=UTC))
    await export.export(store)
    assert peer.of("$export")[3].query == [("_since", peer.time)]


async def test_a_time_without_an_offset_is_refused(export: BulkExport, store: RecordStore) -> None:
    with pytest.raises(UsageError, match="offset"):
        await export.export(store, since=datetime(2026, 11, 1))  # noqa: DTZ001 - that it is naive is the point


@pytest.mark.parametrize("group", ["", "../Patient", "a/b", "g?x=1", "Group/", "x" * 65])
async def test_a_group_that_is_no_id_is_refused_before_the_server_is_asked(
    peer: Any, export: BulkExport, store: RecordStore, group: str
) -> None:
    with pytest.raises(UsageError):
        await export.export(store, group=group)
    assert peer.asked == []


@pytest.mark.parametrize("kind", ["", "observation", "Observations", "Observation?", "Patient&x"])
async def test_a_type_that_is_none_of_fhir_is_refused_before_the_server_is_asked(
    peer: Any, export: BulkExport, store: RecordStore, kind: str
) -> None:
    with pytest.raises(UsageError):
        await export.export(store, types=[kind])
    assert peer.asked == []


async def test_a_server_that_exports_more_types_than_were_asked_for_is_not_asked_for_those(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    done = await export.export(store, types=["Patient"])
    assert done.by_type == {"Patient": 1}
    assert [one.path for one in peer.of("/files")] == ["/files/1.ndjson"]


async def test_who_waits_is_told_how_far_the_export_is(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/status", peer.said(202, headers={"X-Progress": "40% of \x1b[31mit"}))
    stages: list[Stage] = []
    await export.export(store, progress=stages.append)
    assert stages[0] == Stage(said="40% of  [31mit")
    assert stages[-1] == Stage(done=2, files=2, resources=3)


async def test_packed_files_are_unpacked_as_they_come(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.gzip = True
    assert (await export.export(store)).resources == 3


async def test_the_server_is_told_when_its_files_are_not_needed_any_more(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    await export.export(store)
    assert [one.path for one in peer.of("", "DELETE")] == ["/status"]
    assert peer.asked[-1].method == "DELETE"


async def test_what_a_server_says_was_deleted_leaves_the_store(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    await export.export(store)
    gone = peer.gone("Observation/k2", f"{peer.base}/Observation/never-there")
    peer.exports(("Observation", b""), deleted=[gone], transactionTime="2026-11-27T10:00:00Z")
    done = await export.export(store)
    assert (done.deleted, done.set_aside) == (1, ())
    assert await store.read("Observation/k2") is None
    assert (await store.search("Observation?code=2823-3")).total == 1


async def test_a_resource_that_came_back_after_it_was_deleted_stays(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    back = peer.potassium(3, meta={"lastUpdated": "2026-11-28T08:00:00Z"})
    peer.exports(("Observation", peer.lines(back)))
    await export.export(store)
    peer.exports(deleted=[peer.gone("Observation/k3")], transactionTime="2026-11-27T10:00:00Z")
    assert (await export.export(store)).deleted == 0
    assert await store.read("Observation/k3") is not None


@pytest.mark.parametrize(
    "reference",
    [
        "https://other.example/fhir/Observation/k1",
        "Observation?code=2823-3",
        "Observation",
        "Observation/k1/_history/1",
        "../Observation/k1",
    ],
)
async def test_only_a_resource_of_this_server_is_deleted_and_only_by_its_id(
    peer: Any, export: BulkExport, store: RecordStore, reference: str
) -> None:
    await export.export(store)
    peer.exports(
        deleted=[peer.gone(reference), b"{broken\n", peer.gone("Patient/p1", method="GET")]
    )
    done = await export.export(store)
    assert (done.deleted, [one.line for one in done.set_aside]) == (0, [1, 1, 1])
    assert await store.read("Observation/k1") is not None
    assert await store.read("Patient/p1") is not None


async def test_what_the_server_could_not_export_is_counted_by_code(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    wrong = [peer.outcome("not-found"), peer.outcome("not-found"), peer.outcome("invented")]
    fine = peer.outcome("informational", "information")
    peer.exports(("Patient", peer.lines(peer.patient(1))), errors=[peer.lines(*wrong, fine, b"x")])
    done = await export.export(store)
    assert done.problems == {
        "error/not-found": 2,
        "error/unknown": 1,
        "information/informational": 1,
        "unknown/unknown": 1,
    }
    assert (await store.search("OperationOutcome")).total == 0
    assert peer.canary not in str(done)


@pytest.mark.parametrize("severity", ["fatal", "error", "warning", "information"])
async def test_an_export_that_the_server_could_not_make_whole_is_not_gone_on_from(
    peer: Any, export: BulkExport, store: RecordStore, severity: str
) -> None:
    peer.exports(
        ("Patient", peer.lines(peer.patient(1))), errors=[peer.outcome("timeout", severity)]
    )
    done = await export.export(store)
    harmless = severity in {"warning", "information"}
    assert done.complete is harmless
    await export.export(store)
    assert peer.of("$export")[1].query == ([("_since", peer.time)] if harmless else [])


async def test_resources_that_are_not_valid_are_listed_and_kept_where_that_is_asked(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.exports(("Observation", peer.lines(peer.potassium(1, status="finished"))))
    done = await export.export(store, validator=invalid)
    assert [one.reference for one in done.invalid or ()] == ["Observation/k1"]
    assert await store.read("Observation/k1") is not None
    assert done.to_json()["invalid"][0]["reference"] == "Observation/k1"


async def test_an_id_that_another_server_gave_to_somebody_else_is_set_aside(
    peer: Any, export: BulkExport, store: RecordStore, tmp_path: Any
) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    entry = {"fullUrl": "https://other.example/fhir/Patient/p1", "resource": peer.patient(1)}
    elsewhere.write_bytes(peer.lines({"resourceType": "Bundle", "entry": [entry]}))
    ingest([elsewhere], store)
    done = await export.export(store)
    assert [one.reference for one in done.set_aside] == [
        "Patient/p1",
        "Observation/k1",
        "Observation/k2",
    ]
    assert done.resources == 0


def test_a_server_is_named_by_a_url_without_a_secret() -> None:
    for text in ("ftp://x/fhir", "https://user:pw@ehr.example/fhir", "https://x/fhir?key=1", "x"):
        with pytest.raises(UsageError) as refused:
            BulkExport(text)
        assert "pw" not in str(refused.value)


def test_files_come_from_origins_that_are_named_by_their_url() -> None:
    with pytest.raises(UsageError):
        BulkExport("https://ehr.example/fhir", files_from=["bucket"])
