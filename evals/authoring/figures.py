"""Which figures a suite of a user's own has: those of its author, and those of what it does."""

from collections.abc import Sequence
from typing import Final

from chartside.evals.authoring.case import Case
from chartside.evals.authoring.cases import Do
from chartside.evals.suite import Measure

RIGHT: Final = "right"

_RIGHT: Final = Measure(name=RIGHT, words="cases whose answer says all that is expected")
_UNSUPPORTED: Final = Measure(
    name="unsupported", words="answers with a sentence that is not supported", better="fewer"
)
_SOURCED: Final = Measure(name="sourced", words="right answers that cite a source expected of them")

_DEFAULT: Final[dict[str, tuple[Measure, ...]]] = {
    "ask": (_RIGHT, _UNSUPPORTED, _SOURCED),
    "summarize": (
        Measure(name="covered", words="names and texts expected that the document has"),
        Measure(name=RIGHT, words="documents that say all that is expected"),
        Measure(name="contradicted", words="sentences that the chart contradicts", better="fewer"),
        Measure(name="unsupported", words="sentences that no source says", better="fewer"),
        Measure(name="unchecked", words="sentences that the checker cannot judge", better="fewer"),
        Measure(name="cited", words="sentences with a source"),
        _SOURCED,
    ),
    "verify": (
        Measure(name=RIGHT, words="sentences whose verdict is the expected one"),
        Measure(
            name="missed", words="sentences at fault that the checker let pass", better="fewer"
        ),
        Measure(
            name="unchecked", words="sentences that the checker could not judge", better="fewer"
        ),
    ),
    "prompt": (_RIGHT,),
}


def usual(do: Do) -> frozenset[str]:
    """Names of the figures that a suite which does this may have without its author's doing."""
    return frozenset(m.name for m in _DEFAULT[do])


def figures_of(do: Do, own: Sequence[Measure], cases: Sequence[Case]) -> tuple[Measure, ...]:
    """The author's figures first, then the usual ones that can be counted."""
    expected = [case.expect for case in cases if case.expect is not None]
    counted = {m.name for m in _DEFAULT[do]}
    if not expected:
        counted -= {RIGHT, "covered", "missed"} if own else {"covered", "missed"}
    if not any(expect.cites for expect in expected):
        counted.discard("sourced")
    return (*own, *(m for m in _DEFAULT[do] if m.name in counted))
