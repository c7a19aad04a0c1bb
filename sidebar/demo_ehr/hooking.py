"""The record system as a client of CDS Hooks: calls, the tokens that go with them, and prefetch.

The browser makes the calls, as in many record systems; what it sends is made here, for the key that
signs is here. Source: CDS Hooks 2.0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from chartside.sidebar.demo_ehr.grants import Context, Grant, Grants
from chartside.sidebar.demo_ehr.keys import Keys
from chartside.sidebar.demo_ehr.orders import draft_order
from chartside.sidebar.demo_ehr.outcomes import Refused
from chartside.sidebar.demo_ehr.permits import Permit
from chartside.sidebar.demo_ehr.records import JSON, Records, decode, encode
from chartside.sidebar.demo_ehr.searches import Searches, pairs_of

CALLER: Final = "millbrook-cds"
"""To which client the tokens are given that services read the chart with."""
SECONDS: Final = 300
MOST_PREFETCH: Final = 20
_SCOPE: Final = "patient/*.rs"
_READ: Final = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})")
_TOKEN: Final = re.compile(r"\{\{\s*([A-Za-z.]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Open:
    """The chart that is open on the page, and who looks at it."""

    patient: str
    encounter: str
    user: str


@dataclass(frozen=True, slots=True)
class Hooking:
    """Makes what a call needs; `origin` is the issuer of its tokens."""

    origin: str
    base: str
    keys: Keys
    grants: Grants
    records: Records
    searches: Searches

    @property
    def jwks_url(self) -> str:
        """Where the keys of its tokens are."""
        return f"{self.origin}/ehr/cds-jwks.json"

    def call_token(self, url: str) -> str:
        """What shows the service at this address, and at no other, who calls."""
        now = int(self.grants.clock.now())
        claims = {
            "iss": self.origin,
            "aud": url,
            "iat": now,
            "exp": now + SECONDS,
            "jti": uuid4().hex,
        }
        return self.keys.call_token(claims, self.jwks_url)

    def request(
        self, hook: str, chart: Open, orders: list[str], prefetch: Mapping[str, Any]
    ) -> JSON:
        """The body of a call; the token in it reads this one chart."""
        context = Context(user=chart.user, patient=chart.patient, encounter=chart.encounter)
        grant = Grant(CALLER, (_SCOPE,), context)
        about = self._context(hook, chart, orders)
        found = self._prefetched(Permit(grant, self.records), about, prefetch)
        return {
            "hook": hook,
            "hookInstance": str(uuid4()),
            "fhirServer": self.base,
            "fhirAuthorization": {
                "access_token": self.grants.token(grant, SECONDS),
                "token_type": "Bearer",
                "expires_in": SECONDS,
                "scope": _SCOPE,
                "subject": CALLER,
                "patient": chart.patient,
            },
            "context": about,
            **({"prefetch": found} if found else {}),
        }

    def _context(self, hook: str, chart: Open, orders: list[str]) -> JSON:
        about: JSON = {"userId": chart.user, "patientId": chart.patient}
        if chart.encounter:
            about["encounterId"] = chart.encounter
        if not hook.startswith("order-"):
            return about
        at = self.grants.clock.instant()
        drafts = [draft_order(one, chart.patient, chart.user, at) for one in orders]
        about["draftOrders"] = {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": one} for one in drafts],
        }
        if hook == "order-select":
            about["selections"] = [f"MedicationRequest/{one['id']}" for one in drafts]
        return about

    def _prefetched(self, permit: Permit, about: JSON, prefetch: Mapping[str, Any]) -> JSON:
        """What the templates ask for, as far as it can be had; a read of nothing is null."""
        found: JSON = {}
        for key, template in list(prefetch.items())[:MOST_PREFETCH]:
            try:
                found[key] = self._one(permit, _filled(str(template), about))
            except Refused:
                continue  # what is not satisfied is left out
        return found

    def _one(self, permit: Permit, query: str) -> Any:
        read = _READ.fullmatch(query)
        if read is None:
            path, _, rest = query.partition("?")
            return decode(encode(self.searches.first(permit, path, pairs_of(rest))))
        held = self.records.held(read[1], read[2])
        if held is None:
            return None
        permit.require(read[1], read[2], "r")
        return decode(held.raw)


def _filled(template: str, about: JSON) -> str:
    """A template with its tokens; one that the context does not have makes it unsatisfied."""
    users = about["userId"].partition("/")

    def value(found: re.Match[str]) -> str:
        name = found[1].removeprefix("context.")
        held = about.get(name) if found[1].startswith("context.") else None
        if found[1] == f"user{users[0]}Id":
            held = users[2]
        if not isinstance(held, str):
            raise Refused(412, "not-found", "the context has no such field")
        return held

    return _TOKEN.sub(value, template)
