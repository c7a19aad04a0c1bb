"""What was done and ordered: encounters, procedures, immunisations, devices, orders."""

from chartside.fhir.codes import Code
from chartside.fhir.entry import Entry, Kind, Value
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.problems import ERROR, categories
from chartside.fhir.projection.source import Json, Source

NOT_DONE = frozenset({ERROR, "cancelled", "not-done", "abandoned", "rejected", "discontinued"})


def encounter(source: Source) -> Entry:
    """An Encounter: `code` its type, `category` its class (AMB, IMP, EMER, …), `site` where."""
    body = source.body
    setting = _setting(body)
    code = el.first(body.get("type"))
    if not code.label:
        code = el.concept(body.get("serviceType")) if "serviceType" in body else setting
    period = body.get("period") or body.get("actualPeriod") or {}
    when, end = el.moment(period.get("start")), el.moment(period.get("end"))
    status = el.words(body.get("status"))
    site = _place(source)
    why = el.reasons(source)
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.ENCOUNTER,
        code=code if code.label else setting,
        when=when,
        end=end,
        status=status,
        live=status not in NOT_DONE,
        category=setting.codings[0].code if setting.codings else setting.text,
        author=el.who(source, "participant"),
        reasons=why,
        site=site,
        links=_diagnoses(source),
        text=el.sentence(
            code.label or setting.label,
            when.day if when and not end and status == "finished" else el.span(when, end),
            site,
            f"for {', '.join(why)}" if why else "",
            status if status != "finished" else "",
        ),
    )


def _setting(body: Json) -> Code:
    """Encounter.class: a Coding in R4, a list of concepts in R5."""
    value = body.get("class")
    return el.first(value) if value.__class__ is list else el.coding(value)


def _place(source: Source) -> str:
    for item in el.many(source.body.get("location")):
        if found := el.named(source, item.get("location") or {}):
            return found
    return el.who(source, "serviceProvider")


def _diagnoses(source: Source) -> tuple[str, ...]:
    items = [
        d["condition"]
        for d in el.many(source.body.get("diagnosis"))
        if d.get("condition").__class__ is dict
    ]
    found = [
        source.lookup.target(i) for i in [*items, *el.many(source.body.get("reasonReference"))]
    ]
    return tuple(dict.fromkeys(t for t in found if t))


def procedure(source: Source) -> Entry:
    """A Procedure that was done, or was not. `value` is its outcome."""
    body = source.body
    code = el.concept(body.get("code"))
    when, end = el.timing(
        body, "performedDateTime", "performedPeriod", "occurrenceDateTime", "occurrencePeriod"
    )
    said = el.words(body.get("performedString"))
    status, why = el.words(body.get("status")), el.reasons(source)
    outcome = el.concept(body.get("outcome"))
    site = ", ".join(el.labels(body.get("bodySite")))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.PROCEDURE,
        code=code,
        when=when,
        end=end,
        status=status,
        live=status not in NOT_DONE and body.get("notDone") is not True,
        value=Value(coded=outcome) if outcome.label else None,
        category=categories(body),
        author=el.who(source, "performer", "recorder", "asserter"),
        reasons=why,
        site=site,
        encounter=el.encounter(source, "encounter" if "encounter" in body else "context"),
        links=el.targets(source, "reasonReference", "basedOn", "partOf", "report"),
        text=el.sentence(
            code.label,
            site,
            said,
            status if status != "completed" else "",
            f"for {', '.join(why)}" if why else "",
            f"outcome: {outcome.label}" if outcome.label else "",
            el.notes(body),
        ),
    )


def immunization(source: Source) -> Entry:
    """An Immunization; one with status not-done was not given, and `reasons` may say why."""
    body = source.body
    code = el.concept(body.get("vaccineCode"))
    when, _ = el.timing(body, "occurrenceDateTime", "date")
    said = el.words(body.get("occurrenceString"))
    status = el.words(body.get("status"))
    why = (*el.labels(body.get("statusReason")), *el.reasons(source))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.IMMUNIZATION,
        code=code,
        when=when,
        recorded=el.moment(body.get("recorded")),
        status=status,
        live=status not in NOT_DONE and body.get("notGiven") is not True,
        author=el.who(source, "performer"),
        reasons=why,
        site=el.concept(body.get("site")).label,
        encounter=el.encounter(source),
        text=el.sentence(
            code.label,
            said,
            _dose_number(body),
            status if status != "completed" else "",
            ", ".join(why),
        ),
    )


def _dose_number(body: Json) -> str:
    for protocol in el.many(body.get("protocolApplied")):
        dose = protocol.get("doseNumberPositiveInt") or protocol.get("doseNumberString")
        if dose:
            return f"dose {dose}"
    return ""


def device(source: Source) -> Entry:
    """A Device the patient has or had."""
    body = source.body
    code = el.first(body.get("type")) if "type" in body else el.concept(None)
    if not code.label:
        names = [el.words(n.get("name")) for n in el.many(body.get("deviceName"))]
        code = Code(text=next((n for n in names if n), "Device"))
    status = el.words(body.get("status"))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.DEVICE,
        code=code,
        author=el.words(body.get("manufacturer")),
        status=status,
        live=status != ERROR,
        text=el.sentence(code.label, status),
    )


def order(source: Source) -> Entry:
    """A ServiceRequest (STU3: ProcedureRequest, ReferralRequest)."""
    body = source.body
    code = el.first(body.get("code"))
    if not code.label:
        code = el.first(body.get("orderDetail"))
    when, _ = el.timing(body, "authoredOn", "occurrenceDateTime", "occurrencePeriod")
    status, why = el.words(body.get("status")), el.reasons(source)
    forbidden = body.get("doNotPerform") is True
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.ORDER,
        code=code,
        when=when,
        status=status,
        live=not forbidden and status not in {ERROR, "revoked", "cancelled"},
        category=categories(body),
        author=el.who(source, "requester"),
        reasons=why,
        encounter=el.encounter(source),
        links=el.targets(source, "reasonReference", "basedOn"),
        priority=el.words(body.get("priority")),
        text=el.sentence(
            code.label,
            "do not perform" if forbidden else "",
            status,
            f"for {', '.join(why)}" if why else "",
        ),
    )
