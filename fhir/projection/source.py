"""One resource on its way into a chart, and what it may be looked up against."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

Json = Mapping[str, Any]

JSON = msgspec.json.Decoder(float_hook=Decimal)
"""The one decoder of chart data: decimals exactly as written (`1.50` stays `1.50`)."""


class Misshapen(ValueError):
    """A field does not have the shape that FHIR gives it; the message never holds its content."""


@dataclass(slots=True)
class Lookup:
    """What a projection may ask about the rest of the record; every answer is remembered.

    `resolve` maps a reference as written to `Type/id` (None: it leads nowhere); `shared` gives the
    bytes of a resource that belongs to no patient; `held` are the references of the patient's own
    resources. `labels` holds what an already projected entry is called, so that a reason can be
    named.
    """

    patient: str
    resolve: Callable[[str], str | None]
    shared: Callable[[str], bytes | None]
    held: Container[str] = frozenset()
    labels: dict[str, str] = field(default_factory=dict)
    _resolved: dict[str, str | None] = field(default_factory=dict)
    _bodies: dict[str, Json | None] = field(default_factory=dict)

    def target(self, reference: Any) -> str:
        """`Type/id` of a FHIR Reference; empty where it has none or leads nowhere."""
        written = reference.get("reference")
        if not written:
            return ""
        if written not in self._resolved:
            self._resolved[written] = self.resolve(written)
        return self._resolved[written] or ""

    def body(self, reference: str) -> Json | None:
        """The shared resource at `Type/id`, None where there is none or it is not readable."""
        if reference not in self._bodies:
            raw = self.shared(reference)
            try:
                body = JSON.decode(raw) if raw else None
            except msgspec.DecodeError:
                body = None
            self._bodies[reference] = body if isinstance(body, dict) else None
        return self._bodies[reference]


@dataclass(slots=True)
class Source:
    """One resource: its `Type/id`, its version, its decoded JSON, and the lookup around it."""

    reference: str
    version: str
    body: Json
    lookup: Lookup

    def contained(self, reference: Any) -> Json | None:
        """The resource that `#id` names inside this one."""
        written = reference.get("reference") or ""
        if not written.startswith("#"):
            return None
        inside = self.body.get("contained") or ()
        return next((c for c in inside if c.get("id") == written[1:]), None)
