"""Who waits to write gets their turn, in the order in which they came."""

from pathlib import Path
from threading import Barrier, Thread

import pytest

from chartside.signoff.backends.turns import Turns, turns_at


def test_writers_of_one_file_are_served_in_the_order_in_which_they_came() -> None:
    turns, served, come = Turns(), list[int](), list[Thread]()

    def wait(number: int) -> None:
        with turns.one(60) as mine:
            assert mine
            served.append(number)

    with turns.one(60):
        for number in range(8):
            thread = Thread(target=wait, args=[number])
            thread.start()
            come.append(thread)
            while turns.waiting <= number:
                thread.join(0.001)
    for thread in come:
        thread.join()
    assert served == list(range(8))


def test_only_one_has_a_turn() -> None:
    turns, inside, most = Turns(), 0, 0
    start = Barrier(8)

    def wait() -> None:
        nonlocal inside, most
        start.wait()
        for _ in range(200):
            with turns.one(60):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [Thread(target=wait) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert turns.waiting == 0


def test_who_waited_too_long_goes_on_without_a_turn_and_takes_nobody_elses() -> None:
    turns = Turns()
    with turns.one(60) as first:
        assert first
        with turns.one(0.01) as second:
            assert not second
        assert turns.waiting == 0
    with turns.one(0.01) as third:
        assert third


def test_a_turn_ends_with_an_error_too() -> None:
    turns = Turns()
    with pytest.raises(KeyError), turns.one(1):
        raise KeyError
    with turns.one(0.01) as mine:
        assert mine


def test_stores_of_one_file_take_the_same_turns(tmp_path: Path) -> None:
    held = turns_at(tmp_path / "a.db")
    assert turns_at(tmp_path / "a.db") is held
    assert turns_at(tmp_path / "b.db") is not held
