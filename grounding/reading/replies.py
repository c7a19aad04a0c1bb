"""What a reply says to a question: yes, no, that nobody knows, or something of its own.

Only a reply that says no more than that is taken as an answer to all that was asked. One that names
what it denies or has ("no chills") speaks for itself.
"""

import re
from typing import Final, Literal

from chartside.grounding.reading.caseless import Caseless

Reply = Literal["yes", "no", "open", "other"]
"""`open` where nobody knows or nobody answered, `other` for words that are neither yes nor no."""

_END: Final = r"(?=\s*(?:[,.;!)\n\[\u2013\u2014]|\s-|$))"
_AUX: Final = r"(?:do|does|did|have|has|had|am|is|are|was|were|would|could|can|will)"
_WHO: Final = r"(?:i|we|he|she|they|it|there)"
_FILLER: Final = Caseless(
    r"(?:[\s,.:;\u2013\u2014-]|\.\.\.|\u2026|\b(?:um+|uh+|oh|ah|er|well|hm+|mm|okay|ok|so|honestly|actually"
    r"|you know|i mean|let's see|gosh|doctor|doc)\b(?!-))*",
)
_FORM: Final = Caseless(r"\W{0,4}y(?:es)?\s?[/|]\s?no?\b")
"""`Yes / No`, as it is printed: nobody has chosen."""
_UNSURE: Final = Caseless(
    r"(?:yes or no\b|no idea|not (?:so |too |really |quite |entirely )?sure|unsure|unknown|unclear"
    r"|hard to (?:say|tell)|not (?:asked|assessed|tested|known|applicable|answered)|n/?a\b"
    rf"|{_WHO}(?:'m| am) (?:not (?:\w+ )?(?:sure|certain)|unsure)"
    rf"|{_WHO} (?:do not|don['\u2019]?t|did not|didn['\u2019]?t|can['\u2019]?t|cannot|could not"
    r"|couldn['\u2019]?t) (?:really |quite )?(?:know|remember|recall|say|tell)(?! (?:of )?any)"
    r"|i have no idea)",
)
_GOES_ON: Final = (
    r"(?:\s(?:i|i'm|i've|he|she|it|they|we|my|not|nothing|none|never|no|nope|that|there|sir"
    r"|ma'am|doctor|doc|thank\w*|just|only|but|because|actually|um+|uh+|well|otherwise|to (?:both"
    r"|all|that))\b)"
)
_NO: Final = Caseless(
    rf"(?:(?:no|nope|nah|naw|never|nay)(?:{_END}|(?={_GOES_ON}))"
    rf"|(?:none|neither|nothing)(?:{_END}|\s(?:of|like|that|at all|new|so far|recent\w*|i|to)\b)"
    rf"|not (?:really|at all|that|currently|any ?more|recently|lately|so far|yet|now|today|to my"
    rf"|usually|either|particularly|especially)(?:{_END}|\s(?:no|i|we|of|knowledge|that|much"
    rf"|he|she){_END}?)"
    rf"|{_WHO} (?:{_AUX} not|{_AUX}n['\u2019]?t|never (?:have|had|do|did))"
    rf"(?: (?:think|believe) so| really)?{_END}"
    rf"|(?:i'm|i['\u2019]?ve|i am|we're|we've|he's|she's|it's|they're)\snot{_END}"
    rf"|{_WHO}\s?(?:{_AUX}n['\u2019]?t|{_AUX} not|'ve not|never)\s(?:\w+\s){{0,4}}?any(?:thing)?"
    rf"(?:\sof (?:that|those|these|them|it)|\slike that|\sat all|\sthat i know of)?{_END}"
    rf"|(?:denies|denied|negative|absent){_END}|n{_END})",
)
_YES: Final = Caseless(
    rf"(?:(?:yes|yeah|yep|yup|yea|ya|yah|uh-?huh|mm-?hm+|mhm|correct|absolutely|definitely|exactly"
    rf"|of course|that's (?:right|correct|true)|unfortunately|always|often|sometimes|occasionally"
    rf"|once in a while|every (?:day|night|week|morning|now and then))\b"
    rf"|(?:right|sure|some|present|positive|y){_END}"
    rf"|a (?:few|little|bit|lot|couple|touch|tiny)\b"
    rf"|{_WHO} (?:really |certainly |definitely )?{_AUX}{_END})",
)


def reply_at(text: str, at: int, end: int) -> tuple[Reply, int]:
    """The reply that begins at a place of a text, fillers aside, and where its words begin.

    >>> reply_at("Um, no, not that I know of.", 0, 27), reply_at("No chills.", 0, 10)
    (('no', 4), ('other', 0))
    """
    if form := _FORM.match(text, at, end):
        return "open", form.start()
    filler = _FILLER.match(text, at, end)
    begin = filler.end() if filler else at
    sorts: tuple[tuple[Reply, Caseless], ...] = (("open", _UNSURE), ("no", _NO), ("yes", _YES))
    for reply, said in sorts:
        if found := said.match(text, begin, end):
            asks = re.match(r"\s*\?", text[found.end() : found.end() + 3])
            return ("open" if asks else reply), begin
    return "other", begin
