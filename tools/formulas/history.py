"""Whether the chart knows of a disease by a day."""

from datetime import timedelta
from typing import Final

from chartside.fhir.clinical.problems import ENDED, is_disease, is_provisional
from chartside.fhir.clinical.same import earliest, known_from, newest, same_thing, written_later
from chartside.fhir.entry import Entry, Kind
from chartside.tools.formulas.concepts import Concept
from chartside.tools.formulas.moment import At
from chartside.tools.formulas.sheet import Input, Sheet
from chartside.tools.names import name_of


def ever(sheet: Sheet, concept: Concept, *, before_days: int = 0) -> bool | None:
    """Whether the patient has or had it; None where it is only suspected, and then it is open.

    That the chart holds none is written down as such. With `before_days` it must have been known
    for longer than that: what is suspected today is no previous episode.
    """
    return _answer(sheet, concept, _records(sheet, concept, before_days))


def now(sheet: Sheet, concept: Concept) -> bool | None:
    """Whether it is there on the day: not resolved, not inactive; None where only suspected."""
    held = [e for e in _records(sheet, concept, 0) if not _over(e, sheet.at)]
    return _answer(sheet, concept, held)


def known(sheet: Sheet, concept: Concept, *, active: bool = False) -> Entry | None:
    """The first record that says so without doubt; writes nothing down where there is none."""
    held = [e for e in _records(sheet, concept, 0) if not is_provisional(e)]
    held = [e for e in held if not (active and _over(e, sheet.at))]
    return earliest(held) if held else None


def _records(sheet: Sheet, concept: Concept, before_days: int) -> list[Entry]:
    refuted = [e for e in sheet.chart.of(Kind.PROBLEM) if e.verification == "refuted"]
    return [
        e
        for e in sheet.chart.of(Kind.PROBLEM)
        if is_disease(e)
        and concept.fits(e)
        and _by_then(e, sheet.at, before_days)
        and not any(same_thing(e, r) and written_later(r, e) for r in refuted)
    ]


def _by_then(entry: Entry, at: At, before_days: int) -> bool:
    since = known_from(entry)
    if not before_days or since is None:
        return at.known(since)
    return since.high.date() <= at.last - timedelta(days=before_days)


def _over(entry: Entry, at: At) -> bool:
    if entry.end is not None:
        return at.known(entry.end)
    return entry.status in ENDED


def _answer(sheet: Sheet, concept: Concept, held: list[Entry]) -> bool | None:
    sure = [e for e in held if not is_provisional(e)]
    if sure:
        cite(sheet, concept.name, earliest(sure))
        return True
    if held:
        cite(sheet, f"{concept.name}, suspected", newest(held))
        sheet.ask(f"{concept.name}: suspected only")
        return None
    sheet.absent.append(concept.name)
    return False


def cite(sheet: Sheet, name: str, entry: Entry) -> None:
    """Write an entry down as what an item rests on."""
    since = known_from(entry)
    day = since.day if since else ""
    sheet.inputs.append(Input(name, name_of(entry), day, (entry.reference,)))


def procedures_within(sheet: Sheet, concept: Concept, days: int) -> list[Entry]:
    """Procedures of a kind that were done in the days before, oldest first."""
    return [
        e
        for e in sheet.chart.of(Kind.PROCEDURE)
        if e.live
        and e.status not in _NOT_DONE
        and sheet.at.within(e.when, days)
        and concept.fits(e)
    ]


_NOT_DONE: Final = frozenset({"not-done", "preparation", "on-hold", "stopped", "unknown"})
