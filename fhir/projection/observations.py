"""Observations: laboratory results, vital signs, surveys, social history, measurements."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from chartside.fhir.codes import LOINC, Code, canonical_system
from chartside.fhir.entry import Component, Entry, Kind, Value, shown_number
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.source import Json, Source
from chartside.fhir.projection.values import interpreted, result

NOT_DONE = frozenset({"entered-in-error", "cancelled"})

VITAL_SIGNS = frozenset(
    [
        "85353-1",
        "85354-9",
        "55284-4",
        "8480-6",
        "8462-4",
        "8478-0",
        "8867-4",
        "9279-1",
        "8310-5",
        "8331-1",
        "8302-2",
        "8306-3",
        "29463-7",
        "3141-9",
        "39156-5",
        "59408-5",
        "2708-6",
        "9843-4",
        "8287-5",
        "8289-1",
        "59576-9",
        "77606-2",
        "8480-0",
        "8328-7",
        "8333-7",
        "59574-4",
        "3140-1",
        "8277-6",
        "8890-6",
        *("8459-0", "8460-8", "8461-6", "76534-7", "11378-7", "89268-7"),  # systolic
        *("8453-3", "8454-1", "8455-8", "76535-4", "8472-3", "89267-9"),  # diastolic
    ]
)
"""Codes that are a vital sign whatever category the source gives.

FHIR R4 vital signs profiles and their LOINC neighbours.
"""

SOCIAL_HISTORY = frozenset(
    [
        "72166-2",
        "11367-0",
        "74013-4",
        "11331-6",
        "11341-5",
        "82589-3",
        "67875-5",
        "63512-8",
        "76690-7",
        "76689-9",
        "63586-2",
        "8663-7",
        "64218-1",
        "96607-7",
        "11342-3",
        "63864-3",
        "74010-0",
        "74011-8",
        "88028-8",
        "71802-3",
        "93159-2",
    ]
)
"""Social history whatever the category: Synthea files smoking status under `survey`."""

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"

IMAGING = frozenset({"10230-1", "18043-0", "8806-2", "18010-0"})
"""Left ventricular ejection fraction by any method; Synthea has it under `vital-sign`."""

CATEGORIES = {
    "laboratory": Kind.LAB,
    "lab": Kind.LAB,
    "vitalsigns": Kind.VITAL,
    "vitalsign": Kind.VITAL,
    "survey": Kind.SURVEY,
    "socialhistory": Kind.SOCIAL,
    "sdoh": Kind.SOCIAL,
    "imaging": Kind.IMAGING,
    "exam": Kind.OBSERVATION,
    "procedure": Kind.OBSERVATION,
    "therapy": Kind.OBSERVATION,
    "activity": Kind.OBSERVATION,
}

_CONCENTRATION = re.compile(r"/\s*([cdmnu\u00b5]?[lL]|h\.?p\.?f)\b")


def observation(source: Source) -> Entry:
    """An Observation. `components` are its parts; `category` the source's category codes."""
    body = source.body
    code = el.concept(body.get("code"))
    when, end = el.timing(
        body, "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued"
    )
    status = el.words(body.get("status"))
    value = result(body)
    interpretation = interpreted(body.get("interpretation"))
    components = parts(body["component"]) if "component" in body else ()
    tags = tags_of(body)
    specimen = el.named(source, body["specimen"]) if "specimen" in body else ""
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=kind(code, tags) or _by_shape(body, value),
        code=code,
        when=when,
        end=end,
        recorded=el.moment(body.get("issued")),
        status=status,
        live=status not in NOT_DONE,
        value=value,
        interpretation=interpretation,
        components=components,
        category=",".join(tags),
        author=el.who(source, "performer"),
        site=el.concept(body.get("bodySite")).label,
        encounter=el.encounter(source, "encounter" if "encounter" in body else "context"),
        links=el.targets(source, "basedOn", "partOf", "hasMember", "derivedFrom", "specimen"),
        members=el.targets(source, "hasMember") if "hasMember" in body else (),
        specimen=specimen,
        text=_text(
            code,
            value,
            interpretation,
            components,
            (status, _drawn(code, specimen), el.notes(body)),
        ),
    )


def _drawn(code: Code, specimen: str) -> str:
    """The specimen for a reader, where neither a LOINC code nor the name says it."""
    known = any(canonical_system(c.system) == LOINC for c in code.codings)
    told = known or specimen.casefold() in code.label.casefold()
    return "" if told or not specimen else f"specimen {specimen}"


def tags_of(body: Json) -> tuple[str, ...]:
    """Category codes as written, else the words."""
    found = []
    for item in el.many(body.get("category")):
        concept = el.concept(item)
        found.extend([c.code for c in concept.codings if c.code] or [concept.label])
    return tuple(found)


def kind(code: Code, tags: tuple[str, ...]) -> Kind | None:
    """What an observation is.

    First by code, because sources disagree on categories; then by category however it is spelled.
    """
    for item in code.codings:
        loinc = item.system == LOINC or canonical_system(item.system) == LOINC
        if loinc and (known := _by_code(item.code)):
            return known
    for tag in tags:
        if known := CATEGORIES.get(tag.lower().replace("-", "").replace(" ", "").replace("_", "")):
            return known
    return None


@cache
def _by_code(loinc: str) -> Kind | None:
    if loinc in VITAL_SIGNS:
        return Kind.VITAL
    if loinc in SOCIAL_HISTORY:
        return Kind.SOCIAL
    return Kind.IMAGING if loinc in IMAGING else None


def _by_shape(body: Json, value: Value | None) -> Kind:
    """Without a category or a known code.

    What has a specimen, or a unit per volume, came from a laboratory.
    """
    if "specimen" in body:
        return Kind.LAB
    unit = (value.ucum or value.unit) if value else ""
    return Kind.LAB if _CONCENTRATION.search(unit) else Kind.OBSERVATION


def parts(components: object) -> tuple[Component, ...]:
    """The components in the order of the source, but systolic before diastolic, as it is read."""
    found = [part(item) for item in el.many(components)]
    return tuple(sorted(found, key=lambda c: c.code.has(LOINC, DIASTOLIC)))


def part(item: Json) -> Component:
    """A component with its own value, range and interpretation."""
    return Component(
        el.concept(item.get("code")), result(item), interpreted(item.get("interpretation"))
    )


def _text(
    code: Code,
    value: Value | None,
    flag: str,
    held: tuple[Component, ...],
    remarks: tuple[str, ...],
) -> str:
    said = _pressure(held) or ", ".join(
        p.code.label + (f" {p.value.words}" if p.value else "") for p in held
    )
    shown = value.words if value else said
    return el.sentence(
        f"{code.label}: {shown}" if shown else code.label,
        flag,
        said if value else "",
        *(r for r in remarks if r != "final"),
    )


def _pressure(held: tuple[Component, ...]) -> str:
    """A blood pressure as it is said: `128/76 mmHg`."""
    if len(held) != len((SYSTOLIC, DIASTOLIC)) or not held[0].code.has(LOINC, SYSTOLIC):
        return ""
    over, under = held[0].value, held[1].value
    if over is None or under is None or over.number is None or under.number is None:
        return ""
    return f"{shown_number(over.number)}/{under.words}"


def placed(entries: Iterable[Entry]) -> list[Entry]:
    """Results as their report says: of the laboratory, and in which specimen.

    Observations that nothing placed but a report lists among its results are laboratory results:
    imaging reports are of another kind, so what is left are laboratory reports and panels. A result
    without a specimen was measured in the one of its report, where that has one.
    """
    held = list(entries)
    reports = [e for e in held if e.kind is Kind.REPORT]
    listed = {ref for e in reports for ref in e.links}
    found = _specimens(held, reports)
    return [_as_reported(e, listed, found) for e in held]


def _as_reported(entry: Entry, listed: set[str], found: Mapping[str, str]) -> Entry:
    if entry.kind is Kind.OBSERVATION and not entry.category and entry.reference in listed:
        entry = replace(entry, kind=Kind.LAB)
    if not entry.specimen and entry.reference in found:
        specimen = found[entry.reference]
        text = el.sentence(entry.text, _drawn(entry.code, specimen))
        entry = replace(entry, specimen=specimen, text=text)
    return entry


def _specimens(held: list[Entry], reports: list[Entry]) -> dict[str, str]:
    """What each result was measured in, by the reports that name one specimen."""
    names = {e.reference: e.label for e in held if e.category == "Specimen"}
    found: dict[str, str] = {}
    for report in reports if names else ():
        named = [names[ref] for ref in report.links if ref in names]
        if len(named) == 1:
            found |= dict.fromkeys(report.members, named[0])
    return found
