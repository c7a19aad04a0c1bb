"""What a text asks, and what was answered: a question asserts nothing by itself.

Covered: dialogues with a name before each turn (`[doctor] …`, `Doctor: …`), and forms in which the
answer stands behind the question (`Chest pain? No`). A question for a where, a when or a how long
takes for granted what it names and is left as it stands, and so is a statement with "right?"
behind it that nobody denies. Not covered: questions without their mark.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.replies import Reply, reply_at

_MARK: Final = re.compile(r"(?<!\?)\?{1,5}(?=[\s\[\"')]|$)")
_SPEAKER: Final = re.compile(
    r"(?:^|(?<=[\n.?!])|(?<=[.?!]\s))[^\S\n]*"
    r"(?:\[(?P<tag>[A-Za-z_ .-]{1,30})\]"
    r"|(?P<name>(?:(?:Dr|Mr|Mrs|Ms)\.?\s)?[A-Z][\w-]{0,20}(?:\s[A-Z][\w-]{0,20})?)\s?:)(?=\s)"
)
_SENTENCE: Final = re.compile(r"[.!?;](?=\s|$)|\n")
_LEAD: Final = re.compile(r"\W*(?:\d{1,3}[.)]\s+)?[^\w\n]*")
_LONGEST: Final = 600
"""Characters of a question, and of the words behind it in which a reply is looked for."""
_SHORT: Final = 12
"""Words that the one who asks may add to a question, and those of a statement to be denied."""
_OPENER: Final = Caseless(
    r"\b(?:(?:do|does|did|have|has|had|are|is|was|were|will|would|can|could)(?:n['\u2019]?t| not)?"
    r"\s(?:you|your|he|she|they|it|there|the|that|this|these|those|any\w*|we|i|his|her|their)"
    r"|any|anything|anywhere|ever|(?:what|how) about)\b",
)
_FOR_PLACE: Final = Caseless(
    r"\b(?:what|when|where|which|who|whose|whom|why|how)\b(?!\sabout\b)(?!['\u2019]s\sabout\b)"
)
_STATED: Final = Caseless(
    r"(?:\W|\b(?:and|so|but|then|now|okay|well|um|uh|i think|i see|i guess|i know|looks like)\b)*"
    r"\b(?:you|he|she|it|they|we|i|there|that|this|your|his|her|my|our)(?:['\u2019]\w+)?\b",
)
_SAID: Final = Caseless(
    r"\b(?:okay|ok|alright|all right|you know|you see|sound good|make sense)\W*$"
)
_TAGGED: Final = Caseless(
    r"(?:,|\s)\s*(?:right|correct|huh|yeah|yes|is that (?:right|correct)|\w+n['\u2019]t (?:you|he"
    r"|she|it|they))\W*$",
)
_GIVEN: Final = Caseless(
    r"\b(?:for|since|because of|due to|after|before|when|while|during|from)\s+(?:your|you|the|his"
    r"|her|that|this|those|these|their|she|he|they|it)\b[^?]*"
    r"|\b(?:stop\w*|quit\w*|skip\w*|miss(?:ed|ing)?|forg[eo]t\w*|r[ua]n out of|discontinu\w*"
    r"|without)\s[^?]*"
    r"|\b(?:is|are|was|were|has|have|do|does|did)(?:n['\u2019]?t)?\s(?:the|your|that|this|his|her"
    r"|their|those|these)\s(?:(?:left|right|upper|lower)\s)?[\w-]+(?:\sof\s[\w-]+)?",
)
"""`Do you take metformin for your diabetes?`, `Is the pain gone?`, `Did you stop the tablets?`: the
diabetes, the pain and that they were taken go without saying."""
_WITHIN: Final = Caseless(
    r"\b(?:in|with|of|to|around|over|near|under|behind|down|through)\s(?:your|the|his|her|their"
    r"|that|this|both|either)\s[\w-]+(?:\s[\w-]+)?"
    r"|\b(?:other|another|additional|further|more)\s[\w-]+"
    r"|(?<!any )(?<!have )(?<!the )\b(?:symptom|problem|issue|history)s?\b"
    r"|\b(?:change|difference|increase|decrease|improvement|trouble|problem|issue|difficult)\w*"
    r"\s(?:in|of|with|to)\s[^?,]*",
)
"""`Any pain in your legs?`, `Any other symptoms?`, `Any change in your bowels?`: legs, symptoms and
bowels there are, whatever the answer is."""
_LISTED: Final = Caseless(r",|\b(?:or|and)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked from `start` to `end`, and the reply, whose words are at `reply`.

    `given` are the parts that the question takes for granted ("for your asthma"), `within` those
    that are there whatever the answer is ("in your legs").
    """

    start: int
    end: int
    answer: Reply
    reply: tuple[int, int] = (0, 0)
    given: tuple[tuple[int, int], ...] = ()
    within: tuple[tuple[int, int], ...] = ()
    listed: bool = False

    def of(self, place: int) -> Reply:
        """The answer to what stands at a place; `other` for what is taken for granted."""
        return "other" if self.answer != "yes" and _lies(place, self.given) else self.answer

    def is_there(self, place: int) -> bool:
        """Whether what stands at a place is there, whatever the answer is."""
        return _lies(place, self.within)


def _lies(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


@dataclass(frozen=True, slots=True)
class _Question:
    start: int
    mark: int
    """Where its mark ends, and the reply may begin."""
    sort: str
    """`asked`, `bare` for words without a verb, `stated` for a statement, `place` for where."""
    follows_on: bool = False
    """Whether it goes on with what was asked: "any chills?"."""


@lru_cache(maxsize=512)
def asked_in(text: str) -> tuple[Asked, ...]:
    """What a text asks for a yes or a no, in order.

    >>> [(a.start, a.end, a.answer) for a in asked_in("Any wheezing? No. Cough? Yes, dry.")]
    [(0, 13, 'no'), (18, 24, 'yes')]
    """
    if "?" not in text:
        return ()
    turns = [(m.start(), m.end(), m["tag"] or m["name"]) for m in _SPEAKER.finditer(text)]
    begun = [start for start, _, _ in turns]
    breaks = [0, *(m.end() for m in _SENTENCE.finditer(text)), *(end for _, end, _ in turns)]
    breaks.sort()
    found: list[Asked] = []
    later: tuple[_Question, Reply, tuple[int, int]] | None = None
    for mark in reversed(list(_MARK.finditer(text))):
        first = breaks[bisect_right(breaks, mark.start()) - 1]
        question = _question(text, max(first, mark.start() - _LONGEST), mark)
        if question is None:
            continue
        reply, place = _reply(text, question, turns, begun, later)
        later = (question, reply, place)
        if held := _held(text, question, reply, place, spoken=bool(turns)):
            found.append(held)
    return tuple(reversed(found))


@lru_cache(maxsize=512)
def without_asked(text: str) -> str:
    """A text with blanks for what it asks, but for what was answered by yes."""
    kept = list(text)
    for asked in asked_in(text):
        if asked.answer != "yes":
            kept[asked.start : asked.end] = " " * (asked.end - asked.start)
    return "".join(kept)


def _question(text: str, first: int, mark: re.Match[str]) -> _Question | None:
    lead = _LEAD.match(text, first, mark.start())
    start = lead.end() if lead else first
    said = text[start : mark.start()]
    if not any(c.isalpha() for c in said) or _SAID.search(said):
        return None
    opener, place = _OPENER.search(said), _FOR_PLACE.search(said)
    if place and (opener is None or place.start() <= opener.start()):
        comma = said.find(",", place.end())
        opener = _OPENER.search(said, comma) if comma >= 0 else None
        if opener is None:
            return _Question(start, mark.end(), "place")
    if opener:
        on = "you" not in said.lower().split()
        return _Question(start + opener.start(), mark.end(), "asked", on)
    stated = _STATED.match(said) is not None or _TAGGED.search(said) is not None
    return _Question(start, mark.end(), "stated" if stated else "bare", not stated)


def _reply(
    text: str,
    question: _Question,
    turns: Sequence[tuple[int, int, str]],
    begun: Sequence[int],
    later: tuple[_Question, Reply, tuple[int, int]] | None,
) -> tuple[Reply, tuple[int, int]]:
    """What was answered, and between which characters."""
    at = question.mark
    n = bisect_right(begun, question.start)
    asker = turns[n - 1][2] if n else ""
    own_end = min(begun[n] if n < len(turns) else len(text), at + _LONGEST)
    reply, begin = reply_at(text, at, own_end)
    if reply != "other":
        return reply, (begin, _stop(text, begin, own_end))
    if later and later[0].start < own_end and _is_next(text, at, later[0].start):
        return _shared(later)
    behind = text[at:own_end]
    if n >= len(turns) or turns[n][2] == asker or "?" in behind:
        return ("other" if behind.partition("\n")[0].strip() else "open"), (at, at)
    end = begun[n + 1] if n + 1 < len(turns) else len(text)
    reply, begin = reply_at(text, turns[n][1], min(end, turns[n][1] + _LONGEST))
    if behind.strip() and (reply == "other" or len(behind.split()) > _SHORT):
        return "open", (at, at)
    return reply, (begin, _stop(text, begin, end))


def _stop(text: str, begin: int, end: int) -> int:
    """Where the words of a reply end: before what is asked next."""
    mark = text.find("?", begin, end)
    line = text.find("\n", begin, end)
    return min(p for p in (mark, line, end, begin + _LONGEST) if p >= 0)


def _is_next(text: str, at: int, start: int) -> bool:
    """Whether nothing but small words stands between a question and the next."""
    return at <= start and len(text[at:start].split()) <= 2  # noqa: PLR2004 - "and", "or also"


def _shared(later: tuple[_Question, Reply, tuple[int, int]]) -> tuple[Reply, tuple[int, int]]:
    """A reply to the last of several questions: a plain no is to those that go on, too."""
    question, reply, place = later
    if reply == "no" and question.follows_on:
        return reply, place
    return ("other" if reply == "yes" else "open" if reply == "no" else reply), place


def _held(
    text: str, question: _Question, reply: Reply, place: tuple[int, int], *, spoken: bool
) -> Asked | None:
    """The question as it counts; None where what it says stays as it stands."""
    said = text[question.start : question.mark]
    if question.sort == "place":
        return None
    if question.sort == "stated" and (reply != "no" or len(said.split()) > _SHORT):
        return None
    if question.sort == "bare" and not spoken and (reply == "other" or place[0] == place[1]):
        return None
    listed = _LISTED.search(said) is not None
    if listed and reply == "yes":
        reply = "other"
    given, within = (
        tuple(
            (question.start + m.start(), question.start + m.end())
            for m in sort.exact.finditer(said)
        )
        for sort in (_GIVEN, _WITHIN)
    )
    return Asked(question.start, question.mark, reply, place, given, within, listed)
