"""What goes in, what is set aside, what is refused: by content, never by a traceback."""

import gzip
import json
from pathlib import Path

import pytest

from chartside.errors import NotFHIR, UsageError
from chartside.fhir import formats, reading
from chartside.fhir.found import SetAside
from chartside.fhir.reading import files, read
from chartside.fhir.received import Received

PATIENT = b'{"resourceType":"Patient","id":"a","birthDate":"1950"}'
WEIGHT = b'{"resourceType":"Observation", "id":"w",\n "valueQuantity":{"value":1.50}}'


def taken(path: Path) -> tuple[list[Received], list[SetAside]]:
    batches = [batch for file in files([path]) for batch in read(file)]
    items = [item for batch in batches for item in batch.items]
    return items, [aside for batch in batches for aside in batch.set_aside]


def bundle(*entries: str) -> bytes:
    return b'{"resourceType":"Bundle","entry":[' + ",".join(entries).encode() + b"]}"


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_resource_keeps_every_byte_it_came_with(tmp_path: Path) -> None:
    data = b'{"resourceType": "Bundle", "entry": [ {"resource": ' + WEIGHT + b" } ]}"
    items, _ = taken(put(tmp_path / "b.json", data))
    assert items[0].raw == WEIGHT


def test_gzip_is_told_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    items, _ = taken(put(tmp_path / "plain.json", gzip.compress(PATIENT)))
    assert [item.id for item in items] == ["a"]


def test_ndjson_is_told_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    items, _ = taken(put(tmp_path / "x.json", PATIENT + b"\n" + WEIGHT.replace(b"\n", b"")))
    assert [(item.line, item.type) for item in items] == [(1, "Patient"), (2, "Observation")]


def test_a_pretty_printed_bundle_that_is_called_ndjson_is_still_a_bundle(tmp_path: Path) -> None:
    data = json.dumps({"resourceType": "Bundle", "entry": []}, indent=2).encode()
    assert taken(put(tmp_path / "b.ndjson", data)) == ([], [])


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    items, _ = taken(put(tmp_path / "p.json", b"\xef\xbb\xbf" + PATIENT))
    assert items[0].raw == PATIENT


def test_a_bundle_without_entries_is_an_empty_record(tmp_path: Path) -> None:
    assert taken(put(tmp_path / "b.json", b'{"resourceType":"Bundle"}')) == ([], [])


def test_an_entry_without_an_id_takes_the_one_in_its_full_url(tmp_path: Path) -> None:
    entry = '{"fullUrl":"urn:uuid:0c0e-1","resource":{"resourceType":"Patient"}}'
    items, _ = taken(put(tmp_path / "b.json", bundle(entry)))
    assert (items[0].id, items[0].raw) == ("0c0e-1", b'{"resourceType":"Patient"}')


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ('{"resource":{"id":"x"}}', "no resourceType"),
        ('{"resource":{"resourceType":"Spaceship","id":"x"}}', "not one of FHIR"),
        ('{"resource":{"resourceType":"Patient"}}', "no id"),
        ('{"resource":{"resourceType":"Patient","id":"white space"}}', "not a FHIR id"),
        ('{"resource":{"resourceType":"Patient","id":5}}', "FHIR does not allow"),
        ('{"resource":{"resourceType":5,"id":"x"}}', "FHIR does not allow"),
        ('{"resource":[]}', "FHIR does not allow"),
        ('{"fullUrl":7,"resource":{"resourceType":"Patient","id":"x"}}', "FHIR does not allow"),
        ('{"request":{"method":"DELETE"}}', "holds no resource"),
        ("17", "FHIR does not allow"),
        ("null", "FHIR does not allow"),
    ],
)
def test_a_bad_entry_is_set_aside_with_its_place_and_the_rest_go_in(
    tmp_path: Path, entry: str, reason: str
) -> None:
    good = '{"resource":' + PATIENT.decode() + "}"
    items, aside = taken(put(tmp_path / "b.json", bundle(good, entry, good)))
    assert [item.line for item in items] == [1, 3]
    assert [a.line for a in aside] == [2]
    assert reason in aside[0].reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"resourceType":"Patient","id":', "cut off"),
        (b'{"resourceType":"Patient","id":"x","a":NaN}', "not valid JSON"),
        (b"resourceType,id", "not valid JSON"),
        (b'{"id":"x"}', "no resourceType"),
        (b'{"resourceType":"Patient","id":"x","a":' + b"[" * 9000 + b"]" * 9000 + b"}", "deeply"),
    ],
)
def test_a_bad_line_is_set_aside_with_its_number_and_the_rest_go_in(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    path = put(tmp_path / "x.ndjson", b"\n".join([PATIENT, b"", line, PATIENT]))
    items, aside = taken(path)
    assert [item.line for item in items] == [1, 4]
    assert [(a.line, reason in a.reason) for a in aside] == [(3, True)]


def test_a_bad_first_line_does_not_cost_the_others(tmp_path: Path) -> None:
    items, aside = taken(put(tmp_path / "x.ndjson", b'{"oops"\n' + PATIENT + b"\n" + PATIENT))
    assert ([i.line for i in items], [a.line for a in aside]) == ([2, 3], [1])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"%PDF-1.7", "PDF"),
        (b'<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"/>', "XML"),
        (b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>', "C-CDA"),
        (b"PK\x03\x04", "zip"),
        (b"MSH|^~\\&|", "HL7 v2"),
        ("{}".encode("utf-16"), "UTF-16"),
        (b'[{"resourceType":"Patient"}]', "JSON list"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"hello", "not JSON"),
        (b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Pat', "cut off"),
        (b'{"resourceType":"Bundle","entry":5}', "FHIR does not allow"),
        (b'{"a":1}', "no resourceType"),
        (b'{"resourceType":"Patient","id":"\xff"}', "UTF-8"),
        (gzip.compress(PATIENT * 100, mtime=0)[:-20], "cut off"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"\x1f\x8b garbage", "cut off"),
    ],
)
def test_a_named_file_that_is_not_fhir_json_says_what_it_is(
    tmp_path: Path, data: bytes, said: str
) -> None:
    with pytest.raises(NotFHIR, match=said) as refused:
        taken(put(tmp_path / "record.json", data))
    assert "record.json" in str(refused.value)


def test_a_cut_gzip_of_lines_keeps_what_came_before_the_cut(tmp_path: Path) -> None:
    lines = b"".join(PATIENT.replace(b'"a"', b'"%d"' % n) + b"\n" for n in range(20000))
    path = put(tmp_path / "x.ndjson.gz", gzip.compress(lines)[:-3000])
    items, aside = taken(path)
    assert 0 < len(items) < 20000
    assert [(a.line, "cut off" in a.reason) for a in aside] == [(len(items) + 1, True)]


def test_a_folder_is_read_in_order_and_a_wrong_file_in_it_is_set_aside(tmp_path: Path) -> None:
    put(tmp_path / "b.ndjson", PATIENT)
    (tmp_path / "a").mkdir()
    put(tmp_path / "a" / "x.json.gz", gzip.compress(WEIGHT))
    put(tmp_path / "c.json", b"%PDF")
    put(tmp_path / "notes.txt", b"nothing of FHIR")
    put(tmp_path / ".hidden.json", PATIENT)
    items, aside = taken(tmp_path)
    assert [item.id for item in items] == ["w", "a"]
    assert [(Path(a.source).name, a.reason) for a in aside] == [("c.json", "looks like a PDF")]


def test_an_xml_resource_in_a_folder_is_not_lost_in_silence(tmp_path: Path) -> None:
    put(tmp_path / "a.json", PATIENT)
    put(tmp_path / "b.xml", b'<Patient xmlns="http://hl7.org/fhir"/>')
    _, aside = taken(tmp_path)
    assert "XML" in aside[0].reason


def test_a_folder_without_fhir_json_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "notes.txt", b"nothing of FHIR")
    with pytest.raises(NotFHIR, match="no FHIR JSON"):
        taken(tmp_path)


def test_a_source_that_is_not_there_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        taken(tmp_path / "missing.json")


def test_a_gzip_bomb_is_not_unpacked_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "GZIP_BUDGET", 100_000)
    lines = (PATIENT + b"\n") * 100_000
    _, aside = taken(put(tmp_path / "bomb.ndjson", gzip.compress(lines)))
    assert "the rest was not read" in aside[-1].reason


def test_one_document_may_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "DOCUMENT_BUDGET", 1000)
    with pytest.raises(NotFHIR, match="use NDJSON"):
        taken(put(tmp_path / "b.json", bundle(*['{"resource":' + PATIENT.decode() + "}"] * 100)))


def test_a_line_that_is_too_long_is_set_aside_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LINE_BUDGET", 100)
    long = b'{"resourceType":"Patient","id":"long","text":"' + b"x" * 500 + b'"}'
    items, aside = taken(put(tmp_path / "x.ndjson", b"\n".join([PATIENT, PATIENT, long, PATIENT])))
    assert ([i.line for i in items], [a.line for a in aside]) == ([1, 2, 4], [3])


@pytest.mark.parametrize("line", [b"", b"x", b'{"id":"x"}'])
def test_a_file_of_nothing_but_useless_lines_is_given_up(tmp_path: Path, line: bytes) -> None:
    path = put(tmp_path / "x.ndjson", b"\n".join([PATIENT, PATIENT, *([line] * 50_000)]))
    items, aside = taken(path)
    assert (len(items), len(aside) <= 10_002) == (2, True)
    assert "the rest was not read" in aside[-1].reason


def test_many_useless_lines_among_more_good_ones_cost_only_themselves(tmp_path: Path) -> None:
    lines = [PATIENT.replace(b'"a"', b'"%d"' % n) for n in range(13_000)]
    mixed = [line for good in lines for line in (good, good[:-1])]
    items, aside = taken(put(tmp_path / "x.ndjson", b"\n".join([*lines[:3], *mixed])))
    assert (len(items), len(aside)) == (13_003, 13_000)


def test_a_set_aside_holds_no_word_of_the_resource(tmp_path: Path) -> None:
    line = b'{"resourceType":"Patient","id":"Canary Zebra","name":[{"text":"Canary Zebra"}]}'
    _, aside = taken(put(tmp_path / "x.ndjson", line + b"\n" + line + b"}"))
    assert len(aside) == 2
    assert "Zebra" not in repr(aside)


def test_what_a_folder_of_real_invalid_cases_holds_never_ends_in_a_traceback(
    shared_data: Path,
) -> None:
    items, aside = taken(shared_data / "fhir-invalid" / "cases")
    assert items
    assert aside


def test_the_budgets_are_the_ones_written_down() -> None:
    assert (formats.DOCUMENT_BUDGET, formats.LINE_BUDGET) == (512 * 2**20, 64 * 2**20)
