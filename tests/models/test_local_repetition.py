"""A model that goes round in circles is told from one that writes a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.models.local.repetition import EVERY, Loop


def looped(tokens: list[int]) -> int | None:
    """The number of tokens after which a loop is seen."""
    loop = Loop()
    return next((n for n, token in enumerate(tokens, 1) if loop.add(token)), None)


@pytest.mark.parametrize("period", [1, 2, 3, 16, 63, 64, 100, 256])
def test_a_run_that_comes_again_and_again_is_a_loop(period: int) -> None:
    before = list(range(1000, 1700))
    run = list(range(period))
    seen = looped(before + run * 100)
    rounds = max(3 if period >= 64 else 4, -(-64 // period))
    assert seen == -(-(len(before) + rounds * period) // EVERY) * EVERY


def test_a_ruled_line_is_no_loop() -> None:
    assert looped([*range(50), *[7] * 63, *range(50)]) is None


def test_like_rows_of_a_table_are_no_loop() -> None:
    rows = [[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, value] for value in range(200)]
    assert looped([token for row in rows for token in row]) is None


def test_three_like_rows_are_no_loop() -> None:
    assert looped([*range(100, 120)] * 3 + [1, 2, 3]) is None


def test_a_run_longer_than_a_paragraph_is_left_to_the_limit_on_tokens() -> None:
    assert looped([*range(300)] * 10) is None


@given(st.lists(st.integers(0, 3), max_size=400))
def test_a_loop_is_seen_exactly_where_the_definition_has_one(tokens: list[int]) -> None:
    def over(n: int) -> bool:
        for period in range(1, 257):
            long = period * max(3 if period >= 64 else 4, -(-64 // period))
            tail = tokens[n - long : n]
            if n >= long and all(a == b for a, b in zip(tail, tail[period:], strict=False)):
                return True
        return False

    assert looped(tokens) == next(
        (n for n in range(EVERY, len(tokens) + 1, EVERY) if over(n)), None
    )
