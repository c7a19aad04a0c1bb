"""The command line, as a program of its own."""

import json
from datetime import UTC, datetime
from typing import Any, Final

from chartside.draft import Verdict
from chartside.errors import PolicyError
from chartside.evals.attacks.bypass.attempt import Tries
from chartside.evals.attacks.bypass.scene import FALSE, PASSPHRASE, PHYSICIAN, SIGNERS, Scene
from chartside.evals.attacks.bypass.tampering import edited
from chartside.signoff import UnlockedIdentity, unlock

TRIES: Final = Tries("command line")
refused = TRIES.refused

_REFUSED: Final = PolicyError.exit_status
_BROKEN: Final = 6


async def laid_down(scene: Scene, **change: Any) -> None:
    """A draft in the data folder of the commands, which go by the clock of the machine."""
    scene.now = datetime.now(UTC)
    await scene.draft(**change)
    if set(SIGNERS) - {p.name.partition(".")[0] for p in scene.home.identities.iterdir()}:
        raise AssertionError("a signer is missing")


def shown(scene: Scene) -> str:
    """The hash of what `review show` shows."""
    return str(json.loads(scene.command("review", "show", "d1", "--json").stdout)["seen"])


def signing(seen: str, who: str = PHYSICIAN) -> tuple[str, ...]:
    """The words of the command that signs."""
    said = ("--identity", who, "--passphrase-env", "PHRASE", "--meaning", "author")
    return ("review", "sign", "d1", "--seen", seen, *said, "--json")


@refused(_REFUSED)
async def export_of_a_draft(scene: Scene) -> None:
    """Export a draft that nobody has signed."""
    await laid_down(scene)
    (scene.folder / "out").mkdir()
    with scene.trying():
        scene.command("export", "d1", "--out", str(scene.folder / "out" / "document.md"))


@refused(_REFUSED)
async def sign_with_a_wrong_passphrase(scene: Scene) -> None:
    """Sign what was read with a wrong passphrase."""
    await laid_down(scene)
    seen = shown(scene)
    with scene.trying():
        scene.command(*signing(seen), passphrase="nine hills and a crane")  # noqa: S106 - it opens nothing


@refused(_REFUSED)
async def sign_what_was_not_read(scene: Scene) -> None:
    """Sign in a script without the hash of what was read."""
    await laid_down(scene)
    with scene.trying():
        scene.command(*(w for w in signing("") if w not in {"--seen", ""}))


@refused(_REFUSED)
async def sign_another_version(scene: Scene) -> None:
    """Sign by the hash of another version."""
    await laid_down(scene)
    with scene.trying():
        scene.command(*signing("0" * 64))


@refused(_REFUSED)
async def sign_a_made_up_verdict(scene: Scene) -> None:
    """Sign a false sentence that whoever laid it down calls supported."""
    await laid_down(scene, text=FALSE, verdict=Verdict.SUPPORTED)
    seen = shown(scene)
    with scene.trying():
        scene.command(*signing(seen))


@refused(_REFUSED)
async def sign_what_was_declined(scene: Scene) -> None:
    """Sign a draft that was declined at the command line."""
    await laid_down(scene)
    seen = shown(scene)
    said = ("--identity", PHYSICIAN, "--passphrase-env", "PHRASE")
    scene.command("review", "decline", "d1", "--reason", "The wrong visit.", *said)
    with scene.trying():
        scene.command(*signing(seen))


@refused(_REFUSED)
async def sign_as_a_nurse(scene: Scene) -> None:
    """Sign a summary as a nurse, at the command line."""
    await laid_down(scene)
    seen = shown(scene)
    with scene.trying():
        scene.command(*signing(seen, "chen"))


@refused(_REFUSED)
async def check_of_a_changed_file(scene: Scene) -> None:
    """Have a changed file pass for what was signed."""
    await laid_down(scene)
    path = scene.out(scene.sign(by=_now(scene)))
    path.write_text(
        path.read_text(encoding="utf-8").replace("arfarin", "aspirin"), encoding="utf-8"
    )
    with scene.trying():
        scene.command("export", "d1", "--check", str(path))


@refused(_BROKEN, broken=True)
async def verify_of_a_changed_row(scene: Scene) -> None:
    """Change a row of the audit, and have the chain verified."""
    await laid_down(scene)
    scene.sign(by=_now(scene))
    edited(scene, "UPDATE audit SET who = 'bruno' WHERE event = 'signed'")
    with scene.trying():
        scene.command("audit", "verify")


def _now(scene: Scene) -> UnlockedIdentity:
    """The physician, their passphrase typed just now."""
    return unlock(scene.home.identities, PHYSICIAN, PASSPHRASE, clock=lambda: scene.now)
