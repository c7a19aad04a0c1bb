"""Search answers held against reading every resource: a second, plain evaluation on real records.

The evaluation below shares nothing with the store: it walks the JSON as Python has it.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartside.fhir.file import RecordFile

TOKENS = {
    "Observation": ("code", "category", "status", "value-concept"),
    "Condition": ("code", "clinical-status", "verification-status", "category"),
    "MedicationRequest": ("status", "intent", "code"),
    "Encounter": ("class", "type", "status", "reason-code", "identifier"),
    "Procedure": ("code", "status"),
    "Immunization": ("vaccine-code", "status"),
    "DiagnosticReport": ("code", "category", "status"),
    "Claim": ("status", "use", "priority"),
}
ELEMENTS = {
    "value-concept": "valueCodeableConcept",
    "clinical-status": "clinicalStatus",
    "verification-status": "verificationStatus",
    "reason-code": "reasonCode",
    "vaccine-code": "vaccineCode",
    ("MedicationRequest", "code"): "medicationCodeableConcept",
}
DATES = {
    ("Observation", "date"): "effectiveDateTime",
    ("Condition", "onset-date"): "onsetDateTime",
    ("Condition", "recorded-date"): "recordedDate",
    ("MedicationRequest", "authoredon"): "authoredOn",
    ("Encounter", "date"): "period",
    ("Procedure", "date"): "performedPeriod",
    ("Immunization", "date"): "occurrenceDateTime",
    ("Claim", "created"): "created",
    ("Patient", "birthdate"): "birthDate",
}
REFERENCES = {
    ("Observation", "encounter"): "encounter",
    ("Observation", "subject"): "subject",
    ("Condition", "encounter"): "encounter",
    ("MedicationRequest", "encounter"): "encounter",
    ("DiagnosticReport", "result"): "result",
    ("Claim", "patient"): "patient",
}
PREFIXES = ("", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb")
Resource = dict[str, Any]
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class Read:
    """A record as a store answers for it, and its resources as plain JSON."""

    def __init__(self, source: Path) -> None:
        bundle = json.loads(gzip.decompress(source.read_bytes()), parse_float=Decimal)
        entries = bundle["entry"]
        self.record = RecordFile([source])
        self.urls = {e["fullUrl"]: f"{kind(e)}/{e['resource']['id']}" for e in entries}
        self.by_type: dict[str, list[Resource]] = {}
        for entry in entries:
            self.by_type.setdefault(kind(entry), []).append(entry["resource"])

    def found(self, resource_type: str, **parameters: str) -> list[str]:
        query = (
            f"{resource_type}?{urlencode({k.replace('_', '-'): v for k, v in parameters.items()})}"
        )
        entries = self.record.search_bundle(query, every=True).get("entry", [])
        return [json.loads(bytes(entry["resource"]))["id"] for entry in entries]

    def meant(self, resource_type: str, test: Callable[[Resource], bool]) -> list[str]:
        return sorted(r["id"] for r in self.by_type.get(resource_type, []) if test(r))


def kind(entry: Resource) -> str:
    return str(entry["resource"]["resourceType"])


@pytest.fixture(scope="module", params=["synthea", "synthea-notes", "synthea-variants"])
def read(request: pytest.FixtureRequest, shared_data: Path) -> Read:
    sources = sorted((shared_data / str(request.param)).rglob("*.json.gz"))
    return Read(sources[len(sources) // 2])


def many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def pairs(value: Any) -> Iterator[tuple[str, str]]:
    for item in many(value):
        if isinstance(item, str):
            yield "", item
        elif "coding" in item:
            yield from ((c.get("system", ""), c["code"]) for c in item["coding"])
        else:
            yield item.get("system", ""), item.get("code") or item.get("value")


def bounds(text: str) -> tuple[datetime, datetime]:
    if len(text) == 4:
        low = datetime(int(text), 1, 1, tzinfo=UTC)
        return low, low.replace(year=low.year + 1)
    if len(text) == 7:
        low = datetime.fromisoformat(f"{text}-01").replace(tzinfo=UTC)
        return low, (low + timedelta(days=31)).replace(day=1)
    if len(text) == 10:
        low = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return low, low + timedelta(days=1)
    low = datetime.fromisoformat(text).astimezone(UTC)
    fraction = re.search(r"\.(\d+)", text)
    return low, low + timedelta(seconds=10.0 ** -len(fraction[1]) if fraction else 1)


def stretch(value: Any) -> tuple[datetime, datetime] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return bounds(value)
    start, end = value.get("start"), value.get("end")
    return bounds(start)[0] if start else EVER[0], bounds(end)[1] if end else EVER[1]


def in_time(prefix: str, low: Any, high: Any, first: Any, last: Any) -> bool:
    within = first <= low and high <= last
    answers = {
        "eq": within,
        "ne": not within,
        "gt": high > last,
        "lt": low < first,
        "ge": high > last or within,
        "le": low < first or within,
        "sa": low >= last,
        "eb": high <= first,
    }
    return bool(answers[prefix or "eq"])


SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SETTINGS
@given(data=st.data())
def test_a_token_search_finds_what_reading_every_resource_finds(
    read: Read, data: st.DataObject
) -> None:
    resource_type = data.draw(st.sampled_from(sorted(TOKENS.keys() & read.by_type.keys())))
    name = data.draw(st.sampled_from(TOKENS[resource_type]))
    element = ELEMENTS.get((resource_type, name)) or ELEMENTS.get(name, name)
    held = sorted({p for r in read.by_type[resource_type] for p in pairs(r.get(element))})
    chosen = data.draw(st.lists(st.sampled_from(held), min_size=1, max_size=3)) if held else []
    form = data.draw(st.sampled_from(["code", "both", "system", "not"]))
    wanted = {
        "code": [code for _, code in chosen],
        "not": [code for _, code in chosen],
        "both": [f"{system}|{code}" for system, code in chosen if system],
        "system": [f"{system}|" for system, _ in chosen if system],
    }[form]
    if not wanted:
        return

    def holds(resource: Resource) -> bool:
        own = list(pairs(resource.get(element)))
        if form in {"code", "not"}:
            return any(code in wanted for _, code in own) != (form == "not")
        return any((f"{s}|{c}" if form == "both" else f"{s}|") in wanted for s, c in own if s)

    parameter = f"{name}:not" if form == "not" else name
    found = read.found(resource_type, **{parameter: ",".join(wanted)})
    assert found == read.meant(resource_type, holds)


@SETTINGS
@given(data=st.data())
def test_a_date_search_finds_what_reading_every_resource_finds(
    read: Read, data: st.DataObject
) -> None:
    usable = sorted(key for key in DATES if key[0] in read.by_type)
    resource_type, name = data.draw(st.sampled_from(usable))
    element = DATES[resource_type, name]
    held = [stretch(r.get(element)) for r in read.by_type[resource_type]]
    moments = sorted({end for span in held if span for end in span if end not in EVER})
    if not moments:
        return
    moment = data.draw(st.sampled_from(moments))
    moment += timedelta(seconds=data.draw(st.sampled_from([0, -1, 1, 86400, -86400])))
    length = data.draw(st.sampled_from([4, 7, 10, 25]))
    prefix = data.draw(st.sampled_from(PREFIXES))
    text = moment.isoformat(timespec="seconds")[:length]

    def holds(resource: Resource) -> bool:
        span = stretch(resource.get(element))
        return span is not None and in_time(prefix, *span, *bounds(text))

    found = read.found(resource_type, **{name: prefix + text})
    assert found == read.meant(resource_type, holds)


@SETTINGS
@given(data=st.data())
def test_a_quantity_search_finds_what_reading_every_resource_finds(
    read: Read, data: st.DataObject
) -> None:
    all_held = (o.get("valueQuantity", {}) for o in read.by_type["Observation"])
    held = [q for q in all_held if {"value", "unit", "code", "system"} <= q.keys()]
    one = data.draw(st.sampled_from(held))
    prefix = data.draw(st.sampled_from(PREFIXES))
    places = data.draw(st.integers(min_value=0, max_value=4))
    number = round(Decimal(str(one["value"])), places)
    half = Decimal(5).scaleb(-places - 1)
    unit = data.draw(st.sampled_from(["", f"|{one['system']}|{one['code']}", f"||{one['unit']}"]))

    def holds(resource: Resource) -> bool:
        own = resource.get("valueQuantity")
        if own is None or "value" not in own or (unit and own.get("unit") != one["unit"]):
            return False
        value = Decimal(str(own["value"]))
        within = number - half <= value < number + half
        answers = {"eq": within, "ne": not within, "gt": value > number, "sa": value > number}
        answers |= {"lt": value < number, "eb": value < number}
        answers |= {"ge": value >= number, "le": value <= number}
        return answers[prefix or "eq"]

    found = read.found("Observation", **{"value-quantity": f"{prefix}{number:f}{unit}"})
    assert found == read.meant("Observation", holds)


@SETTINGS
@given(data=st.data())
def test_a_reference_search_finds_what_reading_every_resource_finds(
    read: Read, data: st.DataObject
) -> None:
    usable = sorted(key for key in REFERENCES if key[0] in read.by_type)
    resource_type, name = data.draw(st.sampled_from(usable))
    element = REFERENCES[resource_type, name]

    def targets(resource: Resource) -> set[str]:
        return {read.urls.get(x["reference"], x["reference"]) for x in many(resource.get(element))}

    held = sorted({t for r in read.by_type[resource_type] for t in targets(r)})
    if not held:
        return
    wanted = data.draw(st.sampled_from(held))
    shown = data.draw(
        st.sampled_from([wanted, wanted.partition("/")[2], f"https://x.example/fhir/{wanted}"])
    )
    found = read.found(resource_type, **{name: shown})
    assert found == read.meant(resource_type, lambda r: wanted in targets(r))


@SETTINGS
@given(data=st.data())
def test_two_parameters_find_what_meets_both(read: Read, data: st.DataObject) -> None:
    codes = sorted({code for o in read.by_type["Observation"] for _, code in pairs(o["code"])})
    code = data.draw(st.sampled_from(codes))
    year = data.draw(st.integers(min_value=1990, max_value=2024))

    def holds(resource: Resource) -> bool:
        span = stretch(resource.get("effectiveDateTime"))
        own = {c for _, c in pairs(resource["code"])}
        return code in own and span is not None and in_time("ge", *span, *bounds(str(year)))

    found = read.found("Observation", code=code, date=f"ge{year}")
    assert found == read.meant("Observation", holds)


@SETTINGS
@given(text=st.text(min_size=0, max_size=40))
def test_no_query_ends_in_anything_but_an_answer_or_a_refusal(read: Read, text: str) -> None:
    for query in (text, f"Observation?{text}", f"Observation?code={text}", f"Patient?name={text}"):
        try:
            assert read.record.search_bundle(query)["resourceType"] == "Bundle"
        except Exception as refused:  # noqa: BLE001 - the type is what is tested
            assert type(refused).__name__ == "UsageError"
