"""Answers about what happened: procedures, imaging, vaccines, visits, stays, devices, orders."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from chartside.agent.asking.answers.sought import Sought, asks_of_end, exact, lasted, since
from chartside.agent.asking.concepts import Meant
from chartside.agent.asking.naming import MEANT, name_closeness
from chartside.agent.asking.question import About, Pick, Want
from chartside.agent.authors.wording import because, on, said, shortened
from chartside.draft import Citation, Statement
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import encounters, imaging, immunization_doses, procedures
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.reading.quotation import quoted
from chartside.grounding.rules.finding import cite_passage
from chartside.tools.encounters import EMERGENCY, is_admission
from chartside.tools.names import name_of

_MOST: Final = 40
"""Events listed one by one."""
_HEADING = re.compile(
    r"^\W*(?:impression|conclusions?|findings?|assessment|opinion|result)s?\b\W*",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST: Final = 220


def about_event(sought: Sought, found: Meant, kinds: Iterable[Kind]) -> list[Statement]:
    """What the chart says of events of these kinds that bear the name."""
    meant = {e.reference for e in found.of(*kinds)}
    entries = tuple(e for e in happened(sought.chart, kinds) if e.reference in meant)
    return told(sought, sought.timely(entries))


def happened(chart: Chart, kinds: Iterable[Kind]) -> tuple[Entry, ...]:
    """Events of these kinds that took place, oldest first."""
    wanted = set(kinds)
    held: dict[str, None] = {}
    views: Mapping[Kind, Callable[[], Iterable[Entry]]] = {
        Kind.PROCEDURE: lambda: procedures(chart),
        Kind.IMAGING: lambda: imaging(chart),
        Kind.ENCOUNTER: lambda: encounters(chart),
        Kind.IMMUNIZATION: lambda: (d for doses in immunization_doses(chart) for d in doses),
    }
    for kind in wanted:
        view = views.get(kind, lambda kind=kind: (e for e in chart.of(kind) if e.live))
        held |= dict.fromkeys(e.reference for e in view())
    return tuple(e for e in chart.of(*wanted) if e.reference in held)


def told(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    """The answer to the question from these events, oldest first."""
    if not entries or (sought.cut and sought.question.pick is Pick.FIRST):
        return []
    return _ANSWERS.get(sought.question.want, _shown)(sought, entries)


def _picked(sought: Sought, entries: tuple[Entry, ...]) -> Entry:
    dated = [e for e in entries if e.when] or list(entries)
    return dated[0] if sought.question.pick is Pick.FIRST else dated[-1]


def _line(entry: Entry) -> str:
    if entry.kind is Kind.ENCOUNTER:
        return f"{name_of(entry)}{_when(entry)}{because(entry)}"
    value = f": {entry.value.words}" if entry.value and len(entry.value.words) < _LONGEST else ""
    return f"{name_of(entry)}{_when(entry)}{value}"


def _when(entry: Entry) -> str:
    begun, end = entry.when, entry.end
    if begun is None or end is None or not (exact(begun) and exact(end)) or begun.day == end.day:
        return on(begun)
    if entry.kind is not Kind.IMMUNIZATION:
        return f" from {begun.words} to {end.words}"
    return on(entry.when)


def _shown(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    """One event where one is asked for, else each of them."""
    single = sought.question.pick is not Pick.NONE or sought.question.want is Want.VALUE
    if single and not (sought.question.span and sought.question.pick is Pick.NONE):
        chosen = _picked(sought, entries)
        return [said(_line(chosen), chosen)]
    return [said(_line(e), e) for e in entries[-_MOST:]]


def _dated(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    if sought.question.pick is not Pick.NONE or len(entries) == 1:
        chosen = _picked(sought, entries)
        return [said(_line(chosen), chosen)]
    return [said(_line(e), e) for e in entries[-_MOST:]]


def _ever(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    chosen = _picked(sought, entries)
    return [said(f"Yes: {_line(chosen)}", chosen)]


def _count(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    if sought.cut:
        return []
    names = {name_of(e) for e in entries}
    noun = names.pop() if len(names) == 1 else _noun(sought)
    last = f", the last{on(entries[-1].when)}" if entries[-1].when and len(entries) > 1 else ""
    if len(entries) == 1:
        only = entries[0]
        if not sought.question.span:
            return [said(f"{name_of(only)}{_when(only)}, the only one", only)]
        year = f" in {only.when.day[:4]}" if only.when else ""
        return [said(f"{name_of(only)} once{year}{_when(only)}", only)]
    return [said(f"{noun}: {len(entries)} times{last}", *entries)]


_NOUNS: Final = {
    About.ADMISSION: "Hospital admissions", About.EMERGENCY: "Emergency visits",
    About.ENCOUNTER: "Visits", About.PROCEDURE: "Procedures", About.IMAGING: "Imaging",
    About.VACCINE: "Vaccine doses", About.ORDER: "Requests", About.DEVICE: "Devices",
}  # fmt: skip


def _noun(sought: Sought) -> str:
    subject = " ".join(sought.question.subject)
    return _NOUNS.get(sought.question.about, "") or subject.capitalize() or "Events"


def _who(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    authored = tuple(e for e in entries if e.author)
    if not authored:
        return []
    chosen = _picked(sought, authored)
    return [said(f"{name_of(chosen)}{_when(chosen)}, {chosen.author}", chosen)]


def _where(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    placed = tuple(e for e in entries if e.site)
    if not placed:
        return []
    chosen = _picked(sought, placed)
    return [said(f"{name_of(chosen)}{_when(chosen)} at {chosen.site}", chosen)]


def _why(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    reasoned = tuple(e for e in entries if e.reasons)
    if not reasoned:
        return []
    if sought.question.pick is Pick.NONE and len(reasoned) <= _FEW:
        return [said(f"{name_of(e)}{_when(e)}{because(e)}", e) for e in reasoned]
    chosen = _picked(sought, reasoned)
    return [said(f"{name_of(chosen)}{_when(chosen)}{because(chosen)}", chosen)]


_FEW: Final = 4


def _lasted(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    spans = tuple(e for e in entries if exact(e.when) and exact(e.end))
    if not spans:
        return []
    chosen = _picked(sought, spans)
    if chosen.when is None or chosen.end is None:
        return []
    how_long = lasted(chosen.when.date, chosen.end.date)
    text = f"{name_of(chosen)} from {chosen.when.words} to {chosen.end.words}, {how_long}"
    if chosen.when.day == chosen.end.day:
        text = f"{name_of(chosen)}{on(chosen.when)}, begun and ended on that day"
    return [said(text, chosen)]


def _ended(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    over = tuple(e for e in entries if e.end)
    if not over:
        return []
    chosen = _picked(sought, over)
    begun = f" from {chosen.when.words}" if chosen.when else ""
    end = chosen.end.words if chosen.end else ""
    return [said(f"{name_of(chosen)}{begun} to {end}", chosen)]


def _ago(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    chosen = _picked(sought, entries)
    if asks_of_end(sought) and chosen.end != chosen.when:
        if not exact(chosen.end) or chosen.end is None:
            return []
        ago = since(sought, chosen.end.date)
        return [said(f"{name_of(chosen)} to {chosen.end.words}, {ago} ago", chosen)]
    if not exact(chosen.when) or chosen.when is None:
        return [said(_line(chosen), chosen)]
    ago = since(sought, chosen.when.date)
    return [said(f"{name_of(chosen)}{on(chosen.when)}, {ago} ago", chosen)]


def _finding(sought: Sought, entries: tuple[Entry, ...]) -> list[Statement]:
    """What came of it: its recorded outcome, or the passage of its report that concludes it."""
    for entry in reversed(entries) if sought.question.pick is not Pick.FIRST else entries:
        if entry.value is not None and entry.value.words:
            return [said(_line(entry), entry)]
        if (quote := _conclusion(sought.chart, entry)) is not None:
            passage = quoted(shortened(quote.quote or "", _LONGEST))
            text = f"{name_of(entry)}{on(entry.when)}: {passage}"
            return [Statement(said(text, entry).text, (quote,))]
    return []


def _conclusion(chart: Chart, entry: Entry) -> Citation | None:
    document = chart.document(entry.reference)
    if document is None or not document.text.strip():
        return None
    heading = _HEADING.search(document.text)
    start = heading.end() if heading else len(document.text) - len(document.text.lstrip())
    end = _stop(document.text, start)
    return cite_passage(chart, document, start, end) if end > start else None


def _stop(text: str, start: int) -> int:
    """The end of the paragraph, or of the last sentence that a reader still takes in."""
    paragraph = text.find("\n\n", start)
    end = paragraph if paragraph > 0 else len(text)
    if end - start <= _LONGEST:
        return end
    stop = text.rfind(". ", start, start + _LONGEST)
    return stop + 1 if stop > start else text.rfind(" ", start, start + _LONGEST)


_ANSWERS: Final[Mapping[Want, Callable[[Sought, tuple[Entry, ...]], list[Statement]]]] = {
    Want.WHEN: _dated,
    Want.EVER: _ever,
    Want.BEYOND: _ever,
    Want.NOW: _ever,
    Want.COUNT: _count,
    Want.WHO: _who,
    Want.WHERE: _where,
    Want.WHY: _why,
    Want.DURATION: _lasted,
    Want.ENDED: _ended,
    Want.AGO: _ago,
    Want.FINDING: _finding,
}


def visits(sought: Sought) -> list[Statement]:
    """Answers about visits, emergencies and stays, those with the reason or name asked of."""
    question = sought.question
    held = sought.timely(encounters(sought.chart))
    if question.about is About.ADMISSION:
        held = tuple(e for e in held if is_admission(e))
    elif question.about is About.EMERGENCY:
        held = tuple(e for e in held if e.category in EMERGENCY or "emergency" in e.label.lower())
    if question.subject:
        held = tuple(e for e in held if _is_for(question.subject, e))
    return told(sought, held)


def _is_for(subject: tuple[str, ...], entry: Entry) -> bool:
    names = (entry.label, *entry.reasons, entry.site, entry.author)
    return any(name_closeness(subject, name) >= MEANT for name in names if name)
