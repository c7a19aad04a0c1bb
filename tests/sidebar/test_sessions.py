"""Sessions: who is let in, for how long, and what a stolen name is worth."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chartside.sidebar.sessions import Sessions, digest


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(timedelta(minutes=15), timedelta(hours=8), clock)


VISIT: Any = object()


def test_a_session_is_found_by_its_secret_and_by_nothing_else(sessions: Sessions) -> None:
    secret, session = sessions.open(VISIT, None)
    assert sessions.get(secret) is session
    for other in ("", session.name, session.csrf, digest(secret), secret[:-1], secret + "x"):
        assert sessions.get(other) is None


def test_it_ends_after_a_while_without_its_person(sessions: Sessions, clock: Clock) -> None:
    secret, _ = sessions.open(VISIT, None)
    for _ in range(3):
        clock.now += timedelta(minutes=14)
        assert sessions.get(secret) is not None
    clock.now += timedelta(minutes=15)
    assert sessions.get(secret) is None
    assert len(sessions) == 0


def test_it_ends_after_hours_whatever_its_person_does(sessions: Sessions, clock: Clock) -> None:
    secret, _ = sessions.open(VISIT, None)
    for _ in range(47):
        clock.now += timedelta(minutes=10)
        assert sessions.get(secret) is not None
    clock.now += timedelta(minutes=10)
    assert sessions.get(secret) is None


def test_each_login_is_another_session(sessions: Sessions) -> None:
    secrets = {sessions.open(VISIT, None)[0] for _ in range(20)}
    assert len(secrets) == 20
    assert len(sessions) == 20


def test_after_a_new_proof_the_old_secret_is_worth_nothing(sessions: Sessions) -> None:
    secret, session = sessions.open(VISIT, None)
    fresh = sessions.renew(secret)
    assert fresh is not None
    assert sessions.get(secret) is None
    assert sessions.get(fresh) is session
    assert sessions.renew(secret) is None


def test_what_is_closed_is_gone(sessions: Sessions) -> None:
    secret, _ = sessions.open(VISIT, None)
    sessions.close(secret)
    sessions.close(secret)
    assert sessions.get(secret) is None


def test_no_secret_shows_in_a_repr(sessions: Sessions) -> None:
    secret, session = sessions.open(VISIT, None)
    assert secret not in repr(session) + repr(sessions.__dict__)
    assert session.csrf not in repr(session)


def test_nobody_uses_up_the_room_of_all(sessions: Sessions, clock: Clock) -> None:
    other, _ = sessions.open(VISIT, None, "ehr nurse")
    mine = []
    for _ in range(50):
        clock.now += timedelta(seconds=1)
        mine.append(sessions.open(VISIT, None, "ehr doctor"))
    assert len(sessions) == 21
    assert sessions.get(other) is not None
    assert sessions.get(mine[-1][0]) is mine[-1][1]
    assert sessions.get(mine[0][0]) is None
    assert mine[0][1].closed


def test_to_ask_whether_a_session_goes_on_does_not_keep_it_awake(
    sessions: Sessions, clock: Clock
) -> None:
    secret, session = sessions.open(VISIT, None)
    clock.now += timedelta(minutes=14)
    assert sessions.is_open(session)
    clock.now += timedelta(minutes=1)
    assert not sessions.is_open(session)
    assert sessions.get(secret) is None
    fresh, session = sessions.open(VISIT, None)
    sessions.close(sessions.renew(fresh) or "")
    assert not sessions.is_open(session)
