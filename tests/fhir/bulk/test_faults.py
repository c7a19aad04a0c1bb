"""Servers that are slow, busy, broken, in disguise or hostile; keys that must not travel."""

import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from chartside.errors import FHIRServerError, UsageError, WebError
from chartside.fhir.bulk import START, BulkExport
from chartside.fhir.store import RecordStore

OUTCOME = {"Content-Type": "application/fhir+json"}
PAGE = b"<html><h1>502</h1>Canary-Ocasek</html>"


async def refused(export: BulkExport, store: RecordStore) -> FHIRServerError:
    with pytest.raises(FHIRServerError) as why:
        await export.export(store)
    assert "Canary" not in str(why.value)
    assert "127.0.0.1" not in str(why.value)
    return why.value


async def test_an_export_is_waited_for_as_long_as_the_server_says_in_seconds_or_as_a_date(
    peer: Any, clock: Any, export: BulkExport, store: RecordStore
) -> None:
    preparing = {"X-Progress": "in progress"}
    peer.first(
        "/status",
        peer.said(202, headers={**preparing, "Retry-After": "1"}),
        peer.said(202, headers={**preparing, "Retry-After": "Thu, 26 Nov 2020 00:00:30 GMT"}),
        peer.said(202, headers={**preparing, "Retry-After": "120"}),
        peer.said(202, headers={**preparing, "Retry-After": "soon"}),
    )
    assert (await export.export(store)).resources == 3
    assert clock.waits[:3] == [1, 0, 120]
    assert len(clock.waits) == 4


async def test_waits_that_the_server_does_not_name_grow_to_a_limit(
    peer: Any, clock: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/status", *[peer.said(202)] * 8)
    await export.export(store)
    assert clock.waits == sorted(clock.waits)
    assert clock.waits[0] < clock.waits[4] < clock.waits[-1] == clock.waits[-2]


async def test_an_export_that_is_never_done_is_left_to_the_next_run(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/status", *[peer.said(202)] * 100)
    assert (await refused(export, store)).reason == "busy"
    peer.queued.clear()
    assert (await export.export(store)).resources == 3
    assert len(peer.of("$export")) == 1
    assert len(peer.of("", "DELETE")) == 1


async def test_a_server_that_asks_for_more_time_than_there_is_ends_the_run_at_once(
    peer: Any, clock: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/status", peer.said(202, headers={"Retry-After": "999999999"}))
    assert (await refused(export, store)).reason == "busy"
    assert clock.waits == []


async def test_failures_that_the_server_calls_transient_are_waited_out(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    passing = [
        peer.said(500, peer.outcome("transient"), OUTCOME),
        peer.said(404, peer.outcome("transient"), OUTCOME),
        peer.said(429, b"", {"Retry-After": "2"}),
    ]
    peer.first("/status", *passing, peer.said(202), peer.said(502, PAGE), *passing[:2])
    assert (await export.export(store)).resources == 3
    assert len(peer.of("/status")) == 8


async def test_failures_that_do_not_pass_end_the_run(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/status", *[peer.said(500, peer.outcome("transient"), OUTCOME)] * 10)
    failed = await refused(export, store)
    assert (failed.reason, failed.issues) == ("broken", ("transient",))
    assert len(peer.of("/status")) == 4


@pytest.mark.parametrize(
    ("status", "code", "failed"),
    [
        (500, "exception", ("broken", ("exception",))),
        (500, None, ("broken", ())),
        (400, "not-supported", ("not-supported", ("not-supported",))),
        (401, "login", ("not-authorised", ("login",))),
        (403, "forbidden", ("forbidden", ("forbidden",))),
        (404, "Canary-Ocasek", ("unknown", ())),
        (410, None, ("gone", ())),
        (418, None, ("invalid", ())),
        (204, "", ("not-fhir", ())),
    ],
)
async def test_a_refusal_is_told_by_codes_and_never_in_the_words_of_the_server(
    peer: Any, clock: Any, status: int, code: str | None, failed: tuple[str, tuple[str, ...]]
) -> None:
    body = PAGE if code is None else peer.outcome(code) if code else b""
    for where in ("$export", "/status"):
        peer.first(where, peer.said(status, body))
        with RecordStore() as store:
            why = await refused(peer.exporter(clock), store)
        assert (why.reason, why.issues) == failed
        assert why.status == status


async def test_a_server_that_does_one_export_at_a_time_is_waited_for(
    peer: Any, clock: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("$export", peer.said(429, PAGE, {"Retry-After": "60"}), peer.said(503))
    assert (await export.export(store)).resources == 3
    assert clock.waits[0] == 60
    peer.first("$export", *[peer.said(429, b"", {"Retry-After": "400"})] * 9)
    assert (await refused(export, store)).reason == "busy"


async def test_a_kick_off_whose_fate_is_not_known_is_not_sent_again(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("$export", peer.said(202, b"x" * 100, cut=10))
    with pytest.raises(WebError, match="cut"):
        await export.export(store)
    assert len(peer.of("$export")) == 1


@pytest.mark.parametrize("where", ["", "http://127.0.0.2:1/status", "file:///etc/passwd"])
async def test_a_status_url_of_nowhere_or_of_another_server_is_not_followed(
    peer: Any, export: BulkExport, store: RecordStore, where: str
) -> None:
    headers = {"Content-Location": where} if where else {}
    peer.first("$export", peer.said(202, headers=headers))
    with pytest.raises(WebError) as why:
        await export.export(store)
    assert why.value.reason == ("not-listed" if where else "not-fhir")


async def test_a_relative_status_url_is_one_of_the_server_asked(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("$export", peer.said(202, headers={"Content-Location": "/status"}))
    assert (await export.export(store)).resources == 3


async def test_the_key_goes_to_files_where_they_need_it_and_never_otherwise(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    await export.export(store)
    assert {one.token for one in peer.asked} == {"Bearer the-secret-token"}
    peer.asked.clear()
    for said in ({"requiresAccessToken": False}, {}):
        peer.exports(("Patient", peer.lines(peer.patient(2))), **said)
        if not said:
            del peer.manifest["requiresAccessToken"]
        await export.export(store)
    assert {one.token for one in peer.of("/files")} == {""}


async def test_files_on_another_server_are_read_only_where_somebody_listed_it(
    peers: Callable[[], Any], peer: Any, clock: Any, store: RecordStore
) -> None:
    bucket = peers()
    peer.exports(requiresAccessToken=False)
    peer.manifest["output"] = [bucket.add("Patient", peer.lines(peer.patient(1)))]
    with pytest.raises(UsageError, match=bucket.url):
        await peer.exporter(clock).export(store)
    assert bucket.asked == []
    done = await peer.exporter(clock, bucket.url).export(store)
    assert done.resources == 1
    assert [one.token for one in bucket.asked] == [""]
    assert len(peer.of("$export")) == 1  # the second run went on with the export of the first


async def test_a_broken_line_is_set_aside_with_its_file_and_line_and_the_rest_goes_in(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    held = peer.lines(
        peer.potassium(1), b'{"resourceType": "Observation", "id": "Canary-Ocasek"', b"", b"[1]"
    )
    peer.exports(("Patient", peer.lines(peer.patient(1))), ("Observation", held))
    peer.manifest["output"][1]["url"] += "?X-Amz-Signature=Canary-Ocasek"
    done = await export.export(store)
    assert [(one.line, one.source.rpartition(", ")[2]) for one in done.set_aside] == [
        (2, "Observation 2"),
        (4, "Observation 2"),
    ]
    assert done.resources == 2
    assert peer.canary not in str(done)
    assert [s.line for s in store.open_chart("p1").set_aside] == [2, 4]


async def test_a_line_as_long_as_no_resource_is_set_aside_and_not_held_in_memory(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.gzip = True
    endless = b'{"resourceType": "Patient", "id": "' + b"x" * (65 * 2**20) + b'"}'
    peer.exports(("Patient", peer.lines(peer.patient(1), endless, peer.patient(2))))
    done = await export.export(store)
    assert [(one.line, one.reason) for one in done.set_aside] == [
        (2, "the line is longer than 64 MiB")
    ]
    assert store.patients() == ("Patient/p1", "Patient/p2")


async def test_a_page_in_place_of_a_file_is_no_empty_file(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/files/1.ndjson", peer.said(200, PAGE, {"Content-Type": "text/html"}))
    assert (await refused(export, store)).reason == "not-fhir"
    done = await export.export(store)
    assert (done.resources, done.set_aside) == (3, ())
    assert len(peer.of("$export")) == 1


async def test_a_file_that_may_not_be_read_with_this_key_is_not_said_to_be_gone(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.first("/files/1.ndjson", peer.said(403))
    assert (await refused(export, store)).reason == "forbidden"
    assert (await export.export(store)).resources == 3
    assert len(peer.of("$export")) == 1


async def test_a_file_with_fewer_resources_than_the_manifest_says_is_told_of(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    for file, count in zip(peer.manifest["output"], (1, 5), strict=True):
        file["count"] = count
    done = await export.export(store)
    assert [one.reason for one in done.set_aside] == [
        "the manifest says 5 resources, and the file has 2 lines"
    ]
    assert not done.complete
    await export.export(store)
    assert peer.of("$export")[1].query == []


async def test_an_export_of_everything_tells_no_more_of_what_an_earlier_one_set_aside(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.exports(("Patient", peer.lines(peer.patient(1), b"{")))
    await export.export(store)
    peer.exports(("Patient", peer.lines(peer.patient(2))), transactionTime="2026-12-01T00:00:00Z")
    await export.export(store)
    assert len(store.open_chart("p1").set_aside) == 1  # what changed since says nothing of it
    peer.exports(
        ("Patient", peer.lines(peer.patient(1), peer.patient(2))),
        transactionTime="2026-12-02T00:00:00Z",
    )
    await export.export(store, since=START)
    assert store.open_chart("p1").set_aside == ()


async def test_a_manifest_may_lack_lists_and_have_members_that_nobody_knows(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.manifest["error"] = None
    peer.manifest["extension"] = {"continuesInFile": ["x"]}
    peer.manifest["output"][0] |= {"continuesInFile": "x", "count": None}
    peer.manifest["output"][1] |= {"count": "2"}
    assert (await export.export(store)).resources == 3
    peer.manifest = {"transactionTime": peer.time}
    assert (await export.export(store)).resources == 0


async def test_newer_servers_call_the_list_of_problems_outcome(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.exports()
    peer.manifest["outcome"] = [peer.add("OperationOutcome", peer.outcome("too-costly"))]
    assert (await export.export(store)).problems == {"error/too-costly": 1}


async def test_a_manifest_in_pages_is_read_to_its_last_page(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.exports(("Patient", peer.lines(peer.patient(1))))
    first = dict(peer.manifest, link=[{"relation": "next", "url": "/more"}])
    last = dict(peer.manifest, output=[peer.add("Observation", peer.lines(peer.potassium(1)))])
    peer.first("/status", peer.said(200, peer.lines(first)))
    peer.first("/more", peer.said(202), peer.said(200, peer.lines(last)))
    assert (await export.export(store)).by_type == {"Observation": 1, "Patient": 1}


async def test_pages_of_a_manifest_that_lead_in_a_circle_are_refused(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.manifest["link"] = [{"relation": "next", "url": "/status"}]
    assert (await refused(export, store)).reason == "loop"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        PAGE,
        b"[]",
        b"{}",
        b'{"transactionTime": null}',
        b'{"transactionTime": "yesterday"}',
        b'{"transactionTime": "2026"}',
        b'{"transactionTime": "2026-11-26T10:00:00Z", "output": [{"type": "Patient"}]}',
        b'{"transactionTime": "2026-11-26T10:00:00Z", "output": {"Patient": "x"}}',
        b"[" * 5000,
    ],
)
async def test_what_is_no_manifest_is_refused_and_nothing_is_remembered_of_it(
    peer: Any, export: BulkExport, store: RecordStore, body: bytes
) -> None:
    peer.first("/status", peer.said(200, body))
    assert (await refused(export, store)).reason == "not-fhir"
    await export.export(store)
    assert peer.of("$export")[-1].query == []


async def test_twenty_times_a_hundred_small_files_are_all_read(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.exports(*(("Observation", peer.lines(peer.potassium(n))) for n in range(2000)))
    done = await export.export(store)
    assert (done.resources, done.files) == (2000, 2000)
    assert (await store.search("Observation")).total == 2000


async def test_small_files_are_fetched_ahead_and_one_that_fails_is_asked_for_again_in_its_turn(
    peer: Any, clock: Any, export: BulkExport, store: RecordStore
) -> None:
    peer.exports(*(("Observation", peer.lines(peer.potassium(n))) for n in range(40)))
    for file in peer.manifest["output"]:
        file["count"] = 1
    whole = peer.files["/files/7.ndjson"]
    peer.first("/files/7.ndjson", peer.said(200, whole, cut=20))
    peer.first("/files/9.ndjson", *[peer.said(429, b"", {"Retry-After": "3"})] * 2)
    peer.first("/files/11.ndjson", peer.said(200, PAGE, {"Content-Type": "text/html"}))
    done = await export.export(store)
    assert (done.resources, done.files, done.set_aside) == (40, 40, ())
    assert clock.waits.count(3) == 1
    asked = Counter(one.path for one in peer.of("/files"))
    assert {path: n for path, n in asked.items() if n > 1} == {
        "/files/7.ndjson": 2,
        "/files/9.ndjson": 3,
        "/files/11.ndjson": 2,
    }


async def test_a_file_that_is_larger_than_it_is_said_to_be_is_read_as_it_comes(
    peer: Any, export: BulkExport, store: RecordStore
) -> None:
    large = peer.lines(*(peer.potassium(n) for n in range(4000)))
    peer.exports(("Patient", peer.lines(peer.patient(1))), ("Observation", large))
    for file in peer.manifest["output"]:
        file["count"] = 1
    assert (await export.export(store)).resources == 4001


async def test_no_log_line_holds_a_key_an_address_or_anything_of_the_record(
    export: BulkExport, store: RecordStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert (await export.export(store)).resources == 3
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert not [word for word in ("Canary", "secret", "export", "/files") if word in said]
