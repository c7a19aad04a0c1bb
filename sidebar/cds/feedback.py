"""What became of cards: which were shown, and what a clinician did about them.

Feedback is kept for cards that this service showed to the same client; of anything else nothing is
known that could be learned from. A client may send the same feedback again (CDS Hooks 2.0,
"Feedback"): it counts once. A comment is kept and exported, and is in no log.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Literal, Self

import msgspec
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.alias_generators import to_camel
from sqlite_utils import Database

from chartside.sidebar.cds.callers import Caller
from chartside.sidebar.cds.cards import Card
from chartside.sidebar.cds.received import checked, invalid

MOST: Final = 200
"""Pieces of feedback in one call."""
KEEPS: Final = 90 * 86_400.0
"""Seconds that a card is remembered on which nobody said anything."""
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2100
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError)


def _plausible(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("not a time of this century")
    return moment


_Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]
_Id = Annotated[str, StringConstraints(min_length=1, max_length=128)]
_Code = Annotated[str, StringConstraints(min_length=1, max_length=256)]
_Comment = Annotated[str, StringConstraints(min_length=1, max_length=8000)]


class _Said(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, extra="ignore", frozen=True, hide_input_in_errors=True
    )


class _Accepted(_Said):
    id: _Id


class _Reason(_Said):
    code: _Code
    system: Annotated[str, StringConstraints(max_length=256)] = ""


class _Override(_Said):
    reason: _Reason | None = None
    user_comment: _Comment | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.reason is None and self.user_comment is None:
            raise ValueError("neither a reason nor a comment")
        return self


class Outcome(_Said):
    """What a clinician did about one card."""

    card: _Id
    outcome: Literal["accepted", "overridden"]
    outcome_timestamp: _Moment
    accepted_suggestions: Annotated[list[_Accepted], Field(max_length=MOST)] = []
    override_reason: _Override | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.outcome == "accepted" and not self.accepted_suggestions:
            raise ValueError("accepted, and no suggestion is named")
        return self


class _Feedback(_Said):
    feedback: Annotated[list[Outcome], Field(min_length=1, max_length=MOST)]


def read_feedback(data: bytes) -> tuple[Outcome, ...]:
    """The feedback in the body of a call.

    Raises:
        Unanswerable: 400 where it is not what CDS Hooks says.
    """
    try:
        said = msgspec.json.decode(data)
    except _UNREADABLE:
        said = None
    if not isinstance(said, dict):
        raise invalid("it is not a JSON object with feedback")
    return tuple(checked(_Feedback, said, "").feedback)


@dataclass(frozen=True, slots=True)
class Shown:
    """To whom cards were shown, and where in the workflow."""

    caller: Caller
    service: str
    hook: str
    user: str


class FeedbackKept:
    """Cards and feedback in the service's file."""

    def __init__(self, kept: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._kept = kept
        self._clock = clock
        with kept.conn:
            unsaid = "DELETE FROM card WHERE shown < ? AND uuid NOT IN (SELECT card FROM feedback)"
            kept.conn.execute(unsaid, (clock() - KEEPS,))

    def show(self, cards: Sequence[Card], to: Shown) -> None:
        """Remember cards, without their words."""
        who = (to.caller.iss, to.caller.tenant, to.service, to.hook, to.user)
        now = self._clock()
        rows = ((c.uuid, *who, c.indicator.value, " ".join(c.rules), now) for c in cards)
        with self._kept.conn:
            self._kept.conn.executemany("INSERT INTO card VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def keep(self, outcomes: Sequence[Outcome], caller: Caller, service: str) -> tuple[int, int]:
        """Keep feedback; gives how much of it is new, and how much is on no card of this client."""
        new = unknown = 0
        with self._kept.conn:
            for one in outcomes:
                if not self._was_shown(one.card, caller, service):
                    unknown += 1
                    continue
                row = _row(one, self._clock())
                done = self._kept.conn.execute(
                    "INSERT OR IGNORE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row
                )
                new += done.rowcount
        return new, unknown

    def close(self) -> None:
        """Let go of the service's file."""
        self._kept.close()

    def _was_shown(self, card: str, caller: Caller, service: str) -> bool:
        find = "SELECT 1 FROM card WHERE uuid = ? AND iss = ? AND tenant = ? AND service = ?"
        at = (card, caller.iss, caller.tenant, service)
        return self._kept.conn.execute(find, at).fetchone() is not None

    def export(self) -> Iterator[str]:
        """Every piece of feedback with its card, a JSON object a line, the oldest first."""
        find = (
            "SELECT f.card, c.service, c.hook, c.indicator, c.rules, c.iss, c.tenant, c.user, "
            "c.shown, f.outcome, f.accepted, f.reason, f.system, f.comment, f.happened, f.received "
            "FROM feedback AS f JOIN card AS c ON c.uuid = f.card ORDER BY f.received, f.digest"
        )
        for row in self._kept.query(find):
            row["rules"] = row["rules"].split()
            row["accepted"] = json.loads(row["accepted"])
            row["shown"] = _text(row["shown"])
            yield json.dumps({k: v for k, v in row.items() if v not in ("", [])})


def _row(one: Outcome, now: float) -> tuple[str, ...]:
    held = one.override_reason
    reason = held.reason if held else None
    accepted = json.dumps(sorted({a.id for a in one.accepted_suggestions}))
    happened = _text(one.outcome_timestamp.timestamp())
    said = (
        one.card,
        one.outcome,
        accepted,
        reason.code if reason else "",
        reason.system if reason else "",
        (held.user_comment or "") if held else "",
        happened,
    )
    digest = hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()
    return (digest, *said, _text(now))


def _text(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
