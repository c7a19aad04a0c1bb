"""Medicines ordered, said to be taken, given and dispensed."""

from dataclasses import replace

from chartside.fhir.codes import NO_CODE, Code
from chartside.fhir.entry import Dose, Entry, Kind
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.course import bounds_end, lasting
from chartside.fhir.projection.dosage import dose
from chartside.fhir.projection.problems import ERROR, categories
from chartside.fhir.projection.source import Json, Source
from chartside.fhir.when import When

NOT_DONE = frozenset({ERROR, "cancelled", "not-done", "declined", "not-taken"})
UNORDERED = frozenset({"proposal", "option"})
"""Intents that order nothing (R4 medicationrequest-intent).

A suggestion, and one of several alternatives.
"""


def medicine(source: Source) -> Code:
    """What the medicine is.

    The concept, or the Medication that the resource refers to (contained, shared, or only by
    display).
    """
    body = source.body
    if "medicationCodeableConcept" in body:
        return el.concept(body["medicationCodeableConcept"])
    reference = body.get("medicationReference")
    if reference is None:
        both = body.get("medication") or {}  # R5: one element with a concept or a reference
        if "concept" in both:
            return el.concept(both["concept"])
        reference = both.get("reference") or {}
    found = source.contained(reference)
    if found is None and (target := source.lookup.target(reference)):
        found = source.lookup.body(target)
    code = el.concept(found.get("code")) if found else NO_CODE
    if not code.label and found:
        code = _by_ingredient(found)
    return code if code.label else Code(text=el.words(reference.get("display")))


def _by_ingredient(medication: Json) -> Code:
    names = [
        el.concept(i.get("itemCodeableConcept")).label
        for i in el.many(medication.get("ingredient"))
    ]
    return Code(text=" + ".join(n for n in names if n))


def request(source: Source) -> Entry:
    """A MedicationRequest. `end` is when its dosage or validity says it runs out.

    R5's `statusChanged` dates the end of an order that is over.
    """
    body = source.body
    code, why = medicine(source), el.reasons(source)
    steps = body.get("dosageInstruction")
    start, stop = el.timing(body, "effectiveDosePeriod")
    given = _from(dose(steps, code.label), start)
    when = el.moment(body.get("authoredOn")) or (given.begins if given else None)
    status, intent = el.words(body.get("status")), el.words(body.get("intent"))
    forbidden = body.get("doNotPerform") is True
    unordered = forbidden or intent in UNORDERED
    note = "do not give" if forbidden else intent if unordered else ""
    changed = el.moment(body.get("statusChanged")) if status in OVER else None
    because = _status_reason(body)
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.MEDICATION,
        code=code,
        when=when,
        end=changed or _runs_out(body, when, told=not stop) or stop or _validity_end(body),
        status=status,
        status_reason=because,
        intent="do-not-perform" if forbidden else intent,
        live=not (unordered or status in NOT_DONE),
        dose=given,
        category=categories(body),
        author=el.who(source, "requester", "recorder"),
        reasons=why,
        encounter=el.encounter(source, "encounter" if "encounter" in body else "context"),
        links=el.targets(source, "reasonReference", "priorPrescription", "basedOn"),
        text=_text(code, given, _because(status, because), why, note, el.notes(body)),
    )


def _from(given: Dose | None, start: When | None) -> Dose | None:
    """The dose with the period that R5 gives to the order as a whole (effectiveDosePeriod)."""
    if start is None or (given and given.begins):
        return given
    return replace(given or Dose(), begins=start)


OVER = frozenset({"stopped", "completed", "ended", "cancelled"})


def _status_reason(body: Json) -> str:
    """Why the status is what it is: one concept or a list (R4), or a concept or reference (R5).

    STU3 says why a medicine was not given or taken.
    """
    said: list[str] = []
    for name in (
        "statusReason",
        "statusReasonCodeableConcept",
        "reasonNotTaken",
        "reasonNotGiven",
        "notPerformedReason",
        "notDoneReasonCodeableConcept",
    ):
        held = body.get(name)
        if held is not None:
            said += [el.concept(i.get("concept") or i).label for i in el.many(held)]
    return ", ".join(dict.fromkeys(s for s in said if s))


def _because(status: str, reason: str) -> str:
    return f"{status} ({reason})" if reason and status else status or reason


def _runs_out(body: Json, when: When | None, *, told: bool) -> When | None:
    """When the doses are over.

    The words of an order that may be dispensed again, or is for lasting, tell of one supply.
    """
    again = (body.get("dispenseRequest") or {}).get("numberOfRepeatsAllowed")
    lasting = "continuous" in str(body.get("courseOfTherapyType") or "")
    return bounds_end(body.get("dosageInstruction"), when, told=told and not (again or lasting))


def _validity_end(body: Json) -> When | None:
    period = (body.get("dispenseRequest") or {}).get("validityPeriod") or {}
    return el.moment(period.get("end"))


def statement(source: Source) -> Entry:
    """A MedicationStatement (STU3, R4, R5): what someone says the patient takes.

    R5 leaves the status at `recorded` and says by `adherence` whether the medicine is taken; its
    `status` here is what the adherence says, in R4's words.
    """
    body = source.body
    code, why = medicine(source), el.reasons(source)
    given = dose(body.get("dosage"), code.label)
    when, end = el.timing(body, "effectiveDateTime", "effectivePeriod", "dateAsserted")
    status, because = el.words(body.get("status")), _status_reason(body)
    if status == "recorded" and "adherence" in body:
        status, said = _adhered(body["adherence"])
        because = because or said
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.MEDICATION,
        code=code,
        when=when,
        end=end,
        recorded=el.moment(body.get("dateAsserted")),
        status=status,
        status_reason=because,
        live=status not in NOT_DONE and body.get("taken") != "n",
        dose=given,
        category=categories(body),
        author=el.who(source, "informationSource"),
        reasons=why,
        encounter=el.encounter(source, "context" if "context" in body else "encounter"),
        links=el.targets(source, "basedOn", "reasonReference", "derivedFrom"),
        text=_text(code, given, _because(status, because), why, "as stated", el.notes(body)),
    )


def _adhered(adherence: Json) -> tuple[str, str]:
    """An R5 adherence (`taking-as-directed`, `stopped`, …) as a status, and its reason."""
    code = el.state(adherence.get("code"))
    reason = el.concept(adherence.get("reason")).label
    for start in ("not-taking", "on-hold", "stopped", "unknown"):
        if code.startswith(start):
            return "not-taken" if start == "not-taking" else start, reason
    return "recorded", reason


def administration(source: Source) -> Entry:
    """A MedicationAdministration: a dose that was given, or was not."""
    body = source.body
    detail = body.get("dosage")
    code, why = medicine(source), el.reasons(source)
    given = dose([detail] if detail else None, code.label)
    when, end = el.timing(
        body, "effectiveDateTime", "effectivePeriod", "occurenceDateTime", "occurencePeriod"
    )
    status, because = el.words(body.get("status")), _status_reason(body)
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.ADMINISTRATION,
        code=code,
        when=when,
        end=end,
        status=status,
        status_reason=because,
        live=status not in NOT_DONE and body.get("notGiven") is not True,
        dose=given,
        category=categories(body),
        author=el.who(source, "performer"),
        reasons=why,
        encounter=el.encounter(source, "context" if "context" in body else "encounter"),
        links=el.targets(source, "request", "prescription", "reasonReference", "partOf"),
        text=_text(
            code, given, _because(status, because), why, "given" if status == "completed" else ""
        ),
    )


def dispense(source: Source) -> Entry:
    """A MedicationDispense.

    `value` is the quantity handed over, `end` when the days' supply runs out.
    """
    body = source.body
    code = medicine(source)
    given = dose(body.get("dosageInstruction"), code.label)
    when, _ = el.timing(body, "whenHandedOver", "whenPrepared")
    supply = el.quantity(body.get("daysSupply"))
    status = el.words(body.get("status"))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.DISPENSE,
        code=code,
        when=when,
        end=lasting(when, body.get("daysSupply")),
        status=status,
        status_reason=_status_reason(body),
        live=status not in NOT_DONE,
        value=el.quantity(body.get("quantity")),
        dose=given,
        category=categories(body),
        author=el.who(source, "performer"),
        encounter=el.encounter(source, "context" if "context" in body else "encounter"),
        links=el.targets(source, "authorizingPrescription"),
        text=_text(code, given, status, (), f"supply {supply.words}" if supply else ""),
    )


def substance(source: Source) -> Entry:
    """A Medication that stands in the record by itself: a definition, not an act."""
    code = el.concept(source.body.get("code"))
    return Entry(source.reference, source.version, Kind.OTHER, code=code, text=code.label)


def _text(code: Code, given: Dose | None, *said: str | tuple[str, ...]) -> str:
    """One line: the medicine, its dose, then status, reasons and remarks in the order given."""
    rest = [f"for {', '.join(s)}" if s.__class__ is tuple and s else s for s in said]
    return el.sentence(
        code.label, given.text if given else "", *(s for s in rest if isinstance(s, str))
    )
