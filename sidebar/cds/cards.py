"""Cards, and what belongs to them, as CDS Hooks 2.0 writes them.

There is no system action, and no action but the removal of a draft order that a user chooses: a
client may apply a system action without asking anybody, and nothing here goes past a clinician.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

LONGEST_SUMMARY: Final = 139
"""Characters: fewer than 140."""
TOPICS: Final = "urn:chartside:cds-topic"
REASONS: Final = "urn:chartside:cds-override-reason"
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


class Indicator(StrEnum):
    """How urgent a card is. Never `critical`: nothing here is a time-critical alarm."""

    INFO = "info"
    WARNING = "warning"


class Topic(StrEnum):
    """What a card is about."""

    SUMMARY = "summary"
    ALLERGY = "allergy"
    RESULT = "result"
    CONFLICT = "conflict"
    ORDER = "order"
    CHART = "chart"


_TOPIC_NAMES: Final = {
    Topic.SUMMARY: "Summary of the chart",
    Topic.ALLERGY: "Allergies",
    Topic.RESULT: "Laboratory results",
    Topic.CONFLICT: "Contradictions in the chart",
    Topic.ORDER: "Draft orders",
    Topic.CHART: "The chart as it came",
}


@dataclass(frozen=True, slots=True)
class Coding:
    """A code with its words."""

    code: str
    system: str
    display: str

    def to_json(self) -> dict[str, Any]:
        """As CDS Hooks has it."""
        return {"code": self.code, "system": self.system, "display": self.display}


OVERRIDES: Final = (
    Coding("known", REASONS, "Already known and considered"),
    Coding("benefit", REASONS, "The benefit outweighs the risk"),
    Coding("tolerated", REASONS, "The patient has tolerated it"),
    Coding("watched", REASONS, "It will be monitored"),
    Coding("record-wrong", REASONS, "The record is wrong or out of date"),
    Coding("not-relevant", REASONS, "Does not matter for this patient"),
)
"""Why a notice may be passed over; the clinician need not choose any."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that launches Chartside; `app_context` is opaque and may be empty."""

    label: str
    url: str
    app_context: str = field(default="", repr=False)

    def to_json(self) -> dict[str, Any]:
        """As CDS Hooks has it."""
        held = {"label": self.label, "url": self.url, "type": "smart"}
        return held | ({"appContext": self.app_context} if self.app_context else {})


@dataclass(frozen=True, slots=True)
class Removal:
    """A suggestion to take a draft order out of the session; `order` is its `Type/id` there."""

    label: str
    description: str
    order: str
    uuid: str = field(default_factory=lambda: str(uuid4()))

    def to_json(self) -> dict[str, Any]:
        """As CDS Hooks has it; never recommended, so that no client selects it beforehand."""
        action = {"type": "delete", "description": self.description, "resourceId": self.order}
        return {"label": self.label, "uuid": self.uuid, "actions": [action]}


@dataclass(frozen=True, slots=True)
class Card:
    """One notice.

    `summary` is plain text, `detail` GitHub Flavored Markdown in which the words of the record are
    escaped. `rules` are the ids of the rules that made it: for whoever evaluates, not in the JSON.

    Raises:
        ValueError: The summary is empty or too long.
    """

    summary: str
    indicator: Indicator
    topic: Topic
    detail: str = field(default="", repr=False)
    links: tuple[Link, ...] = ()
    suggestions: tuple[Removal, ...] = ()
    overrides: tuple[Coding, ...] = ()
    rules: tuple[str, ...] = ()
    uuid: str = field(default_factory=lambda: str(uuid4()))

    def __post_init__(self) -> None:
        """Hold what a client may rely on."""
        if not 0 < len(self.summary) <= LONGEST_SUMMARY:
            raise ValueError("the summary of a card has from 1 to 139 characters")

    def to_json(self) -> dict[str, Any]:
        """As CDS Hooks has it: nothing null, nothing empty."""
        topic = Coding(self.topic.value, TOPICS, _TOPIC_NAMES[self.topic])
        held: dict[str, Any] = {
            "uuid": self.uuid,
            "summary": self.summary,
            "indicator": self.indicator.value,
            "source": {"label": "Chartside", "topic": topic.to_json()},
        }
        if self.detail:
            held["detail"] = self.detail
        if self.suggestions:
            held["suggestions"] = [one.to_json() for one in self.suggestions]
            held["selectionBehavior"] = "any"
        if self.overrides:
            held["overrideReasons"] = [one.to_json() for one in self.overrides]
        if self.links:
            held["links"] = [one.to_json() for one in self.links]
        return held


def answer(cards: tuple[Card, ...]) -> Mapping[str, Any]:
    """The body of a successful response."""
    return {"cards": [one.to_json() for one in cards]}


def shortened(text: str, longest: int = LONGEST_SUMMARY) -> str:
    """A summary of this text: cut at a word, and said to be cut."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    words = head.rsplit(" ", 1)[0] if " " in head[longest // 2 :] else head
    return words.rstrip() + _ELLIPSIS
