"""Whom the headers of images name, against the patient of the open chart.

One image of another patient refuses all of them: two people's images in one place are a mistake
that no one should read on from. No word of either side is in a message.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from chartside.errors import PolicyError
from chartside.fhir.chart import Chart
from chartside.fhir.identity import Match, Person, Verdict, same_person
from chartside.fhir.when import When, parse_when
from chartside.models.imaging.instance import Instance
from chartside.models.imaging.instance import Person as Named

_DATE: Final = re.compile(r"(\d{4})\.?(\d{2})\.?(\d{2})")
"""As DICOM writes a date, and with dots, as its forerunner did (PS3.5 6.2, DA)."""
_SEXES: Final = {"M": "male", "F": "female"}
_NAMED: Final = 3
"""Components of a name that are family, given and middle names (PS3.5 6.2.1)."""
_WORD: Final = re.compile(r"[^\W_]+")
_NOBODY: Final = frozenset(
    (
        *("anon", "anonym", "anonyme", "anoniem", "anonymous", "anonymized", "anonymised", "none"),
        *("deidentified", "de", "identified", "unknown", "unbekannt", "inconnu", "onbekend", "no"),
        *("patient", "name", "noname", "test", "phantom", "removed", "dummy", "john", "jane"),
        *("doe", "subject", "case", "pat", "volunteer", "proband", "study"),
    )
)
"""Words of names that stand where there is none: of files without a name, and of emergencies."""
_SHORTEST: Final = 3
"""Letters of a word that is a name beside a code: `CT` and `PT` are none."""
_LOST: Final = frozenset("?\ufffd")
"""What stands for letters of another character set than the one that a header names."""
_OLDEST: Final = 1901
"""Year of birth: files that were made anonymous have the first of January 1900, and earlier."""
_HEADER: Final = "the header"


def held_to_chart(instances: Iterable[Instance], chart: Chart) -> tuple[str, ...]:
    """What a reader should know of whose the images are; nothing where all of them agree.

    Raises:
        PolicyError: One of them is about another patient; the message names what differs.
    """
    patient = chart.raw(chart.patient.reference) or {}
    known: dict[Named, Match] = {}
    counts: dict[Match, int] = {}
    for instance in instances:
        if instance.person not in known:
            known[instance.person] = whose(instance.person, patient)
        match = known[instance.person]
        counts[match] = counts.get(match, 0) + 1
    _refuse(counts)
    unsure = [match for match in counts if match.verdict is Verdict.UNKNOWN]
    return tuple(f"{_images(counts[match])}: {match.sentence}" for match in unsure)


def whose(named: Named, patient: Mapping[str, Any]) -> Match:
    """Whom a header names beside a Patient resource.

    A name may be written several times, in letters, in ideograms and by its sound; the one that
    agrees best counts.
    """
    found = [same_person(one, patient, _HEADER) for one in _people(named)]
    best = (Verdict.AGREES, Verdict.UNKNOWN, Verdict.DIFFERS)
    return min(found, key=lambda match: best.index(match.verdict))


def _refuse(counts: Mapping[Match, int]) -> None:
    wrong = [match for match in counts if match.verdict is Verdict.DIFFERS]
    if wrong:
        parts = dict.fromkeys(part for match in wrong for part in match.differing)
        many, every = sum(counts[match] for match in wrong), sum(counts.values())
        some = _images(many) if many == every else f"{many} of {_images(every)}"
        raise PolicyError(
            f"by the {' and '.join(parts)} in the header, {some} "
            f"{'is' if many == 1 else 'are'} about another patient than the chart"
        )


def _images(count: int) -> str:
    return "1 image" if count == 1 else f"{count} images"


def _people(named: Named) -> Iterator[Person]:
    numbers = (named.identifier,) if named.identifier else ()
    written = [name for group in named.name.split("=") if (name := _name(group, named.identifier))]
    for name in written or [""]:
        yield Person(name, _born(named.birth_date), _SEXES.get(named.sex.upper(), ""), numbers)


def _name(group: str, identifier: str) -> str:
    """A person's name; empty for a code in its place, and for words that say there is none.

    Of a name with digits the words without any are left, where one of them is long enough. A name
    with letters that were lost on their way tells nothing.
    """
    name = " ".join(group.split("^")[:_NAMED]).strip()
    words = _WORD.findall(name)
    plain = [word for word in words if word.isalpha()]
    if len(plain) < len(words):
        name = " ".join(plain) if any(len(word) >= _SHORTEST for word in plain) else ""
    folded = {word.casefold() for word in plain}
    is_nobody = folded <= _NOBODY or all(set(word) == {"x"} for word in folded)
    is_lost = not _LOST.isdisjoint(name)
    return "" if is_nobody or is_lost or name == identifier else name


def _born(text: str) -> When | None:
    match = _DATE.fullmatch(text.strip())
    if match is None or int(match[1]) < _OLDEST:
        return None
    return parse_when("-".join(match.groups()))
