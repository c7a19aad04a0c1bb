"""Ways around the signature: what counts as refused, and what the suite shows of a hole."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chartside.errors import Overtaken, PolicyError
from chartside.evals.attacks.bypass import ATTEMPTS
from chartside.evals.attacks.bypass.attempt import Attempt, Tries
from chartside.evals.attacks.bypass.scene import Hospital, Refused, Scene
from chartside.evals.running.run import Asked, run
from chartside.evals.suites.signoff_bypass import Ended, ended, wrong

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(scope="module")
def hospital() -> Hospital:
    return Hospital()


@pytest.fixture
def scene(hospital: Hospital, tmp_path: Path) -> Scene:
    return Scene(hospital, tmp_path / "scene")


QUICK = [name for name, one in ATTEMPTS.items() if one.way != "command line"]
QUICK.remove("open-by-commands")


def test_there_are_many_attempts_by_many_ways_and_ways_that_stand_open() -> None:
    shut = [one for one in ATTEMPTS.values() if one.refused is not None]
    assert len(shut) >= 40
    assert {one.way for one in shut} == {
        *("signing", "signers", "proposals", "leaving", "tampering", "software", "command line"),
    }
    assert len(ATTEMPTS) - len(shut) >= 10
    assert all(one.words.endswith(".") for one in ATTEMPTS.values())
    assert len({one.words for one in ATTEMPTS.values()}) == len(ATTEMPTS)


@pytest.mark.parametrize("name", QUICK[::6])
async def test_an_attempt_ends_as_it_is_documented(name: str, scene: Scene) -> None:
    assert wrong(ATTEMPTS[name], await ended(ATTEMPTS[name], scene)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(ATTEMPTS) - set(QUICK[::6])))
async def test_every_other_attempt_does_too(name: str, scene: Scene) -> None:
    assert wrong(ATTEMPTS[name], await ended(ATTEMPTS[name], scene)) == ""


async def test_the_command_line_is_tried_as_a_program_of_its_own(scene: Scene) -> None:
    attempt = ATTEMPTS["command-line-export-of-a-draft"]
    found = await ended(attempt, scene)
    assert wrong(attempt, found) == ""
    assert isinstance(scene.raised, Refused)
    assert scene.raised.status == PolicyError.exit_status


TRIES = Tries("made up")


@TRIES.refused(PolicyError)
async def let_through(scene: Scene) -> None:
    """What nobody refuses."""
    await scene.draft()
    with scene.trying():
        scene.sign()


@TRIES.refused(Overtaken)
async def refused_too_late(scene: Scene) -> None:
    """What is refused after a file has left."""
    signed = await scene.signed()
    with scene.trying():
        scene.out(signed)
        raise Overtaken("too late")


@TRIES.refused(Overtaken)
async def stumbled_over(scene: Scene) -> None:
    """What ends in an error that nobody has documented."""
    with scene.trying():
        raise KeyError("of ours")


@TRIES.refused(PolicyError)
async def never_tried(scene: Scene) -> None:
    """What forgets to try."""
    await scene.draft()


@TRIES.refused(PolicyError)
async def badly_set_up(_: Scene) -> None:
    """What fails before it tries."""
    raise PolicyError("in the surroundings")


@TRIES.open
async def shut(_: Scene) -> None:
    """What should work and is refused."""
    raise PolicyError("no way")


MADE = {one.name.removeprefix("made-up-"): one for one in TRIES.made}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("let-through", "it was let through"),
        ("refused-too-late", "refused, and left: file "),
        ("stumbled-over", "it ended with KeyError"),
        ("shut", "it ended with PolicyError"),
    ],
)
async def test_a_hole_is_no_refusal(name: str, said: str, scene: Scene) -> None:
    assert wrong(MADE[name], await ended(MADE[name], scene)).startswith(said)


@pytest.mark.parametrize("name", ["never-tried", "badly-set-up"])
async def test_a_fault_of_the_suite_is_no_refusal_either(name: str, scene: Scene) -> None:
    with pytest.raises((AssertionError, PolicyError)):
        await ended(MADE[name], scene)


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (Ended(by="PolicyError", expected=True, whole=True), True),
        (Ended(by="PolicyError", expected=True, whole=False), False),
        (Ended(by="PolicyError", expected=True, whole=True, left=["decision d"]), False),
        (Ended(by="KeyError", expected=False, whole=True), False),
        (Ended(by="", expected=False, whole=True), False),
    ],
)
def test_refused_is_the_right_error_with_nothing_left(found: Ended, right: bool) -> None:
    assert (wrong(MADE["let-through"], found) == "") is right


def test_an_attempt_that_breaks_the_chain_itself_may_leave_it_broken() -> None:
    attempt: Attempt = replace(MADE["let-through"], broken=True)
    assert wrong(attempt, Ended(by="PolicyError", expected=True, whole=False)) == ""


@pytest.mark.usefixtures("no_leftovers")
def test_the_suite_counts_refusals_and_shows_nothing_of_what_was_refused(tmp_path: Path) -> None:
    ran = run(Asked(("signoff-bypass",), limit=6), tmp_path).suites[0]
    assert ran.whole
    assert ran.crashed + ran.unscored == 0
    assert [case.id for case in ran.cases] == list(ATTEMPTS)[:6]
    assert all(case.counts["refused"] == (1, 1) for case in ran.cases)
    assert all(case.counts["recorded"] == (1, 1) for case in ran.cases)
    assert json.dumps([case.worst for case in ran.cases]) == "[[], [], [], [], [], []]"
