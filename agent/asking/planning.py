"""Which tool calls a question needs: a function of it and of the chart's codes and counts.

No text of a note takes part, so no note can change what is asked, nor of whom. A test that gave no
result is read by its own reference: a search leaves out what was cancelled.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from chartside.agent.asking.concepts import KINDS, Meant, handles
from chartside.agent.asking.question import About, Question, Want
from chartside.agent.state import Call
from chartside.fhir.entry import Kind

SECTION: Final = "answer"
"""The one section of an answer."""
_SPREAD: Final = 6
"""Handles of one kind from which on the kind is read whole."""
_DATED: Final = frozenset({Kind.LAB, Kind.VITAL, Kind.SURVEY, Kind.OBSERVATION, Kind.IMMUNIZATION})
"""Kinds whose entries are moments, so that a question about a time needs none before it."""
_WHOLE: Final = frozenset(
    {About.ALLERGY, About.FAMILY, About.HABIT, About.PATIENT, About.ENCOUNTER, About.ADMISSION,
     About.EMERGENCY, About.ORDER, About.DEVICE}
)  # fmt: skip
"""What is read whole, whatever the question names: a visit is named by its reason too."""
_IN_NOTES: Final = frozenset(
    {
        Want.WHY,
        Want.WHY_STOPPED,
        Want.FINDING,
        Want.EVER,
        Want.NOW,
        Want.WHEN,
        Want.VALUE,
    }
)


def planned(
    question: Question, meant: tuple[Meant, ...], manifest: Mapping[str, int]
) -> list[Call]:
    """The calls, each once, those first that answer most directly."""
    calls = [*_direct(question, meant), *_notes(question, manifest)]
    made = [_call(tool, arguments) for tool, arguments in calls if _may_find(arguments, manifest)]
    unique = {f"{c['tool']}{sorted(c['arguments'].items())}": c for c in made}
    return list(unique.values())


_Asked = tuple[str, dict[str, Any]]


def _direct(question: Question, meant: tuple[Meant, ...]) -> list[_Asked]:
    about = question.about
    if about in {About.TEAM, About.GOAL, About.PLAN}:
        return [("care", {})]
    if about is About.HABIT:
        return [("background", {}), *_kinds(about)]
    if about is About.FAMILY:
        return [("background", {}), *_kinds(about)]
    loose = about in {About.ORDER, About.DEVICE} and any(
        kind not in KINDS[about] for found in meant for kind in found.kinds
    )
    if about in _WHOLE and not loose:
        return _kinds(about)
    named = [call for found in meant for call in _finds(question, found)]
    if not meant and not question.subject:
        named += _unnamed(question)
    if about is About.MEDICINE and not any(found.of(*KINDS[about]) for found in meant):
        named += [("find", {"kind": Kind.MEDICATION.value})]
    if question.want is Want.AGE:
        named += [("find", {"kind": Kind.PATIENT.value})]
    return named


def _kinds(about: About) -> list[_Asked]:
    return [("find", {"kind": kind.value}) for kind in KINDS[about]]


def _unnamed(question: Question) -> list[_Asked]:
    """All of a kind."""
    about = question.about
    if about is About.RESULT:
        only = "abnormal" if question.bound else "all"
        vital = {"of": "vital", "only": only}
        return [("lab_trend", {"only": only}), ("lab_trend", vital)]
    kinds = {About.MEDICINE: [Kind.MEDICATION, Kind.DISPENSE]}.get(about, [*KINDS[about]])
    return [("find", {"kind": kind.value}) for kind in kinds]


def _finds(question: Question, found: Meant) -> list[_Asked]:
    by_kind: dict[Kind, list[str]] = {}
    tried = [("read_resource", {"entry": e.reference}) for e in found.without[-_SPREAD:]]
    for kind, words in handles(found):
        by_kind.setdefault(kind, []).append(words)
    calls: list[_Asked] = [*tried]
    for kind, named in by_kind.items():
        wide = len(named) > _SPREAD or "" in named
        since = _since(question, kind)
        calls += [("find", _arguments(kind, w, since)) for w in ([""] if wide else named)]
    return calls


def _arguments(kind: Kind, words: str, since: str) -> dict[str, Any]:
    optional = {"words": words, "since": since}
    return {"kind": kind.value, **{k: v for k, v in optional.items() if v}}


def _since(question: Question, kind: Kind) -> str:
    """The first day to read; none where something before it may be compared with."""
    begin: date | None = question.span.since
    if kind not in _DATED or begin is None or question.want is Want.COMPARE:
        return ""
    return begin.isoformat()


def _notes(question: Question, manifest: Mapping[str, int]) -> list[_Asked]:
    """A search of the notes for what a passage can answer."""
    texts = (Kind.DOCUMENT, Kind.REPORT, Kind.IMAGING)
    wanted = question.about is About.NOTE or (
        question.want in _IN_NOTES and question.about not in _WHOLE - {About.ALLERGY}
    )
    if not wanted or not question.subject or not any(manifest.get(k) for k in texts):
        return []
    span = question.span
    bounds = {
        "since": span.since.isoformat() if span.since else "",
        "until": span.until.isoformat() if span.until else "",
    }
    query = " ".join(question.subject)
    if question.want in {Want.WHY, Want.WHY_STOPPED}:
        query = question.text
    return [("search_notes", {"query": query, **{k: v for k, v in bounds.items() if v}})]


def _call(tool: str, arguments: dict[str, Any]) -> Call:
    return Call(section=SECTION, tool=tool, arguments=arguments)


def _may_find(arguments: Mapping[str, Any], manifest: Mapping[str, int]) -> bool:
    return "kind" not in arguments or bool(manifest.get(arguments["kind"]))
