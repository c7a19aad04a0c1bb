"""What a document is asked to be about: from when, until when, and of what.

A function of the request, the chart's own dates and what was signed before; no text of the record
takes part in it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from chartside.agent.state import Bounds
from chartside.draft import Draft
from chartside.errors import NothingToSay, UsageError
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import encounters, plain
from chartside.fhir.clinical.story import story_end
from chartside.fhir.entry import Entry
from chartside.fhir.when import parse_when
from chartside.prompts.kinds import DocumentKind
from chartside.signoff.absences import OUT_OF_BOUNDS
from chartside.tools.encounters import is_admission, is_grave

BASELINES: Final = frozenset({"summary", "update"})
"""Kinds of document that an update goes on from once they are signed."""
_LATELY: Final = timedelta(days=3 * 366)
_YEAR: Final = timedelta(days=366)
_AT_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Scope:
    """The bounds of a document; what is empty sets none.

    `since` and `until` are FHIR dates or times, `focus` the words of who asked. `cited` are entries
    that the last signed document cited in a version that has changed since, `gone` how many of its
    entries are no longer in the chart, or do not stand any more. `dictation` is the reference of
    what was dictated for the document.
    """

    since: str = ""
    until: str = ""
    focus: str = ""
    cited: tuple[str, ...] = ()
    gone: int = 0
    dictation: str = ""

    @property
    def silence(self) -> str:
        """Why there is no document, where no section gave a sentence."""
        first = parse_when(self.since) if self.since else None
        if first is None:
            return "nothing in the chart can be said with a source"
        return f"nothing in the chart since {first.words} can be said with a source"

    @property
    def left_out(self) -> tuple[str, ...]:
        """What a reader must know is not in the document."""
        first = parse_when(self.since) if self.since else None
        last = parse_when(self.until) if self.until else None
        told = (
            first and f"{OUT_OF_BOUNDS}events and results before {first.words}",
            last and f"{OUT_OF_BOUNDS}events and results after {last.words}",
            self.focus and f"{OUT_OF_BOUNDS}what does not belong to the problem or medicine named",
            self.gone and f"sources of the last signed document that no longer stand: {self.gone}",
        )
        return tuple(said for said in told if said)


EVERYTHING: Final = Scope()
"""The whole record."""


def scoped(
    kind: DocumentKind, chart: Chart, since: str, focus: str, signed: Sequence[Draft]
) -> Scope:
    """The bounds of a document of this kind.

    Args:
        kind: What is written; it says where it begins unless that is asked for.
        chart: The open chart.
        since: As asked for; empty where nothing was.
        focus: As asked for.
        signed: The patient's signed documents.

    Raises:
        UsageError: The kind needs a focus, or goes on from a signed document and there is none; or
            the first day asked for is still to come.
        NothingToSay: It tells of a stay, and the chart holds none; or it is for the patient, who
            has died.
    """
    if kind.grade is not None and chart.patient.dead:
        raise NothingToSay("the patient has died: a page for the patient has no reader")
    if kind.focus == "required" and not focus.split():
        raise UsageError(f"a document of kind {kind.id} needs --focus: a problem or a medicine")
    asked = parse_when(since) if since else None
    if asked is not None and asked.low > chart.as_of:
        raise UsageError(
            f"--since {asked.day} is still to come: the chart was opened on {chart.as_of.date()}"
        )
    if kind.begins == "last_stay":
        return _stay(chart, since, focus)
    if since or kind.begins == "record":
        return Scope(since, focus=focus)
    if kind.begins == "last_visit":
        return Scope(_last_visit(chart), focus=focus)
    return _after_signed(chart, focus, signed)


def scope_of(state: Mapping[str, Any]) -> Scope:
    """The bounds again, from a run's state."""
    bounds: Bounds = state.get("bounds") or Bounds()
    return Scope(
        since=state.get("since", ""),
        until=bounds.get("until", ""),
        focus=bounds.get("focus", ""),
        cited=tuple(bounds.get("cited", ())),
        dictation=bounds.get("dictation", {}).get("reference", ""),
    )


def _after_signed(chart: Chart, focus: str, signed: Sequence[Draft]) -> Scope:
    known = [d for d in signed if d.kind in BASELINES and parse_when(d.record.as_of)]
    if not known:
        raise UsageError(
            "no summary of this patient was signed to go on from: sign one, or give --since"
        )
    last = max(known, key=lambda d: _moment(d.record.as_of))
    cited = {c.reference: c.version for s in last.statements for c in s.citations}
    standing = {r: e for r in sorted(cited) if (e := chart.get(r)) is not None and e.live}
    altered = tuple(r for r, e in standing.items() if cited[r] not in {None, e.version})
    gone = len(cited) - len(standing)
    return Scope(last.record.as_of, focus=focus, cited=altered, gone=gone)


def _moment(text: str) -> Any:
    when = parse_when(text)
    return when.low if when else None


def _stay(chart: Chart, since: str, focus: str) -> Scope:
    """The last admission; without one the last emergency or night under observation.

    With a day asked for, the first of them that was not over on it.
    """
    dated = [e for e in encounters(chart) if e.when]
    stays = [e for e in dated if is_admission(e)] or [e for e in dated if is_grave(e)]
    asked = parse_when(since) if since else None
    if asked is not None:
        stays = [e for e in stays if _over(e) is None or _over(e) >= asked.low][:1]
    if not stays or stays[-1].when is None:
        since_then = f" that lasted into {asked.words} or began later" if asked else ""
        raise NothingToSay(f"the chart holds no admission or emergency{since_then} to tell of")
    stay = stays[-1]
    return Scope(
        since=stay.when.day if stay.when else "",
        until=stay.end.day if stay.end else "",
        focus=focus,
    )


def _over(stay: Entry) -> Any:
    return stay.end.high if stay.end else None


def _last_visit(chart: Chart) -> str:
    """The day of the last visit of the name and place that the patient is seen at most often.

    Of the last three years of the story. That is where whoever asks sees the patient; what another
    clinic did since is then news. Where no visit is twice, the day of the last one; where there is
    none, a year before the story ends.
    """
    end = story_end(chart)
    held = [
        e
        for e in encounters(chart)
        if e.when and not is_grave(e) and not _is_small(e) and end - _LATELY < e.when.low <= end
    ]
    if not held:
        return (end - _YEAR).date().isoformat()
    often = Counter(_place(e) for e in held)
    most = max(often.values())
    last = next(e for e in reversed(held) if most < _AT_LEAST or often[_place(e)] == most)
    return last.when.day if last.when else ""


def _place(entry: Entry) -> tuple[str, str]:
    return plain(entry.label), plain(entry.site)


def _is_small(entry: Entry) -> bool:
    """Whether a visit is for a sample or a vaccine: nobody looks back to those."""
    return not _SMALL.isdisjoint(plain(entry.label).split())


_SMALL: Final = frozenset(
    {"blood", "phlebotomy", "vaccination", "immunization", "laboratory", "specimen", "certificate"}
)
