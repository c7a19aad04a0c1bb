"""What a question's name is in this chart: which kinds of entries bear it, and under which codes.

Codes and names of the chart are looked at, never its notes. What goes into a plan is a code, or
words of the question itself or of the tables of synonyms.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from chartside.agent.asking.naming import (
    EXACT,
    INSIDE,
    Subject,
    best_of,
    closeness,
    respelled,
    without_plain,
)
from chartside.agent.asking.question import About, Question, Want
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import plain
from chartside.fhir.clinical.pressure import DIASTOLIC, PANELS, SYSTOLIC
from chartside.fhir.codes import Coding
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.reading.words import plain_words
from chartside.tools.names import name_of

RESULTS: Final = (Kind.LAB, Kind.VITAL, Kind.SURVEY, Kind.OBSERVATION)
_EVENTS: Final = (Kind.PROCEDURE, Kind.IMAGING, Kind.REPORT)
_THINGS: Final = (
    *RESULTS, Kind.MEDICATION, Kind.PROBLEM, *_EVENTS, Kind.IMMUNIZATION, Kind.DEVICE, Kind.SOCIAL,
    Kind.ORDER, Kind.ENCOUNTER, Kind.DISPENSE, Kind.ADMINISTRATION,
)  # fmt: skip
KINDS: Final = {
    About.THING: _THINGS,
    About.RESULT: RESULTS,
    About.MEDICINE: (Kind.MEDICATION, Kind.DISPENSE, Kind.ADMINISTRATION),
    About.PROBLEM: (Kind.PROBLEM,),
    About.ALLERGY: (Kind.ALLERGY,),
    About.PROCEDURE: (Kind.PROCEDURE,),
    About.IMAGING: (Kind.IMAGING, Kind.REPORT, Kind.PROCEDURE),
    About.VACCINE: (Kind.IMMUNIZATION,),
    About.ENCOUNTER: (Kind.ENCOUNTER,),
    About.ADMISSION: (Kind.ENCOUNTER,),
    About.EMERGENCY: (Kind.ENCOUNTER,),
    About.FAMILY: (Kind.FAMILY, Kind.PROBLEM),
    About.HABIT: (Kind.SOCIAL, Kind.SURVEY, Kind.PROBLEM),
    About.PATIENT: (Kind.PATIENT,),
    About.TEAM: (Kind.TEAM,),
    About.GOAL: (Kind.GOAL,),
    About.PLAN: (Kind.PLAN,),
    About.ORDER: (Kind.ORDER,),
    About.DEVICE: (Kind.DEVICE,),
    About.NOTE: (),
}
"""The kinds of entries that a question about something reads."""
_LOOSE: Final = frozenset(
    {About.RESULT, About.PROBLEM, About.PROCEDURE, About.IMAGING, About.MEDICINE, About.DEVICE}
)
"""What a question says only by the way: "the result of her colonoscopy" is a procedure's."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:-]{0,31}")
_URINE: Final = frozenset({"urine", "urinary"})
_FIRST: Final = {
    Want.WHY_STOPPED: (Kind.MEDICATION,),
    Want.DOSE: (Kind.MEDICATION,),
    Want.CHANGED: (Kind.MEDICATION,),
    Want.TREND: RESULTS,
    Want.COMPARE: RESULTS,
    Want.BEYOND: RESULTS,
}
"""Kinds that a question of this sort is about wherever any of them bears the name."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name is in a chart: entries of one or several kinds, all named equally well.

    `without` are tests of this name that were taken and gave no result.
    """

    subject: Subject
    entries: tuple[Entry, ...]
    without: tuple[Entry, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Their kinds, in the order of the chart's own."""
        held = {e.kind for e in self.entries}
        return tuple(k for k in Kind if k in held)

    def of(self, *kinds: Kind) -> tuple[Entry, ...]:
        """Those of these kinds, in the order of the chart."""
        return tuple(e for e in self.entries if e.kind in kinds)


def meant(chart: Chart, question: Question) -> tuple[Meant, ...]:
    """What each name of the question is in the chart; none where the chart has no such name.

    A name with `and` in it is one name where the chart has it, else several.
    """
    whole = _meant(chart, question, question.subject)
    if not question.parts or (whole is not None and _is_one(whole)):
        return (whole,) if whole else ()
    parts = [m for part in question.parts if (m := _meant(chart, question, part)) is not None]
    apart = len(parts) == len(question.parts) or whole is None
    return tuple(parts) if apart else (whole,) if whole else ()


def _is_one(found: Meant) -> bool:
    """Whether a name with `and` in it is just what an entry is called."""
    return any(closeness(found.subject, e) == EXACT for e in found.entries)


def _meant(chart: Chart, question: Question, subject: Subject) -> Meant | None:
    """What is named so; else what is named so but for a slip of the finger."""
    if not subject:
        return None
    found = _as_written(chart, question, subject)
    if found is None and (righted := respelled(subject, chart.of(*KINDS[question.about]))):
        found = _as_written(chart, question, righted)
    if found is None and question.want not in _YES_OR_NO and (bare := without_plain(subject)):
        found = _as_written(chart, question, bare)
    return found


_YES_OR_NO: Final = frozenset({Want.NOW, Want.EVER, Want.OVER, Want.BEYOND})
"""Where a word that is not understood may be just what is asked."""


def _as_written(chart: Chart, question: Question, subject: Subject) -> Meant | None:
    for kinds in _searched(question):
        if pressure := _pressures(chart, subject, kinds):
            return Meant(subject, pressure)
        best, found = best_of(subject, (e for e in chart.of(*kinds) if e.live))
        if found:
            told = _told_apart(subject, found, best)
            return Meant(subject, told, _without_result(chart, subject, best))
    if (tried := _without_result(chart, subject, INSIDE)) and question.about in _OF_TESTS:
        return Meant(subject, (), tried)
    return _without_specimen(chart, subject)


_OF_TESTS: Final = frozenset({About.THING, About.RESULT})


def _without_result(chart: Chart, subject: Subject, least: int) -> tuple[Entry, ...]:
    """Tests of this name that were taken and have no result: insufficient, clotted, lost."""
    held = [e for e in chart.of(*RESULTS) if e.value and e.value.absent and not e.components]
    return tuple(e for e in held if closeness(subject, e) >= least)


_OF_BLOOD: Final = frozenset({"serum", "plasma", "blood", "estimated"})
"""What may stand before the name of a test and does not tell it from another of that name."""
_ELSEWHERE: Final = frozenset(
    {"urine", "urinary", "stool", "fecal", "faecal", "feces", "faeces", "csf", "cerebrospinal",
     "saliva", "sputum", "swab", "pleural", "synovial", "ascitic", "ascites", "peritoneal", "hair"}
)  # fmt: skip


def _without_specimen(chart: Chart, subject: Subject) -> Meant | None:
    """A test that the chart names without its specimen: `serum albumin` is its `Albumin`.

    Never one in another specimen, nor one whose name holds more than the question says.
    """
    bare = tuple(w for w in subject if w.lower() not in _OF_BLOOD)
    if not bare or bare == subject:
        return None
    tests = [e for e in chart.of(*RESULTS) if e.live and not _ELSEWHERE & _sample(e)]
    best, found = best_of(bare, tests)
    return Meant(bare, found) if best == EXACT else None


def _sample(entry: Entry) -> set[str]:
    return set(plain_words(f"{' '.join(entry.code.labels)} {entry.specimen}"))


def _searched(question: Question) -> Iterable[tuple[Kind, ...]]:
    if first := _FIRST.get(question.want):
        yield first
    yield KINDS[question.about]
    if question.about is About.PROCEDURE:
        yield tuple(k for k in _THINGS if k not in {Kind.PROBLEM, Kind.MEDICATION})
    elif question.about in _LOOSE:
        yield _THINGS
    if question.about is About.ORDER:
        yield (Kind.MEDICATION,)


def _pressures(chart: Chart, subject: Subject, kinds: tuple[Kind, ...]) -> tuple[Entry, ...]:
    """Blood pressures: the panel, or its two parts, however the chart holds them."""
    if Kind.VITAL not in kinds or not pressure_part(subject):
        return ()
    codes = {*SYSTOLIC, *DIASTOLIC, *PANELS}
    return tuple(
        e
        for e in chart.of(Kind.VITAL)
        if e.live and any(c.code in codes for c in (*e.code.codings, *_parts(e)))
    )


def _parts(entry: Entry) -> list[Coding]:
    return [c for part in entry.components for c in part.code.codings]


def pressure_part(subject: Subject) -> str:
    """`both`, `systolic` or `diastolic`, or empty where the name is of no blood pressure.

    >>> pressure_part(("systolic", "BP")), pressure_part(("blood", "pressure"))
    ('systolic', 'both')
    """
    words = set(plain_words(" ".join(subject)))
    bare = words - {"blood", "pressure", "bp", "arterial", "sbp", "dbp", "systolic", "diastolic"}
    if bare or not words - {"arterial", "blood"}:
        return ""
    if words & {"systolic", "sbp"}:
        return "systolic"
    if words & {"diastolic", "dbp"}:
        return "diastolic"
    return "both" if words & {"bp", "pressure"} else ""


def _told_apart(subject: Subject, found: tuple[Entry, ...], best: int) -> tuple[Entry, ...]:
    """Without the tests in urine where a name of a test says nothing of urine and blood has it."""
    if best == EXACT or _URINE & set(plain_words(" ".join(subject))):
        return found
    tests = [e for e in found if e.kind is Kind.LAB]
    others = [e for e in tests if not _URINE & set(plain_words(f"{e.label} {e.specimen}"))]
    if not others or len(others) == len(tests):
        return found
    return tuple(e for e in found if e.kind is not Kind.LAB or e in others)


def handles(found: Meant) -> tuple[tuple[Kind, str], ...]:
    """Kind and search words that lead `find` to every one of the entries.

    A code where the entry has one; else words of the question; else none, for all of that kind.
    """
    return tuple(dict.fromkeys((e.kind, _handle(found.subject, e)) for e in found.entries))


def _handle(subject: Subject, entry: Entry) -> str:
    for coding in entry.code.codings:
        if coding.code and _CODE.fullmatch(coding.code):
            return coding.code
    words = " ".join(subject)
    wanted = set(plain(words).split())
    names = (*entry.code.labels, name_of(entry))
    return words if wanted and any(wanted <= set(plain(n).split()) for n in names) else ""


def named(subject: Subject, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those of the entries that the subject names at all; all where it is empty."""
    return tuple(e for e in entries if not subject or closeness(subject, e))
