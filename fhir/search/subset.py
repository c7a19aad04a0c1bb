"""Resources cut down to what a search asks for (`_summary`, `_elements`), and marked as such.

What is kept is kept to the byte; a resource that is cut down carries the tag SUBSETTED, so that
nobody writes it back. Source: FHIR R4 search, sections "Summary" and "Elements".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from chartside.errors import UsageError
from chartside.fhir.search.definitions import section

_FILE = "elements.toml"
_ALWAYS = frozenset({"resourceType", "id", "meta"})
_TAG = msgspec.Raw(
    b'{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}'
)
_parts = msgspec.json.Decoder(dict[str, msgspec.Raw])
_list = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Subset:
    """The top-level elements to keep, and within some of them those to leave out.

    `keep` None keeps all but `leave`. `text_only` is the subset of `_summary=text`.
    """

    keep: frozenset[str] | None
    leave: frozenset[str] = frozenset()
    less: Mapping[str, frozenset[str]] = field(default_factory=dict)
    text_only: bool = False

    def of(self, raw: bytes) -> bytes:
        """The resource cut down."""
        held = _parts.decode(raw)
        kept = {
            name: self._inside(name, value) for name, value in held.items() if self._keeps(name)
        }
        meta = _parts.decode(held["meta"]) if "meta" in held else {}
        tags = _list.decode(meta["tag"]) if "tag" in meta else []
        kept["meta"] = _raw({**meta, "tag": _raw([*tags, _TAG])})
        return msgspec.json.encode(kept)

    def _keeps(self, name: str) -> bool:
        plain = name.removeprefix("_")  # what extends a primitive goes with it
        return plain not in self.leave and (self.keep is None or plain in self.keep)

    def _inside(self, at: str, value: msgspec.Raw) -> msgspec.Raw:
        """An element without what the summary leaves out in it, at any depth."""
        less = self.less.get(at, frozenset())
        deeper = [path for path in self.less if path.startswith(f"{at}.")]
        if not less and not deeper:
            return value
        if bytes(value).lstrip().startswith(b"["):
            return _raw([self._inside(at, item) for item in _list.decode(value)])
        held = _parts.decode(value)
        return _raw(
            {n: self._inside(f"{at}.{n}", v) for n, v in held.items() if n.lstrip("_") not in less}
        )


def _raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value))


def _known(resource_type: str) -> Mapping[str, str]:
    found: Any = section(_FILE, resource_type)
    if not found:
        raise UsageError(f"{resource_type} is no type of R4: it can only be had whole")
    return {name: str(words) for name, words in found.items()}


def summary(resource_type: str, kind: str) -> Subset | None:
    """The subset that `_summary` names; None where it names no cutting down."""
    if kind in {"count", "false"}:
        return None
    known = _known(resource_type)
    needed = frozenset(known["needed"].split()) | _ALWAYS
    if kind == "true":
        less = {n[5:]: frozenset(w.split()) for n, w in known.items() if n.startswith("less.")}
        return Subset(frozenset(known["summary"].split()) | needed, less=less)
    if kind == "text":
        return Subset(needed | {"text"}, text_only=True)
    if kind == "data":
        return Subset(None, frozenset({"text"}))
    raise UsageError("_summary is true, text, data, count or false")


def elements(resource_type: str, names: Iterable[str]) -> Subset:
    """The subset of these elements, and of those without which a resource would mislead.

    Raises:
        UsageError: One of them is no element of the type.
    """
    known = _known(resource_type)
    every, keep = known["all"].split(), frozenset(known["needed"].split()) | _ALWAYS
    for name in names:
        choice = re.compile(rf"{re.escape(name)}(?:[A-Z]\w*)?")
        found = {name} if name in every else {n for n in every if choice.fullmatch(n)}
        if not found and name != "resourceType":
            raise UsageError(f"_elements: {resource_type} has no such element at its top")
        keep |= found
    return Subset(keep)
