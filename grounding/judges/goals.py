"""How a goal stands: reached or not, nearer or further off.

HL7 FHIR R4 Goal.achievementStatus (goal-achievement). A goal that is still pursued and says nothing
of its achievement does not bear out that it was reached.
"""

from decimal import Decimal
from typing import Final

from chartside.draft import Severity
from chartside.fhir.entry import Kind
from chartside.grounding.claims import Claim
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import Profile

_REACHED: Final = r"achieved|met|reached|attained|fulfilled|accomplished|hit"
_SAID: Final = (
    (
        "not-achieved",
        rf"(?:not|never|n't)\s(?:yet\s|been\s|quite\s|being\s){{0,3}}(?:{_REACHED})|unmet|missed"
        r"|(?:failed|yet|fails) to (?:be )?(?:meet|reach|attain|achieve\w*|met|reached)"
        r"|falls? short|fell short|not attainable|out of reach",
    ),
    ("achieved", rf"\b(?:{_REACHED})\b"),
    ("worsening", r"worsening|worsened|worse|deteriorat\w+|slipping|further (?:off|away|from)"),
    ("no-change", r"no (?:change|progress)|unchanged|stalled|static"),
    ("improving", r"improving|improved|better|nearer|closer|on track|progressing"),
    ("sustaining", r"sustained|sustaining|maintained"),
)
_FORMS: Final = tuple((state, Caseless(words)) for state, words in _SAID)
_ALIKE: Final = {
    "achieved": {"achieved", "sustaining", "improving"},
    "sustaining": {"achieved", "sustaining"},
    "improving": {"improving", "not-achieved"},
    "in-progress": {"improving", "worsening", "no-change", "not-achieved"},
    "worsening": {"worsening", "not-achieved"},
    "no-change": {"no-change", "not-achieved"},
    "no-progress": {"no-change", "not-achieved"},
    "not-achieved": {"not-achieved", "worsening", "no-change"},
    "not-attainable": {"not-achieved", "no-change"},
}
"""What may be said of a goal that stands so."""


def judge_goal(claim: Claim, profile: Profile, scope: Scope) -> list[Fault]:
    """What a sentence says of a goal's achievement."""
    entry = profile.entry
    if entry.kind is not Kind.GOAL or not entry.live:
        return []
    said = next(((s, m) for s, form in _FORMS if (m := form.search(scope.sentence.bare))), None)
    if said is None:
        return []
    own = entry.interpretation.lower().replace(" ", "-")
    if said[0] in _ALIKE.get(own, {said[0]}) and (own or said[0] != "achieved"):
        return []
    if not own and entry.status == "completed":
        return []
    if own:
        reason = f"{profile.where} is {entry.interpretation}; the sentence says {said[1][0]}"
        return [contradicted("goal", claim.start, Severity.MODERATE, reason)]
    reason = f"{profile.where} does not say that it was {said[1][0]}"
    return [not_found("goal", claim.start, Severity.MODERATE, reason)]


_WITHIN: Final = Caseless(
    r"\b(?P<out>(?:not|n't|never)\s(?:yet\s|quite\s)?(?:within|at|on|in)|above|below|over|under|off"
    r"|outside|out of|beyond|exceeds)\s(?:the\s|her\s|his\s|its\s)?(?:target|goal)\b"
    r"|\b(?P<in>within|at|on|in|meets|to)\s(?:the\s|her\s|his\s|its\s)?(?:target|goal)\b",
)
_BOUND: Final = Caseless(
    r"(?P<below>below|under|less than|at most|<|\u2264|no more than)|(?P<above>above|over|more than"
    r"|at least|>|\u2265|no less than)",
)


def judge_target(claim: Claim, profiles: tuple[Profile, ...], scope: Scope) -> list[Fault]:
    """`Within target`, of a number that lies on the other side of a cited goal's own."""
    said = _WITHIN.search(scope.sentence.bare)
    goals = [p for p in profiles if p.entry.kind is Kind.GOAL]
    if said is None or not goals:
        return []
    numbers = [r.quantity.number for r in claim.readings if not r.role and r.quantity.other is None]
    return [
        contradicted(
            "goal",
            claim.start,
            Severity.MODERATE,
            f"{goal.where} is {goal.entry.label}; the sentence says {said[0]}",
        )
        for goal in goals
        if len(numbers) == 1 and _is_other_side(numbers[0], goal, within=bool(said["in"]))
    ]


def _is_other_side(number: Decimal, goal: Profile, *, within: bool) -> bool:
    bound = _BOUND.search(goal.entry.label)
    targets = [v.number for v in goal.values if v.number is not None]
    if bound is None or len(targets) != 1 or number == targets[0]:
        return False
    met = number < targets[0] if bound["below"] else number > targets[0]
    return met != within
