"""Reports, imaging studies and documents.

What they are. Their text is read by `chartside.fhir.documents`.
"""

from typing import Any

from chartside.fhir.codes import NO_CODE, Code
from chartside.fhir.entry import Entry, Kind, Value
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.observations import part
from chartside.fhir.projection.problems import ERROR, categories
from chartside.fhir.projection.source import Json, Source

IMAGING_CODES = frozenset(
    [
        *("RAD", "RX", "CT", "NMR", "MRI", "NMS", "US", "RUS", "CUS", "VUS", "OUS", "XRC"),
        *("LP29684-5", "18748-4", "imaging"),
    ]
)
"""DiagnosticReport categories of imaging: HL7 table 0074; LOINC radiology part and study code."""
NOT_DONE = frozenset({ERROR, "cancelled"})


def report(source: Source) -> Entry:
    """A DiagnosticReport.

    Imaging where its category says so, else a report. `value` is its conclusion.
    """
    body = source.body
    code = el.concept(body.get("code"))
    when, end = el.timing(body, "effectiveDateTime", "effectivePeriod", "issued")
    status = el.words(body.get("status"))
    tags = categories(body)
    conclusion = " ".join(el.words(body.get("conclusion")).split())
    found = ", ".join(el.labels(body.get("conclusionCode")))
    said = conclusion or found
    members = el.targets(source, "result")
    results = tuple(part(item) for item in inside(source)) if "contained" in body else ()
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.IMAGING if not IMAGING_CODES.isdisjoint(tags.split(",")) else Kind.REPORT,
        code=code,
        when=when,
        end=end,
        recorded=el.moment(body.get("issued")),
        status=status,
        live=status not in NOT_DONE,
        value=Value(text=said) if said else None,
        components=results,
        category=tags,
        author=el.who(source, "resultsInterpreter", "performer"),
        encounter=el.encounter(source),
        links=(*members, *el.targets(source, "imagingStudy", "basedOn", "specimen")),
        members=members,
        text=el.sentence(code.label, status, conclusion, found),
    )


def inside(source: Source) -> list[Json]:
    """The results that a report carries inside itself: they have no entry of their own."""
    held = [source.contained(item) for item in el.many(source.body.get("result"))]
    return [body for body in held if body and body.get("resourceType") == "Observation"]


def study(source: Source) -> Entry:
    """An ImagingStudy.

    `category` holds its modalities. Without a procedure it is called after its modality and body
    part.
    """
    body = source.body
    modalities, sites = _series(body)
    code = el.first(body.get("procedureCode"))
    site = ", ".join(sites)
    if not code.label:
        shown = el.words(body.get("description")) or " of ".join(
            p for p in (", ".join(modalities.values()), site) if p
        )
        code = Code(text=shown)
    status = el.words(body.get("status"))
    note = " ".join(el.words(n.get("text")) for n in el.many(body.get("note")))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.IMAGING,
        code=code,
        when=el.moment(body.get("started")),
        status=status,
        live=status not in NOT_DONE,
        value=Value(text=note) if note else None,
        category=",".join(modalities),
        author=el.who(source, "interpreter", "referrer"),
        reasons=el.reasons(source),
        site=site,
        encounter=el.encounter(source),
        links=el.targets(source, "basedOn", "procedureReference", "reasonReference"),
        text=el.sentence(code.label, site if site not in code.label else "", status, note),
    )


def _series(body: Json) -> tuple[dict[str, str], list[str]]:
    """Modalities (code to words) and body sites over the series."""
    modalities: dict[str, str] = {}
    sites: dict[str, None] = {}
    series = list(el.many(body.get("series")))
    for item in [
        *el.many(body.get("modality")),
        *(s["modality"] for s in series if "modality" in s),
    ]:
        code = el.coding(item)
        modalities.setdefault(code.codings[0].code, code.label)
    for item in series:
        if site := el.coding(item.get("bodySite")).label:
            sites[site] = None
    return modalities, list(sites)


def document(source: Source) -> Entry:
    """A DocumentReference.

    `status` says whether it was superseded, `verification` holds docStatus.
    """
    body = source.body
    code = el.concept(body.get("type"))
    title = el.words(body.get("description")) or _attachment_title(body)
    context = body.get("context") or {}
    period = context.get("period") or {}
    status, stage = el.words(body.get("status")), el.words(body.get("docStatus"))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.DOCUMENT,
        code=code if code.label else Code(text=title),
        when=el.moment(body.get("date") or body.get("created") or period.get("start")),
        end=None,
        recorded=el.moment(body.get("indexed") or body.get("date")),
        status=status,
        verification=stage,
        live=ERROR not in {status, stage},
        category=categories(body),
        author=el.who(source, "author", "authenticator"),
        encounter=_context_encounter(source, context),
        links=_related(source, body, context),
        text=el.sentence(code.label or title, title if code.label else "", status, stage),
    )


def _attachment_title(body: Json) -> str:
    for content in el.many(body.get("content")):
        if title := el.words((content.get("attachment") or {}).get("title")):
            return title
    return ""


def _context_encounter(source: Source, context: Any) -> str:
    for item in el.many(context.get("encounter") if context.__class__ is dict else None):
        if found := source.lookup.target(item):
            return found
    return ""


def _related(source: Source, body: Json, context: Any) -> tuple[str, ...]:
    others = [r.get("target") or {} for r in el.many(body.get("relatesTo"))]
    others += list(el.many(context.get("related") if context.__class__ is dict else None))
    return tuple(dict.fromkeys(t for r in others if (t := source.lookup.target(r))))


def composition(source: Source) -> Entry:
    """A Composition: a document whose sections stand in the resource."""
    body = source.body
    code = el.concept(body.get("type"))
    title = el.words(body.get("title"))
    status = el.words(body.get("status"))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.DOCUMENT,
        code=code if code is not NO_CODE else Code(text=title),
        when=el.moment(body.get("date")),
        status=status,
        live=status != ERROR,
        category=categories(body),
        author=el.who(source, "author"),
        encounter=el.encounter(source),
        text=el.sentence(title or code.label, status),
    )
