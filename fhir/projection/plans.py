"""Care plans, the teams that carry them, and the goals they serve."""

from chartside.fhir.codes import Code
from chartside.fhir.entry import Component, Entry, Kind, Value
from chartside.fhir.projection import elements as el
from chartside.fhir.projection.problems import ERROR
from chartside.fhir.projection.source import Json, Source
from chartside.fhir.projection.values import READERS


def plan(source: Source) -> Entry:
    """A CarePlan; each activity is a component, with its status as interpretation."""
    body = source.body
    kinds = [c for c in map(el.concept, el.many(body.get("category"))) if not _generic(c)]
    title = el.words(body.get("title")) or el.words(body.get("description"))
    code = kinds[0] if kinds else Code(text=title or "Care plan")
    activities = tuple(
        Component(el.concept(d.get("code")), None, el.words(d.get("status")))
        for item in el.many(body.get("activity"))
        if (d := item.get("detail"))
    )
    period = body.get("period") or {}
    when, end = el.moment(period.get("start") or body.get("created")), el.moment(period.get("end"))
    status = el.words(body.get("status"))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.PLAN,
        code=code,
        when=when,
        end=end,
        status=status,
        live=status not in {ERROR, "revoked"},
        intent=el.words(body.get("intent")),
        components=activities,
        author=el.who(source, "author"),
        reasons=tuple(
            filter(None, (el.named(source, item) for item in el.many(body.get("addresses"))))
        ),
        encounter=el.encounter(source),
        links=el.targets(source, "addresses", "goal", "careTeam"),
        text=el.sentence(
            code.label, ", ".join(a.code.label for a in activities), status, el.span(when, end)
        ),
    )


def _generic(code: Code) -> bool:
    """`assess-plan` (US Core) says only that it is a plan."""
    return not code.label or any(c.code == "assess-plan" for c in code.codings)


def team(source: Source) -> Entry:
    """A CareTeam: each member but the patient is a component, role as code and name as value."""
    body = source.body
    members = []
    for item in el.many(body.get("participant")):
        member = item.get("member") or {}
        if source.lookup.target(member) == source.lookup.patient:
            continue
        name = el.named(source, member)
        members.append(Component(el.first(item.get("role")), Value(text=name) if name else None))
    period = body.get("period") or {}
    when, end = el.moment(period.get("start")), el.moment(period.get("end"))
    status = el.words(body.get("status"))
    name = el.words(body.get("name")) or "Care team"
    why = el.labels(body.get("reasonCode"))
    people = [f"{m.value.words} ({m.code.label})" if m.value else m.code.label for m in members]
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.TEAM,
        code=Code(text=name),
        when=when,
        end=end,
        status=status,
        live=status != ERROR,
        components=tuple(members),
        reasons=why,
        encounter=el.encounter(source),
        text=el.sentence(name, ", ".join(people), status, f"for {', '.join(why)}" if why else ""),
    )


def goal(source: Source) -> Entry:
    """A Goal.

    `status` is its life cycle, `interpretation` its achievement, `end` when it is due; each measure
    with a target is a component.
    """
    body = source.body
    code = el.concept(body.get("description"))
    status = el.state(body.get("lifecycleStatus") or body.get("status"))
    achieved = el.state(body.get("achievementStatus"))
    held = list(el.many(body.get("target")))
    due = next((t["dueDate"] for t in held if "dueDate" in t), None)
    targets = tuple(c for t in held if (c := _target(t)))
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.GOAL,
        code=code,
        when=el.moment(body.get("startDate") or body.get("statusDate")),
        end=el.moment(due),
        status=status,
        live=status not in {ERROR, "cancelled", "rejected"},
        interpretation=achieved,
        components=targets,
        author=el.who(source, "expressedBy"),
        links=el.targets(source, "addresses"),
        text=el.sentence(
            code.label,
            ", ".join(f"{c.code.label} {c.value.words}".strip() for c in targets if c.value),
            status,
            achieved,
            f"due {due}" if due else "",
        ),
    )


def _target(item: Json) -> Component | None:
    """What is measured, and the value to reach: `HbA1c up to 7 %`."""
    value = None
    if "detailQuantity" in item:
        value = el.quantity(item["detailQuantity"])
    elif "detailRange" in item:
        value = READERS["valueRange"](item["detailRange"])
    elif "detailCodeableConcept" in item:
        value = Value(coded=el.concept(item["detailCodeableConcept"]))
    elif "detailString" in item:
        value = Value(text=el.words(item["detailString"]))
    return Component(el.concept(item.get("measure")), value) if value else None
