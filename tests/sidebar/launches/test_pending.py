"""An authorisation on its way belongs to one browser, and comes back once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chartside.errors import LaunchRefused
from chartside.fhir.smart.authorizing import Pending
from chartside.sidebar.launches.pending import AGE, Begun, Launches
from chartside.sidebar.sessions import digest

EHR: Any = object()
MINE, THEIRS = "the secret of my browser", "the secret of another"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def launches(clock: Clock) -> Launches:
    held = Launches(clock)
    for state in ("one", "two"):
        pending = Pending(state, "verifier", "n", "iss", "id", "uri", None, "openid", 0.0)
        held.put(Begun(EHR, pending, digest(MINE), clock()))
    return held


def test_the_browser_that_began_it_takes_it(launches: Launches) -> None:
    assert launches.take("one", MINE).pending.state == "one"
    assert launches.take("two", MINE).pending.state == "two"


@pytest.mark.parametrize("browser", [THEIRS, "", digest(MINE)])
def test_another_browser_gets_nothing_and_takes_nothing_away(
    launches: Launches, browser: str
) -> None:
    with pytest.raises(LaunchRefused) as refused:
        launches.take("one", browser)
    assert refused.value.reason == "state"
    assert launches.take("one", MINE)


def test_a_state_counts_once(launches: Launches) -> None:
    launches.take("one", MINE)
    with pytest.raises(LaunchRefused):
        launches.take("one", MINE)


@pytest.mark.parametrize("state", ["", "three", "ONE"])
def test_a_state_that_nobody_began_is_refused(launches: Launches, state: str) -> None:
    with pytest.raises(LaunchRefused):
        launches.take(state, MINE)


def test_it_does_not_wait_for_ever(launches: Launches, clock: Clock) -> None:
    clock.now += AGE - timedelta(seconds=1)
    assert launches.take("one", MINE)
    clock.now += timedelta(seconds=1)
    with pytest.raises(LaunchRefused):
        launches.take("two", MINE)


def test_its_repr_shows_neither_state_nor_verifier(launches: Launches) -> None:
    shown = repr(launches.take("one", MINE))
    assert "'one'" not in shown
    assert "verifier" not in shown
