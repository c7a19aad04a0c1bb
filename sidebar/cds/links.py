"""What a link of a card leads to: an opaque id outside, patient and draft in here.

The id travels through the client and its authorisation server and comes back in a token response,
so that it says nothing by itself, ends after an hour, and opens nothing for another patient.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

from chartside.errors import LaunchRefused

LASTS: Final = 3600.0
"""Seconds: a card is opened soon, or not at all."""
_BYTES: Final = 32
_LONGEST: Final = 200
REASON: Final = "app-context"


@dataclass(frozen=True, slots=True)
class Linked:
    """Where a link leads: a draft about `Patient/id` of a FHIR server."""

    base: str
    patient: str
    draft: str


class Links:
    """The links that were given, in the service's file; only a hash of each id is kept."""

    def __init__(self, kept: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._kept = kept
        self._clock = clock

    def give(self, linked: Linked) -> str:
        """A new id for this."""
        identity = secrets.token_urlsafe(_BYTES)
        now = self._clock()
        row = (_digest(identity), linked.base, linked.patient, linked.draft, now + LASTS)
        with self._kept.conn:
            self._kept.conn.execute("DELETE FROM app_context WHERE until < ?", (now,))
            self._kept.conn.execute("INSERT INTO app_context VALUES (?, ?, ?, ?, ?)", row)
        return identity

    def resolve(self, app_context: str, base: str, patient: str) -> Linked:
        """What a link leads to, for the patient who was launched on.

        Args:
            app_context: As it came with the token.
            base: The FHIR server of the launch.
            patient: `Patient/id` of the launch.

        Raises:
            LaunchRefused: `app-context`, where it was never given, is over, or is about another
                patient.
        """
        find = "SELECT base, patient, draft FROM app_context WHERE digest = ? AND until > ?"
        at = (_digest(app_context[:_LONGEST]), self._clock())
        row = self._kept.conn.execute(find, at).fetchone()
        if row is None or (row[0].rstrip("/"), row[1]) != (base.rstrip("/"), patient):
            raise LaunchRefused(REASON)
        return Linked(*row)


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()
