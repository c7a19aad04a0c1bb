"""Searches by an operation: `Patient/id/$everything`, `Observation/$lastn`, `$docref`.

Sources: FHIR R4 operations patient-everything and observation-lastn; US Core 3 to 7, docref.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from chartside.errors import UsageError
from chartside.fhir.dangling import written
from chartside.fhir.r4 import ID, RESOURCE_TYPES
from chartside.fhir.search.definitions import parameters
from chartside.fhir.search.emit import Rows, Target
from chartside.fhir.search.extract import numbers_of, plan
from chartside.fhir.search.including import Hit
from chartside.fhir.search.query import (
    DEFAULT_COUNT,
    RESULT,
    as_written,
    named_values,
    whole,
)
from chartside.fhir.search.run import Page, Searcher, all_pages, around
from chartside.fhir.search.values import EARLIEST, LATEST, Span, span
from chartside.fhir.versions.read import as_r4

_EVERYTHING = re.compile(r"Patient/([A-Za-z0-9\-.]{1,64})/\$everything")
_decode = msgspec.json.Decoder().decode
_AT = "SELECT number, type, id, raw FROM resource WHERE type = ? AND id = ? AND patient = ''"
_IN_ERROR = "entered-in-error"
_DOCREF = frozenset(
    {"patient", "start", "end", "type", "on-demand", "profile", "status", "_count", "_offset"}
)
_LASTING = frozenset({"Condition", "AllergyIntolerance"})
_ACTIVE = frozenset({"active", "recurrence", "relapse"})
"""Clinical statuses of what goes on: code systems condition-clinical and
allergyintolerance-clinical."""
Asked = dict[str, str]


@dataclass(frozen=True, slots=True)
class Operations:
    """The operations of one store.

    `compartment` gives what is a patient's, each with its last update in microseconds since 1970.
    """

    searcher: Searcher
    compartment: Callable[[str], Sequence[tuple[Hit, int | None]]]

    def page(self, text: str) -> Page:
        """What an operation gives.

        Raises:
            UsageError: It is not one of these, or a parameter of it is unknown or malformed.
        """
        path, _, rest = text.strip().partition("?")
        pairs = named_values(rest)
        everything = _EVERYTHING.fullmatch(path)
        if everything:
            return self._everything(everything[1], path, pairs)
        if path == "Observation/$lastn":
            return self._lastn(path, pairs)
        if path == "DocumentReference/$docref":
            return self._docref(path, pairs)
        raise UsageError("the operation is none of $everything, $lastn and $docref")

    def _everything(self, identity: str, path: str, pairs: list[tuple[str, str]]) -> Page:
        """A patient's resources, and those of nobody that they refer to.

        `start` and `end` are about care: a resource is in where the stretch of its own dates meets
        theirs, or where it has none; the patient is in whatever their dates. `_since` is about the
        last update.
        """
        known = frozenset({"start", "end", "_since", "_type", "_count", "_offset"})
        asked = _only(pairs, known, "$everything")
        held = self.compartment(f"Patient/{identity}")
        window, since = _window(asked), _moment("_since", asked)
        matches = [
            hit
            for hit, updated in held
            if (since is None or (updated is not None and updated >= since.low))
            and (window is None or hit.type == "Patient" or _meets(_care_or_open(hit), window))
        ]
        shared = self._shared(matches)
        if "_type" in asked:
            kinds = _kinds(asked["_type"])
            matches, shared = ([h for h in hits if h.type in kinds] for hits in (matches, shared))
        matches.sort(key=lambda hit: (hit.type != "Patient", hit.type, hit.id))
        return _paged(path, pairs, matches, shared)

    def _shared(self, hits: Iterable[Hit]) -> list[Hit]:
        """Resources of nobody that these refer to, and that those refer to in turn."""
        found: dict[int, Hit] = {}
        asked: set[str] = set()
        new = list(hits)
        while new:
            texts = {text for hit in new for text in written(hit.raw)} - asked
            asked |= texts
            targets = {self.searcher.resolve(text) or "" for text in texts}
            rows = (
                row
                for target in sorted(targets)
                for row in self.searcher.conn.execute(_AT, target.partition("/")[::2])
            )
            new = [hit for hit in map(Hit._make, rows) if hit.number not in found]
            found.update({hit.number: hit for hit in new})
        return sorted(found.values(), key=lambda hit: (hit.type, hit.id))

    def _lastn(self, path: str, pairs: list[tuple[str, str]]) -> Page:
        """The latest observations of each code; what was entered in error is none.

        Observations that share a code are of one group, whatever other codes they carry.
        """
        names = [name.partition(":")[0].partition(".")[0] for name, _ in pairs]
        if not {"patient", "subject"} & set(names) or not {"code", "category"} & set(names):
            raise UsageError("$lastn needs patient or subject, and code or category")
        most = [value for name, value in pairs if name == "max"]
        number = whole("max", most[0]) if len(most) == 1 else 1
        if len(most) > 1 or number < 1:
            raise UsageError("max is a whole number from 1, given once")
        rest = [pair for pair in pairs if pair[0] not in {"max", "_count", "_offset"}]
        if any(name.partition(":")[0] in RESULT for name, _ in rest):
            raise UsageError("$lastn takes max, _count and what Observation is searched by")
        found = _not_in_error(self._found("Observation", rest))
        matches = [hit for group in _groups(found) for hit in group[:number]]
        return _paged(path, pairs, matches, [])

    def _docref(self, path: str, pairs: list[tuple[str, str]]) -> Page:
        """A patient's documents; without dates the current ones, the latest of each type.

        What was entered in error is none, unless `status` asks for it.
        """
        asked = _only(pairs, _DOCREF, "$docref")
        if not ID.fullmatch(asked.get("patient", "").removeprefix("Patient/")):
            raise UsageError("$docref needs patient, an id or Patient/id")
        if asked.get("on-demand", "false") != "false":
            raise UsageError("on-demand is false: nothing is generated for a search")
        names = {"patient": "patient", "type": "type", "profile": "_profile", "status": "status"}
        terms = [(names[name], value) for name, value in pairs if name in names]
        window = _window(asked)
        if window is None and "status" not in asked:
            terms.append(("status", "current"))
        found = self._found("DocumentReference", terms)
        if "status" not in asked:
            found = _not_in_error(found)
        if window is not None:
            found = [hit for hit in found if _meets(_care(hit, "period") or _care(hit), window)]
        else:
            found = [group[0] for group in _groups(found, "type")]
        found.sort(key=_latest_first)
        return _paged(path, pairs, found, [])

    def _found(self, kind: str, terms: list[tuple[str, str]]) -> list[Hit]:
        return list(all_pages(self.searcher.page, f"{kind}?{as_written(terms)}").matches)


def _only(pairs: Iterable[tuple[str, str]], known: frozenset[str], operation: str) -> Asked:
    """Parameters of an operation, each known and given once."""
    asked: Asked = {}
    for name, value in pairs:
        if name not in known or name in asked:
            raise UsageError(f"{operation} takes {', '.join(sorted(known))}, each once")
        asked[name] = value
    return asked


def _moment(name: str, asked: Asked) -> Span | None:
    if name not in asked:
        return None
    found = span(asked[name].replace(" ", "+"))
    if found is None:
        raise UsageError(f"{name}: write a FHIR date such as 2019-03-02")
    return found


def _window(asked: Asked) -> Span | None:
    """From the first moment of `start` to the last of `end`; None where neither is asked."""
    start, end = _moment("start", asked), _moment("end", asked)
    if start is None and end is None:
        return None
    return Span(start.low if start else EARLIEST, end.high if end else LATEST)


def _kinds(text: str) -> frozenset[str]:
    kinds = frozenset(text.split(","))
    if not kinds <= RESOURCE_TYPES:
        raise UsageError("_type: one of them is not a resource type of R4")
    return kinds


def _care(hit: Hit, only: str = "") -> Span | None:
    """The stretch from the first to the last of a resource's clinical dates."""
    known = [p for p in parameters(hit.type).values() if p.kind == "date"]
    wanted = [p for p in known if (p.name == only if only else not p.name.startswith("_"))]
    numbers = {number for p in wanted for number in numbers_of(p)}
    target = Target(Rows(), 0, {})
    plan(hit.type).collect(as_r4(_decode(hit.raw)), target)
    spans = [Span(low, high) for number, low, high, _ in target.rows.date if number in numbers]
    return Span(min(s.low for s in spans), max(s.high for s in spans)) if spans else None


def _care_or_open(hit: Hit) -> Span | None:
    """The same, without an end where the resource is about what is still active."""
    own = _care(hit)
    if own is None or hit.type not in _LASTING:
        return own
    body = as_r4(_decode(hit.raw))
    ended = any(name.startswith("abatement") for name in body)
    codes = {name.rpartition("|")[2] for name in _names(body.get("clinicalStatus"))}
    return Span(own.low, LATEST) if codes & _ACTIVE and not ended else own


def _meets(own: Span | None, window: Span) -> bool:
    return own is None or (own.low < window.high and own.high > window.low)


def _latest_first(hit: Hit) -> tuple[int, str]:
    """By the last moment known: the start of what has no end, the issue of what has no time.

    A period that is open says that something began then, not that it was seen since.
    """
    own = _care(hit, "date")
    if own is None:
        issued = as_r4(_decode(hit.raw)).get("issued")
        own = span(issued) if isinstance(issued, str) else None
    if own is None:
        return LATEST, hit.id
    return -(own.low if own.high == LATEST else own.high), hit.id


def _not_in_error(hits: Iterable[Hit]) -> list[Hit]:
    found = []
    for hit in hits:
        body = _decode(hit.raw)
        if _IN_ERROR not in {str(body.get("status")), str(body.get("docStatus"))}:
            found.append(hit)
    return found


def _groups(hits: Iterable[Hit], element: str = "code") -> list[list[Hit]]:
    """Hits that share a code, the latest first; a code that joins two groups makes them one."""
    groups: list[tuple[set[str], list[Hit]]] = []
    for hit in hits:
        body: Mapping[str, Any] = _decode(hit.raw)
        own, members = _names(body.get(element)), [hit]
        for names, others in [group for group in groups if group[0] & own]:
            own, members = own | names, [*others, *members]
            groups.remove((names, others))
        groups.append((own, members))
    return [sorted(members, key=_latest_first) for _, members in groups]


def _names(concept: Any) -> set[str]:
    """What a concept may be recognised by: its codes, or its words where it has none."""
    if not isinstance(concept, dict):
        return {""}
    codings = [c for c in concept.get("coding") or () if isinstance(c, dict)]
    codes = {f"{c.get('system', '')}|{c['code']}" for c in codings if c.get("code")}
    return codes or {str(concept.get("text", "")).casefold()}


def _paged(
    path: str, pairs: list[tuple[str, str]], matches: Sequence[Hit], shared: Sequence[Hit]
) -> Page:
    """A page of the matches; the shared resources come with the last page."""
    asked = dict(pairs)
    count = whole("_count", asked.get("_count", str(DEFAULT_COUNT)))
    offset = whole("_offset", asked.get("_offset", "0"))
    text = "?".join(filter(None, [path, as_written([p for p in pairs if p[0] != "_offset"])]))
    shown = tuple(matches[offset : offset + count])
    more = offset + count < len(matches)
    links = around(text, count, offset, len(matches), more=more) if count else {}
    return Page(text, shown, tuple(shared) if not more else (), len(matches), links)
