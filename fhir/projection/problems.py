"""Conditions, allergies and family history."""

from typing import Any

from chartside.fhir.codes import NO_CODE, Code
from chartside.fhir.entry import Component, Entry, Kind, Value
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.source import Json, Source

ERROR = "entered-in-error"
UNKNOWN = "health-unknown"
"""FHIR R4 history-status: nothing is known of the relative (STU3: notDone)."""
UNTRUE = frozenset({"refuted", ERROR})


def condition(source: Source) -> Entry:
    """A Condition.

    `category` holds the category codes (problem-list-item, encounter-diagnosis, health-concern).
    """
    body = source.body
    code = el.concept(body.get("code"))
    when, _ = el.timing(body, "onsetDateTime", "onsetPeriod")
    end, over = abatement(body), ended(body)
    status, verification = (
        el.state(body.get("clinicalStatus")),
        el.state(body.get("verificationStatus")),
    )
    if over and not status:
        status = "inactive"
    recorded = el.moment(body.get("recordedDate") or body.get("assertedDate"))
    severity = el.concept(body.get("severity")).label
    site = ", ".join(el.labels(body.get("bodySite")))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.PROBLEM,
        code=code,
        when=when,
        end=end,
        recorded=recorded,
        status=status,
        verification=verification,
        live=verification not in UNTRUE,
        category=categories(body),
        author=el.who(source, "asserter", "recorder"),
        criticality=severity,
        site=site,
        encounter=el.encounter(source),
        links=el.targets(source, "partOf"),
        text=el.sentence(
            code.label,
            ", ".join(p for p in (status, verification) if p),
            f"severity {severity}" if severity else "",
            f"site {site}" if site else "",
            began(body, when),
            f"ended {end.day}" if end else over,
            el.notes(body),
        ),
    )


def abatement(body: Json) -> Any:
    """When a condition ended.

    A range of time ends at its end; `abatementBoolean` (STU3) says only that it did.
    """
    start, end = el.timing(body, "abatementDateTime", "abatementPeriod")
    return end or start


def ended(body: Json) -> str:
    """That a condition ended, where the source gives no date: an age, a range, a phrase, a yes.

    A condition with an abatement of any type is not active (FHIR R4 Condition, con-4).
    """
    said = undated(body, "abatement")
    return f"ended {said}" if said else "ended" if body.get("abatementBoolean") is True else ""


OPEN = frozenset({"active", "recurrence", "relapse"})


def disputed_end(body: Json) -> str:
    """That a condition ended, where its clinical status says that it goes on (against con-4).

    Without a date nobody knows which of the two was written later. The status counts, since to
    leave a disease out is the worse mistake; a date in the past would outweigh it (`has_ended`).
    """
    going_on = body.get("resourceType") == "Condition" and (
        el.state(body.get("clinicalStatus")) in OPEN
    )
    return "" if not going_on or abatement(body) else ended(body)


def began(body: Json, when: Any) -> str:
    """Onset in words, also where the source knows only an age or a phrase."""
    said = when.day if when else undated(body, "onset")
    return f"onset {said}" if said else ""


def undated(body: Json, name: str) -> str:
    """`onset` or `abatement` that is no date, in words: it is never turned into one."""
    if f"{name}Age" in body:
        return age(body[f"{name}Age"])
    if f"{name}Range" in body:
        return age_range(body[f"{name}Range"])
    return el.words(body.get(f"{name}String"))


_YEARS = frozenset({"a", "yr", "yrs", "years", "year", ""})
_AGE_UNITS = {"mo": "month", "wk": "week", "d": "day", "h": "hour", "min": "minute"}


def age(value: Any) -> str:
    """An Age in words: `at age 45`, `at age 18 months`."""
    spoken = _aged(el.quantity(value))
    return f"at age {spoken}" if spoken else ""


def age_range(value: Any) -> str:
    """A Range of ages in words: `between age 40 and 50`."""
    low, high = (_aged(el.quantity(value.get(end))) for end in ("low", "high"))
    if low and high:
        return f"between age {low} and {high}"
    return f"after age {low}" if low else f"before age {high}" if high else ""


def _aged(found: Value | None) -> str:
    if found is None or found.number is None:
        return ""
    unit = found.ucum or found.unit
    number = f"{found.comparator}{found.number:f}"
    if unit in _YEARS:
        return number
    word = _AGE_UNITS.get(unit)
    plural = "" if found.number == 1 else "s"
    return f"{number} {word}{plural}" if word else f"{number} {found.unit}"


def categories(body: Json) -> str:
    """Category codes, else their words, joined by commas."""
    said = []
    for item in el.many(body.get("category")):
        if item.__class__ is str:
            said.append(item)
        else:
            code = el.concept(item)
            said.append(
                code.codings[0].code if code.codings and code.codings[0].code else code.label
            )
    return ",".join(said)


def allergy(source: Source) -> Entry:
    """An AllergyIntolerance; `reactions` are the manifestations with their severity."""
    body = source.body
    code = el.concept(body.get("code"))
    reactions, substance = manifestations(body)
    if code is NO_CODE:
        code = substance
    when, _ = el.timing(body, "onsetDateTime", "onsetPeriod")
    status, verification = (
        el.state(body.get("clinicalStatus")),
        el.state(body.get("verificationStatus")),
    )
    criticality = el.words(body.get("criticality"))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.ALLERGY,
        code=code,
        when=when,
        recorded=el.moment(body.get("recordedDate") or body.get("assertedDate")),
        status=status,
        verification=verification,
        live=verification not in UNTRUE,
        category=categories(body),
        author=el.who(source, "asserter", "recorder"),
        reactions=reactions,
        criticality=criticality,
        encounter=el.encounter(source),
        text=el.sentence(
            code.label,
            el.state(body.get("type")),
            ", ".join(p for p in (status, verification) if p),
            f"reaction: {', '.join(reactions)}" if reactions else "",
            f"criticality {criticality}" if criticality else "",
            began(body, when),
            el.notes(body),
        ),
    )


def manifestations(body: Json) -> tuple[tuple[str, ...], Code]:
    """What happened each time, with severity, and the substance named there."""
    found: dict[str, None] = {}
    substance = NO_CODE
    for reaction in el.many(body.get("reaction")):
        severity = el.words(reaction.get("severity"))
        names = el.labels(reaction.get("manifestation")) or (el.words(reaction.get("description")),)
        for name in names:
            if name:
                found[f"{name} ({severity})" if severity else name] = None
        if substance is NO_CODE:
            substance = el.concept(reaction.get("substance"))
    return tuple(found), substance


def family_history(source: Source) -> Entry:
    """A FamilyMemberHistory.

    The relative in `relationship`, a component for each condition (its value is the onset).
    """
    body = source.body
    relationship = el.concept(body.get("relationship")).label
    components = tuple(_of_relative(item) for item in el.many(body.get("condition")))
    names = [c.code.label for c in components]
    code = components[0].code if len(components) == 1 else Code(text=", ".join(names))
    status = el.words(body.get("status"))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.FAMILY,
        code=code,
        when=el.moment(body.get("date")),
        status=status,
        live=status != ERROR,
        components=components,
        relationship=relationship or el.words(body.get("name")),
        reasons=el.reasons(source),
        text=el.sentence(
            f"{relationship or 'relative'}: "
            + (", ".join(_spoken(c) for c in components) or _untold(body, status)),
            _death(body),
        ),
    )


def _untold(body: Json, status: str) -> str:
    """A relative of whom no condition is listed: nothing was asked or known, or there was none."""
    if status != UNKNOWN:
        return "no condition recorded"
    why = el.concept(body.get("dataAbsentReason")).label
    return f"health unknown ({why})" if why else "health unknown"


def _of_relative(item: Json) -> Component:
    begun, _ = el.timing(item, "onsetPeriod")
    onset = begun.day if begun else undated(item, "onset")
    said = [f"onset {onset}" if onset else "", el.concept(item.get("outcome")).label]
    if item.get("contributedToDeath") is True:
        said.append("contributed to death")
    text = ", ".join(s for s in said if s)
    return Component(el.concept(item.get("code")), Value(text=text) if text else None)


def _spoken(component: Component) -> str:
    return component.code.label + (f" ({component.value.words})" if component.value else "")


def _death(body: Json) -> str:
    if "deceasedAge" in body:
        return f"died {age(body['deceasedAge'])}"
    if "deceasedRange" in body:
        return f"died {age_range(body['deceasedRange'])}"
    if died := body.get("deceasedDate") or body.get("deceasedString"):
        return f"died {el.words(died)}"
    return "deceased" if body.get("deceasedBoolean") is True else ""
