"""When two entries are about one thing."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from chartside.fhir.codes import LOINC, Code, canonical_system
from chartside.fhir.entry import Entry
from chartside.fhir.when import When

_WORD = re.compile(r"[a-z0-9]+")


def plain(label: str) -> str:
    """A label without case, punctuation and spacing: how two sources' spellings of one name meet.

    Letters of every script stay, with their marks: two names that are written without a Latin
    letter are two names. Latin accents are left out, since half of the sources do.

    >>> plain("Diabetes mellitus, type 2") == plain("diabetes mellitus type-2")
    True
    >>> plain("M\u00e9ni\u00e8re"), plain("\u03b11-globulin") == plain("\u03b21-globulin")
    ('meniere', False)
    """
    return " ".join(_WORD.findall(label.lower())) if label.isascii() else _spelled(label)


@lru_cache(maxsize=4096)
def _spelled(label: str) -> str:
    """One form of each character, without accents on Latin letters and without invisible signs.

    What is neither letter, mark nor number becomes a blank.
    """
    kept: list[str] = []
    for sign in unicodedata.normalize("NFKD", label.translate(_TRADE).casefold()):
        sort = unicodedata.category(sign)
        accent = sort[0] == "M" and kept and kept[-1].isascii()
        if not accent and sort != "Cf":
            kept.append(sign if sort[0] in "LMN" else " ")
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


_TRADE = dict.fromkeys(map(ord, "\u2122\u2120"), " ")
"""Trade marks, which the compatible form of Unicode would turn into letters of the name."""


def loincs(code: Code) -> list[str]:
    """The LOINC codes of a concept, however LOINC is named (URL, https, OID).

    Without any, those that a terminology service gives for it.
    """
    own = [
        c.code
        for c in code.codings
        if c.code and (c.system == LOINC or canonical_system(c.system) == LOINC)
    ]
    return own or [c.code for c in code.also if c.key[0] == LOINC]


def same_day(one: When, other: When) -> bool:
    """Whether both fall on one calendar day, in the time zone of either.

    23:30 in New York is 04:30 of the next day in UTC, and one evening to whoever was there.
    """
    if one.day == other.day:
        return True
    if "T" not in one.text or "T" not in other.text:
        return False
    here, there = (datetime.fromisoformat(w.text).tzinfo or UTC for w in (one, other))
    return (
        other.low.astimezone(here).date() == one.date
        or one.low.astimezone(there).date() == other.date
    )


_SIDES = (("left", "left"), ("right", "right"), ("both", "both"), ("bilateral", "both"))


def side(entry: Entry) -> str:
    """`left`, `right`, `both`, or empty where the entry names no side of the body."""
    words = plain(f"{entry.label} {entry.site}").split()
    return next((name for word, name in _SIDES if word in words), "")


def gathered(entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], ...]:
    """Entries about one thing, together; groups and their members keep the order of the chart.

    One thing is what carries a code in common or the same words, and names the same side of the
    body: a cataract of the left eye is not the one of the right, though both have one code.
    """
    groups: list[list[Entry]] = []
    seen: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        where = side(entry)
        keys = [(*c.key, where) for c in entry.code.codings if c.code]
        keys += [("", name, where)] if (name := plain(entry.label)) else []
        others = [(*c.key, where) for c in entry.code.also]
        group = next((seen[k] for k in (*keys, *others) if k in seen), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(entry)
        for key in keys:
            seen.setdefault(key, group)
    return tuple(tuple(g) for g in groups)


def written_later(entry: Entry, other: Entry) -> bool:
    """Whether an entry was written down after another; where one has no date nobody knows."""
    since, before = entry.recorded, other.recorded
    return since is not None and before is not None and since.low >= before.high


def same_thing(one: Entry, other: Entry) -> bool:
    """Whether two entries are about one thing: a code in common or the same words, on one side."""
    named = one.code.shares(other.code) or plain(one.label) == plain(other.label) != ""
    return named and side(one) == side(other)


def known_from(entry: Entry) -> When | None:
    """Since when: the onset, else when it was written down."""
    return entry.when or entry.recorded


def earliest(entries: Iterable[Entry]) -> Entry:
    """The one known the longest; those without any date come last."""
    return min(entries, key=lambda e: (known_from(e) is None, known_from(e) or _NEVER))


def newest(entries: Iterable[Entry]) -> Entry:
    """The one known last; of two at the same moment the one written down later."""
    return max(
        entries,
        key=lambda e: (known_from(e) is not None, known_from(e) or _NEVER, e.recorded or _NEVER),
    )


_NEVER = When(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), "0001")
