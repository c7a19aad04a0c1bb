"""Timing, ours and the peer's in turns, so that a busy machine is busy for both."""

import gc
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what, on what, the figure beside its target, and whether it is met."""

    what: str
    on: str
    figure: str
    target: str
    met: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the clock, and of the processor."""

    wall: float
    process: float


def spent(work: Callable[[], object]) -> Spent:
    """What one run of `work` takes, with the garbage collected before and not during it."""
    gc.collect()
    wall, process = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - process)


def in_turns(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[Spent, Spent]:
    """The best of a few rounds of each, after one of each that does not count."""
    ours(), peer()
    rounds = [(spent(ours), spent(peer)) for _ in range(ROUNDS)]
    return best([r[0] for r in rounds]), best([r[1] for r in rounds])


def best(runs: Sequence[Spent]) -> Spent:
    """The least of each clock: what is above it is the machine's doing."""
    return Spent(min(r.wall for r in runs), min(r.process for r in runs))


def command(*words: str, **environment: str) -> Spent:
    """What a command takes, start-up included: the best of a few rounds after a warm one.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    surroundings = {**os.environ, **environment}  # noqa: TID251 - handed on, not read as settings
    runs = []
    for _ in range(ROUNDS + 1):
        before, wall = os.times(), time.perf_counter()
        subprocess.run(words, env=surroundings, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        after = os.times()
        process = after.children_user + after.children_system
        runs.append(
            Spent(
                time.perf_counter() - wall,
                process - before.children_user - before.children_system,
            )
        )
    return best(runs[1:])


def ratio(what: str, on: str, ours: Spent, peer: Spent, target: float) -> Row:
    """A line that says how many times as fast as the peer; judged on processor time."""
    times = peer.process / ours.process
    figure = (
        f"{times:.1f}x  ({ours.process * 1000:.0f} ms, peer {peer.process * 1000:.0f} ms; "
        f"by the clock {peer.wall / ours.wall:.1f}x)"
    )
    return Row(what, on, figure, f">= {target:g}x", times >= target)
