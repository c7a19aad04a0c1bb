"""The cover of a document: whose chart it is, and what a reader calls each source."""

from chartside.draft import Draft
from chartside.fhir.chart import Chart, Demographics
from chartside.fhir.enclosure import with_sources
from chartside.signoff.canonical import Cover


def cover(draft: Draft, chart: Chart) -> Cover:
    """The cover that a chart gives a draft.

    Name, birth date and sex of the patient, and a name and date for each cited source.
    """
    chart = with_sources(chart, draft)
    who = chart.patient
    died = f"died {who.deceased.words}" if who.deceased else "deceased" if who.dead else ""
    banner = ", ".join(part for part in (named(who), died, who.sex, who.reference) if part)
    return Cover(
        banner=banner, sources={r: words for r in _cited(draft) if (words := _caption(chart, r))}
    )


def named(who: Demographics) -> str:
    """How the cover begins: name and birth date, which stay when somebody has died."""
    born = f"born {who.birth.words}" if who.birth else "birth date unknown"
    return ", ".join(part for part in (who.name, born) if part)


def _cited(draft: Draft) -> tuple[str, ...]:
    sentences = [c.reference for s in draft.statements for c in s.citations]
    findings = [c.reference for f in (*draft.omissions, *draft.conflicts) for c in f.citations]
    cited = sentences + findings
    return tuple(dict.fromkeys(cited))


def _caption(chart: Chart, reference: str) -> str:
    entry = chart.get(reference)
    if entry is None:
        return ""
    return ", ".join(
        part for part in (entry.label, entry.when.words if entry.when else "undated") if part
    )
