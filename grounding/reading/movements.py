"""Verbs of movement with the way they go: "came up", "edged lower", "has been creeping upwards".

English tells the course of a figure by a verb of motion and a particle (Quirk et al., A
Comprehensive Grammar of the English Language, 1985, 16.2 to 16.16), so that the two are crossed.
"""

from itertools import product
from typing import Final

_MOTION: Final = (
    "come comes came coming", "go goes went gone going", "move moves moved moving",
    "creep creeps crept creeping", "edge edges edged edging", "drift drifts drifted drifting",
    "inch inches inched inching", "tick ticks ticked ticking", "trend trends trended trending",
    "track tracks tracked tracking", "head heads headed heading", "swing swings swung swinging",
    "shift shifts shifted shifting", "nudge nudges nudged nudging", "step steps stepped stepping",
    "slope slopes sloped sloping", "push pushes pushed pushing", "pull pulls pulled pulling",
    "bump bumps bumped bumping", "bring brings brought bringing",
    "float floats floated floating", "rise rises rose risen rising", "fall falls fell falling",
    "sink sinks sank sunk sinking", "drop drops dropped dropping", "climb climbs climbed climbing",
    "slide slides slid sliding", "shoot shoots shot shooting", "jump jumps jumped jumping",
    "spiral spirals spiraled spiralled spiraling spiralling", "bounce bounces bounced bouncing",
    "wander wanders wandered wandering", "progress progresses progressed progressing",
)  # fmt: skip
_UP: Final = ("up", "upward", "upwards", "higher", "back up", "further up", "steadily up",
              "slightly up", "slowly up", "gradually up", "sharply up", "a little up")  # fmt: skip
_DOWN: Final = ("down", "downward", "downwards", "lower", "back down", "further down",
                "steadily down", "slightly down", "slowly down", "gradually down", "sharply down",
                "a little down")  # fmt: skip
_ENDING: Final = (
    "end ends ended ending finish finishes finished finishing become becomes became becoming"
    " get gets got getting grow grows grew growing"
)
"""Verbs that go with "higher" and "lower" and with no particle of motion: nobody "ended up".

Not "run" and "read": what "ran higher than normal" is beyond its limit.
"""
_ELSE: Final = frozenset(
    {
        "heads up",
        "head up",
        "run down",
        "runs down",
        "running down",
        "ran down",
        "went lower",
        "pulled up",
    }
)
"""What is said of a person: run down."""
_RISEN: Final = (
    "rocketed, skyrocketed, ballooned, rebounded, advanced to, swelled, snowballed, picked up to"
    ", built up, strengthened, heightened, mushroomed, ascends, ascending, grows, jumps, spikes"
    ", surges, surging, soars, soaring, climbs, on the up, on its way up, on an upward path"
    ", on an upward trend, on an upward course, on an upward trajectory, an upward course"
    ", an upward trajectory, higher on repeat, higher than before, higher than last time"
    ", higher than previously, more than before, above the previous"
)
_FALLEN: Final = (
    "backed off, retreated, eased, abated from, nosedived, collapsed to, cratered, dwindled"
    ", dwindling, ebbed, diminished, diminishing"
    ", lessened, lessening, sagged, eased to, eased from, eased back, eased off, fell back"
    ", fell away, fell off, dropped back, dropped off, dropped away, tailed away, subsided to"
    ", drops, dips, slides, sinks, sinking, slips, slipping, tumbles, plummets, plunges, shrinks"
    ", contracted, contracting, descended, descending, descends, slackened, on its way down"
    ", on a downward path, on a downward trend, on a downward course, on a downward trajectory"
    ", a downward course, a downward trajectory, lower on repeat, lower than before"
    ", lower than last time, lower than previously, less than before, below the previous"
)
_LEVEL: Final = (
    "kept level, stayed level, remained level, stayed put, on a par with, at the same level"
    ", at the same value, no different from, the same value"
    ", no movement, without change, not moved, has not moved, did not move, has not budged"
    ", did not budge, levelled out, leveled out, flattened out, flatlined, holding steady"
    ", hold steady"
    ", held at, remains stable, remaining stable, stays stable, stayed stable, kept steady"
    ", stays at, remained at, remains unchanged, remained unchanged, stood still, at a plateau"
    ", on a plateau, reached a plateau, identical to, equal to the previous, as before"
)


def _ways(particles: tuple[str, ...]) -> str:
    verbs = " ".join(_MOTION).split()
    said = (f"{verb} {way}" for verb, way in product(verbs, particles))
    return ", ".join(p for p in said if p not in _ELSE)


def _ended(where: str) -> str:
    return ", ".join(f"{verb} {where}" for verb in _ENDING.split())


MOVEMENTS: Final = {
    "up": f"{_ways(_UP)}, {_ended('higher')}, {_RISEN}",
    "down": f"{_ways(_DOWN)}, {_ended('lower')}, {_FALLEN}",
    "steady": _LEVEL,
}
"""Phrases by the way that they go; shorter ones stand in `cues`."""
