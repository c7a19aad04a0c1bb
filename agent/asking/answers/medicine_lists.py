"""Answers about all medicines at once: those taken, those that ended, those for one reason."""

from chartside.agent.asking.answers.sought import Sought, as_when
from chartside.agent.asking.answers.stops import OVER, end_word, ended_words, ends_within
from chartside.agent.asking.naming import MEANT, name_closeness
from chartside.agent.asking.question import Want
from chartside.agent.authors.sections.medicines import taken
from chartside.agent.authors.wording import because, inner, listed, said
from chartside.draft import Statement
from chartside.fhir.clinical import medicines
from chartside.fhir.clinical.regimen import TAKEN
from chartside.tools.names import name_of


def all_medicines(sought: Sought) -> list[Statement]:
    """What is taken, or was taken in the time asked about; counted where a number is wanted."""
    span = sought.question.span
    when = as_when(span) if span.since and span.until and span.since < sought.today else None
    taken_then = [m for m in medicines(sought.chart, when) if m.state in TAKEN]
    entries = sought.read(e for m in taken_then for e in m.entries)
    if sought.question.want is Want.COUNT and entries:
        names = listed(dict.fromkeys(inner(name_of(e)) for e in entries))
        names_count = len(taken_then)
        noun = "medicine" if names_count == 1 else "medicines"
        return [said(f"{names_count} current {noun}: {names}", *entries)]
    return [said(taken(e), e) for e in entries]


def ended_medicines(sought: Sought) -> list[Statement]:
    """Medicines that ended, in the time asked about where there is one."""
    over = [m for m in medicines(sought.chart) if m.state in OVER]
    held = sought.read(m.entry for m in over)
    return [said(ended_words(e, end_word(e)), e) for e in held if ends_within(sought, e)]


def medicines_for(sought: Sought) -> list[Statement]:
    """Medicines taken for what the question names: "what is she taking for hypertension"."""
    subject = sought.question.subject
    held = [m for m in medicines(sought.chart) if m.state in TAKEN]
    entries = sought.read(
        e
        for m in held
        for e in m.entries
        if any(name_closeness(subject, reason) >= MEANT for reason in e.reasons)
    )
    return [said(f"{name_of(e)}{because(e)}", e) for e in entries]
