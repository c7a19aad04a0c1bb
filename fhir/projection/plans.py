"""Care plans, the teams that carry them, and the goals they serve."""

from collections.abc import Iterable

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
    members = [m for item in el.many(body.get("participant")) if (m := _member(source, item))]
    period = body.get("period") or {}
    when, end = el.moment(period.get("start")), el.moment(period.get("end"))
    status = el.words(body.get("status"))
    name = el.words(body.get("name")) or "Care team"
    why = el.labels(body.get("reasonCode"))
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
        text=team_words(name, members, status, why),
    )


def _member(source: Source, item: Json) -> Component | None:
    """One who takes part, with all the roles; of whom only the organisation is named, that."""
    person = item.get("member") or {}
    if source.lookup.target(person) == source.lookup.patient:
        return None
    roles = [el.concept(r) for r in el.many(item.get("role"))]
    name = el.named(source, person) or el.named(source, item.get("onBehalfOf") or {})
    if not name and not any(r.label for r in roles):
        return None
    period = item.get("period") or item.get("coveragePeriod") or {}  # R5: coverage[x]
    return Component(
        _all_of(roles),
        Value(text=name) if name else None,
        begin=el.moment(period.get("start")),
        end=el.moment(period.get("end")),
    )


def _all_of(roles: list[Code]) -> Code:
    if len(roles) == 1:
        return roles[0]
    said = ", ".join(dict.fromkeys(r.label for r in roles if r.label))
    return Code(tuple(c for r in roles for c in r.codings), said)


def team_words(name: str, members: Iterable[Component], status: str, why: tuple[str, ...]) -> str:
    """A team for a reader: `Heart team; Dr. A (cardiologist, since 2020); active`."""
    people = ", ".join(_spoken(m) for m in members)
    return el.sentence(name, people, status, f"for {', '.join(why)}" if why else "")


def _spoken(member: Component) -> str:
    said = ", ".join(p for p in (member.code.label, el.span(member.begin, member.end)) if p)
    name = member.value.words if member.value else ""
    return f"{name} ({said})" if name and said else name or said


def goal(source: Source) -> Entry:
    """A Goal.

    `status` is its life cycle, `interpretation` its achievement, `end` when it is first due; each
    measure with a target is a component.
    """
    body = source.body
    code = el.concept(body.get("description"))
    status = el.state(body.get("lifecycleStatus") or body.get("status"))
    achieved = el.state(body.get("achievementStatus"))
    held = list(el.many(body.get("target")))
    dues = [due for t in held if (due := el.moment(t.get("dueDate")))]
    due = min(dues, default=None)
    targets = tuple(c for t in held if (c := _target(t)))
    why = body.get("statusReason")
    reason = el.words(why) if why.__class__ is str else el.concept(why).label
    return Entry(
        reference=source.reference,
        version=source.version,
        kind=Kind.GOAL,
        code=code,
        when=el.moment(body.get("startDate") or body.get("statusDate")),
        end=due,
        status=status,
        live=status not in {ERROR, "cancelled", "rejected"},
        interpretation=achieved,
        components=targets,
        author=el.who(source, "expressedBy"),
        status_reason=reason,
        links=el.targets(source, "addresses"),
        text=el.sentence(
            code.label,
            ", ".join(_aimed(c, several=len(set(dues)) > 1) for c in targets),
            f"{status} ({reason})" if reason else status,
            achieved,
            f"due {due.text}" if due else _within(held),
            f"outcome: {', '.join(found)}" if (found := _outcomes(body)) else "",
        ),
    )


def _aimed(target: Component, *, several: bool) -> str:
    """A target for a reader; with its own date where the goal has several."""
    by = f"by {target.end.day}" if several and target.end else ""
    said = (target.code.label, target.value.words if target.value else "", by)
    return " ".join(p for p in said if p)


def _within(targets: list[Json]) -> str:
    """`within 3 months`: a due time that is no date is not turned into one."""
    spans = [s for t in targets if (s := el.quantity(t.get("dueDuration")))]
    return f"within {spans[0].words}" if spans else ""


def _outcomes(body: Json) -> tuple[str, ...]:
    """What came of it: concepts in R4, concepts or references in R5."""
    said = el.labels(body.get("outcomeCode"))
    return said or tuple(
        label for o in el.many(body.get("outcome")) if (label := el.concept(o.get("concept")).label)
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
    due = el.moment(item.get("dueDate"))
    return Component(el.concept(item.get("measure")), value, end=due) if value else None
