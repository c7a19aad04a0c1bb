"""A fall to one number and what was measured later: "dropped to 11.4 in May and was 12.2 in June".

Two statements: the direction leads to the number behind its "to", from the result before that one,
and says nothing of the number behind "and was".
"""

from decimal import Decimal
from typing import Final

from chartside.grounding.claims import Claim
from chartside.grounding.judges.course import course_of, numbers_of
from chartside.grounding.judges.dates import holds
from chartside.grounding.judges.numbers import rounds_to
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.reading.cues import Cue
from chartside.grounding.sources.profile import Profile

_TO: Final = Caseless(r"(?:\s\w+ly|\s(?:back|down|up))?\sto\s(?:(?:about|only|just)\s)?$")
_WAS: Final = Caseless(
    r"(?:,\s)?\b(?:and|but|then|before)\s(?:it\s|then\s)?(?:was|is|stood\sat|measured|came\s(?:back\s)?"
    r"at|read)\s(?:(?:back\sat|about|at|again)\s)?$",
)
_TWO: Final = 2


def came_from(cue: Cue, claim: Claim, result: Profile, scope: Scope) -> list[Decimal]:
    """The number that a direction leads to with the result before it; empty of other sentences."""
    text = scope.sentence.bare
    plain = [r for r in claim.readings if r.role == "" and r.quantity.other is None]
    if len(plain) != _TWO or not _TO.fullmatch(text[cue.end : plain[0].quantity.start]):
        return []
    if not _WAS.search(text[plain[0].quantity.end : plain[1].quantity.start]):
        return []
    course = course_of(result.entry, scope)
    numbers = numbers_of(course.entries, result.entry.value) if course else []
    if course is None or len(numbers) != len(course.entries):
        return []
    goal, day = plain[0].quantity.number, plain[0].dated
    for n, (entry, number) in enumerate(zip(course.entries, numbers, strict=True)):
        if (
            n
            and rounds_to(number, goal)
            and (day is None or (entry.when and holds(day, entry.when)))
        ):
            return [numbers[n - 1], number]
    return []
