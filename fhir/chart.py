"""One patient's opened record."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final, NamedTuple

from chartside.errors import NoSuchPatient
from chartside.fhir.documents import Document, places, read_documents
from chartside.fhir.entry import Entry, Kind
from chartside.fhir.found import SetAside
from chartside.fhir.projection.elements import person_name
from chartside.fhir.projection.intake import Intake
from chartside.fhir.projection.observations import placed
from chartside.fhir.projection.source import JSON, Lookup
from chartside.fhir.text.found import Place
from chartside.fhir.when import When, parse_when


class Row(NamedTuple):
    """A resource as a record source holds it.

    Type, id, version, and the JSON exactly as received.
    """

    type: str
    id: str
    version: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Demographics:
    """Who the chart is about.

    `sex` is FHIR administrative gender (male, female, other, unknown).
    """

    reference: str
    name: str = ""
    birth: When | None = None
    sex: str = ""
    deceased: When | None = None
    dead: bool = False

    def age(self, on: date) -> int | None:
        """Completed years on a day.

        None where the birth date is not known to the day, or lies after it.
        """
        if self.birth is None or self.birth.precision not in {"day", "time"}:
            return None
        born = self.birth.date
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return years if years >= 0 else None


@dataclass(frozen=True)
class Chart:
    """One patient's record: entries oldest first, what was set aside, and a digest of it all.

    A resource whose subject is someone else is never in `entries`. `as_of` is the "now" the chart
    was opened at. `beside` are references of entries that are no part of the record: what was
    dictated for one draft. They are read and cited as others are, and are not in the digest. `own`
    are references of documents that were written with Chartside: listed, and not read.
    """

    patient: Demographics
    entries: tuple[Entry, ...]
    as_of: datetime
    set_aside: tuple[SetAside, ...] = ()
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    beside: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every entry's reference and version: it changes when the chart does."""
        held = (e for e in self.entries if e.reference not in self.beside)
        lines = sorted(f"{e.reference}\t{e.version}\n" for e in held)
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @cached_property
    def derived(self) -> dict[object, Any]:
        """What was worked out from this chart, by what it is: a chart does not change."""
        return {}

    @cached_property
    def _by_reference(self) -> dict[str, Entry]:
        return {e.reference: e for e in self.entries}

    @cached_property
    def _by_kind(self) -> dict[Kind, tuple[Entry, ...]]:
        found: dict[Kind, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.kind, []).append(entry)
        return {kind: tuple(entries) for kind, entries in found.items()}

    def of(self, *kinds: Kind) -> tuple[Entry, ...]:
        """Entries of these kinds, oldest first; undated ones first of all."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], ())
        wanted = set(kinds)
        return tuple(e for e in self.entries if e.kind in wanted)

    def get(self, reference: str) -> Entry | None:
        """The entry at `Type/id`; a base before it and `/_history/n` behind it are tolerated."""
        return self._by_reference.get(reference) or self._by_reference.get(relative(reference))

    def raw(self, reference: str) -> Mapping[str, Any] | None:
        """The resource as received, decimals exact."""
        held = self.sources.get(reference) or self.sources.get(relative(reference))
        body: Mapping[str, Any] | None = JSON.decode(held) if held else None
        return body

    @cached_property
    def _documents(self) -> tuple[Document, ...]:
        held = self.of(Kind.DOCUMENT, Kind.REPORT, Kind.IMAGING)
        return read_documents(held, self.raw, self.own, self.beside)

    def documents(self) -> tuple[Document, ...]:
        """Notes and reports with their text, oldest first, each text once."""
        return self._documents

    def where(self, reference: str, start: int, end: int) -> tuple[Place, ...]:
        """Where characters `start` to `end` of a document's text stand in its source.

        Elements of HTML and C-CDA by their path, of a Composition by the path of its narrative,
        lines of a PDF by page and box. Empty for plain text and RTF, whose text is all there is,
        and for a resource that is no document.
        """
        found = self.document(reference)
        body = self.raw(found.reference) if found else None
        if found is None or body is None:
            return ()
        held = places(body, self.raw)
        return tuple(p for p in held if p.start < end and p.end > start)

    def document(self, reference: str) -> Document | None:
        """The document that the resource at `Type/id` holds, be it the second copy of one."""
        wanted = relative(reference)
        return next((d for d in self._documents if wanted in d.references), None)


def relative(reference: str) -> str:
    """`Type/id` of a reference with a base before it or a version behind it.

    >>> relative("https://ehr.example/fhir/Observation/7/_history/2")
    'Observation/7'
    """
    return "/".join(reference.partition("/_history/")[0].split("/")[-2:])


def build_chart(
    patient: str,
    rows: Iterable[Row],
    shared: Callable[[str], bytes | None],
    resolve: Callable[[str], str | None],
    set_aside: Sequence[SetAside],
    as_of: datetime,
) -> Chart:
    """A patient's chart from the resources of their compartment.

    Args:
        patient: `Patient/id`.
        rows: Their resources, the Patient among them, in any order.
        shared: Raw JSON of a resource that belongs to no patient (`Practitioner/1`), None where
            there is none.
        resolve: `Type/id` for a reference as written (relative, absolute, urn:uuid, conditional);
            None where it leads nowhere.
        set_aside: What the source could not read.
        as_of: The "now" of the chart, with an offset.

    Raises:
        NoSuchPatient: The Patient itself is not among the rows, or cannot be read.

    A resource in a wrong shape never fails the chart: a field that only adds detail is left out, a
    field that carries the meaning sets
    the resource aside; both are listed in `Chart.set_aside`. A resource whose subject is anyone
    else is refused there too.
    """
    held = {f"{row.type}/{row.id}": row for row in rows}
    if patient not in held:
        raise NoSuchPatient(f"{patient} is not in this record")
    intake = Intake(Lookup(patient, resolve, shared, held), list(set_aside))
    entries = []
    for reference in sorted(held, key=lambda r: not _named_by_others(r)):
        row = held[reference]
        if entry := intake.take(reference, row.version, row.raw):
            entries.append(entry)
            if _named_by_others(reference):
                intake.lookup.labels[reference] = entry.label
    entries = sorted(placed(entries), key=_oldest_first)
    return Chart(
        patient=demographics(patient, JSON.decode(held[patient].raw)),
        entries=tuple(entries),
        as_of=as_of,
        set_aside=tuple(intake.set_aside),
        sources=intake.binaries | {e.reference: held[e.reference].raw for e in entries},
        own=frozenset(intake.own),
    )


def _named_by_others(reference: str) -> bool:
    """Conditions and specimens go first: others name them as their reason, or their material."""
    return reference.startswith(("Condition/", "Specimen/"))


def _oldest_first(entry: Entry) -> tuple[datetime, str]:
    return (entry.when.low if entry.when else _UNDATED, entry.reference)


def demographics(reference: str, body: Mapping[str, Any]) -> Demographics:
    """Name (official before usual before any), birth, sex and death, of a decoded Patient.

    What cannot be read is left empty.
    """
    died = _date(body.get("deceasedDateTime"))
    return Demographics(
        reference=reference,
        name=_name(body.get("name")),
        birth=_date(body.get("birthDate")),
        sex=body["gender"] if body.get("gender").__class__ is str else "",
        deceased=died,
        dead=died is not None or body.get("deceasedBoolean") is True,
    )


def _date(value: Any) -> When | None:
    return parse_when(value) if value.__class__ is str else None


def _name(names: Any) -> str:
    known = [n for n in names if n.__class__ is dict] if names.__class__ is list else []
    known.sort(key=lambda n: _USES.get(str(n.get("use")), 2))
    try:
        return person_name(known[0]) if known else ""
    except (TypeError, ValueError):
        return ""


_USES: Final = {"official": 0, "usual": 1, "nickname": 3, "anonymous": 3, "maiden": 4, "old": 5}
_UNDATED: Final = datetime.min.replace(tzinfo=UTC)
