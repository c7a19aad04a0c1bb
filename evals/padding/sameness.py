"""Whether two answers say the same: lenient in words, strict in days, numbers and denial."""

from decimal import Decimal

from chartside.evals.chart_questions.told import denies, numbers, telling, told

Facts = tuple[frozenset[str], frozenset[Decimal], bool]


def says_the_same(first: str, second: str) -> bool:
    """Whether they have the same days and numbers and both deny or neither does.

    Without any day or number they are to have the same telling words. Silence is the same as
    silence only.

    >>> says_the_same("It was 5.9 on 3 May 2026.", "On 2026-05-03: 5.9"), says_the_same("5.9", "")
    (True, False)
    """
    if not first.strip() or not second.strip():
        return not first.strip() and not second.strip()
    ours, theirs = _facts(first), _facts(second)
    bare = not ours[0] and not ours[1]
    return ours == theirs and (not bare or set(telling(first)) == set(telling(second)))


def _facts(text: str) -> Facts:
    heard = told(text)
    found = frozenset(said.number for said in numbers(heard.rest))
    return frozenset(heard.days), found, denies(text)
