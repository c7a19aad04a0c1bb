"""Signing as somebody who may not, cannot, or did not just prove who they are."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chartside.errors import PolicyError, StepUpNeeded
from chartside.evals.attacks.bypass.attempt import Tries
from chartside.evals.attacks.bypass.scene import (
    PASSPHRASE,
    PHYSICIAN,
    Scene,
)
from chartside.signoff import (
    Identity,
    UnlockedIdentity,
    create_identity,
    decline,
    unlock,
)

TRIES: Final = Tries("signers")
refused = TRIES.refused


@refused(StepUpNeeded, recorded=True)
async def passphrase_of_this_morning(scene: Scene) -> None:
    """Sign by a passphrase that was typed six minutes ago."""
    await scene.draft()
    scene.passes(minutes=6)
    with scene.trying():
        scene.sign()


@refused(StepUpNeeded, recorded=True)
async def passphrase_of_tomorrow(scene: Scene) -> None:
    """Sign by a passphrase that is said to be typed in an hour."""
    await scene.draft()
    scene.passes(hours=-1)
    with scene.trying():
        scene.sign()


@refused(PolicyError, recorded=True)
async def by_a_nurse(scene: Scene) -> None:
    """Sign a summary as a nurse."""
    await scene.draft()
    with scene.trying():
        scene.sign(by=scene.key("chen"))


@refused(PolicyError, recorded=True)
async def by_a_scribe(scene: Scene) -> None:
    """Sign a handoff as a scribe, who may edit it."""
    await scene.draft(kind="handoff")
    with scene.trying():
        scene.sign(by=scene.key("dora"))


@refused(PolicyError, recorded=True)
async def declined_by_a_scribe(scene: Scene) -> None:
    """Decline a summary as a scribe."""
    await scene.draft()
    with scene.trying():
        decline(scene.store, "d1", scene.key("dora"), reason="I do not like it.")


@refused(PolicyError, recorded=True)
async def kind_said_otherwise(scene: Scene) -> None:
    """Sign as a resident what is laid down as a consult letter, which residents may not sign."""
    draft = await scene.draft()
    scene.store.propose(replace(draft, id="d2", kind="consult"))
    with scene.trying():
        scene.sign("d2", by=scene.key("emil"))


@refused(PolicyError)
async def wrong_passphrase(scene: Scene) -> None:
    """Unlock a signer with a passphrase that is almost right."""
    await scene.draft()
    folder = scene.home.identities
    with scene.trying():
        scene.sign(by=unlock(folder, PHYSICIAN, PASSPHRASE.upper()))


@refused(PolicyError)
async def guessed(scene: Scene) -> None:
    """Go on guessing: after several wrong passphrases even the right one has to wait."""
    folder = scene.home.identities
    for number in range(6):
        _guess(scene, f"guess number {number}")
    with scene.trying():
        unlock(folder, PHYSICIAN, PASSPHRASE, clock=lambda: scene.now)


def _guess(scene: Scene, passphrase: str) -> None:
    try:
        unlock(scene.home.identities, PHYSICIAN, passphrase, clock=lambda: scene.now)
    except PolicyError:
        return
    raise AssertionError("a guess was right")


@refused(PolicyError)
async def role_written_into_the_file(scene: Scene) -> None:
    """Write `physician` into the file of a scribe's key, and sign as one."""
    await scene.draft()
    file = next(scene.home.identities.glob("dora.*"))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("scribe", "physician"), encoding="utf-8")
    with scene.trying():
        scene.sign(by=unlock(scene.home.identities, "dora", PASSPHRASE))


@refused(PolicyError, recorded=True)
async def known_name_new_key(scene: Scene) -> None:
    """Make a new key under the name of somebody who has signed here, and sign with it."""
    await scene.signed()
    await scene.draft("d2")
    elsewhere = scene.folder / "elsewhere"
    create_identity(elsewhere, PHYSICIAN, "Asha Test", "physician", PASSPHRASE)
    forged = unlock(elsewhere, PHYSICIAN, PASSPHRASE, clock=lambda: scene.now)
    with scene.trying():
        scene.sign("d2", by=forged)


@dataclass(frozen=True)
class _Pretender:
    """Shows the public half of somebody, and signs with a key of its own."""

    identity: Identity
    authenticated_at: datetime
    method: str = "because I say so"
    claims: Mapping[str, str] = field(default_factory=dict)

    def sign(self, payload: bytes) -> str:
        """Whatever."""
        return f"e30..{payload.hex()[:8]}"


@refused(PolicyError, recorded=True)
async def without_the_key(scene: Scene) -> None:
    """Sign as an object that shows a physician's public half and has not their key."""
    await scene.draft()
    with scene.trying():
        scene.sign(by=_Pretender(scene.key().identity, scene.now))


@refused(PolicyError)
async def unlocked_by_hand(scene: Scene) -> None:
    """Make an unlocked identity of a key at hand, without a passphrase."""
    key = Ed25519PrivateKey.generate()
    with scene.trying():
        UnlockedIdentity(scene.key().identity, key, scene.now, object())


@refused(PolicyError)
async def key_carried_off(scene: Scene) -> None:
    """Write an unlocked identity down, to be used in another process."""
    with scene.trying():
        pickle.dumps(scene.key())


@refused(PolicyError)
async def identity_replaced(scene: Scene) -> None:
    """Make a signer again under a name that there is, to set its passphrase anew."""
    folder = scene.home.identities
    with scene.trying():
        create_identity(folder, PHYSICIAN, "Asha Test", "physician", "another passphrase")


@refused(PolicyError)
async def file_of_another(scene: Scene) -> None:
    """Put one's own key file in the place of a physician's."""
    folder = scene.home.identities
    physician = next(folder.glob(f"{PHYSICIAN}.*"))
    text = next(folder.glob("dora.*")).read_text(encoding="utf-8")
    physician.write_text(text.replace("dora", PHYSICIAN), encoding="utf-8")
    with scene.trying():
        unlock(folder, PHYSICIAN, PASSPHRASE)
