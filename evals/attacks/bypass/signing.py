"""Signing what was not read, not checked, not theirs to sign, or not now."""

import asyncio
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chartside.draft import Status, Verdict
from chartside.errors import Overtaken, PolicyError, StepUpNeeded, UsageError
from chartside.evals.attacks.bypass.attempt import Tries
from chartside.evals.attacks.bypass.scene import (
    COLLEAGUE,
    CONTRADICTED,
    FALSE,
    PASSPHRASE,
    PHYSICIAN,
    UNSUPPORTED,
    Scene,
    first,
)
from chartside.evals.attacks.record import NOW, OTHER, potassium
from chartside.fhir.record import open_record
from chartside.grounding import check_draft
from chartside.signoff import (
    Decided,
    Identity,
    UnlockedIdentity,
    amend,
    create_identity,
    decline,
    edit,
    open_signed,
    retract,
    show,
    unlock,
)

TRIES: Final = Tries("signing")
refused = TRIES.refused


@refused(Overtaken, recorded=True)
async def unread(scene: Scene) -> None:
    """Sign without having read: there is no hash of what was seen."""
    await scene.draft()
    with scene.trying():
        scene.sign(seen="")


@refused(Overtaken, recorded=True)
async def read_another(scene: Scene) -> None:
    """Sign with the hash of another draft that was read."""
    await scene.draft()
    await scene.draft("d2", "handoff")
    with scene.trying():
        scene.sign("d1", seen=scene.read("d2"))


@refused(Overtaken, recorded=True)
async def read_without_the_chart(scene: Scene) -> None:
    """Sign what was read without the chart beside it."""
    await scene.draft()
    seen = show(scene.store, "d1").seen
    with scene.trying():
        scene.sign(seen=seen)


@refused(Overtaken, recorded=True)
async def edited_since(scene: Scene) -> None:
    """Sign the version that was read after a colleague has edited the draft."""
    draft = await scene.draft()
    seen = scene.read()
    editor = scene.key(COLLEAGUE)
    edit(scene.store, "d1", first(draft).id, None, editor, chart=scene.chart, checker=check_draft)
    with scene.trying():
        scene.sign(seen=seen)


@refused(Overtaken, recorded=True)
async def read_what_was_before(scene: Scene) -> None:
    """Sign a newer draft by the hash of the one whose place it has taken."""
    draft = await scene.draft()
    page = show(scene.store, "d1", scene.chart)
    late = replace(draft, sections=draft.sections[:1])
    scene.store.propose(replace(late, id="d2"))  # takes the place of the first
    with scene.trying():
        scene.sign("d2", seen=page.seen)


@refused(Overtaken, recorded=True)
async def declined(scene: Scene) -> None:
    """Sign a draft that was declined."""
    await scene.draft()
    seen = scene.read()
    decline(scene.store, "d1", scene.key(), reason="The wrong visit.")
    with scene.trying():
        scene.sign(seen=seen)


@refused(Overtaken, recorded=True)
async def superseded(scene: Scene) -> None:
    """Sign a draft whose place a newer one has taken."""
    await scene.draft()
    seen = scene.read()
    await scene.draft("d2")
    with scene.trying():
        scene.sign(seen=seen)


@refused(Overtaken, recorded=True)
async def out_of_date(scene: Scene) -> None:
    """Sign a draft that has lain for longer than drafts may, by a passphrase typed just now."""
    await scene.draft()
    seen = scene.read()
    scene.passes(days=31)
    folder = scene.home.identities
    fresh = unlock(folder, PHYSICIAN, PASSPHRASE, clock=lambda: scene.now)
    with scene.trying():
        scene.sign(seen=seen, by=fresh)


@refused(PolicyError, recorded=True)
async def contradicted(scene: Scene) -> None:
    """Sign with a contradicted sentence, attested."""
    draft = await scene.draft(**CONTRADICTED)
    with scene.trying():
        scene.sign(attested=[first(draft).id])


@refused(PolicyError, recorded=True)
async def unsupported(scene: Scene) -> None:
    """Sign with an unsupported sentence that nobody attests."""
    await scene.draft(**UNSUPPORTED)
    with scene.trying():
        scene.sign()


@refused(PolicyError, recorded=True)
async def another_attested(scene: Scene) -> None:
    """Sign with an unsupported sentence while another one is attested."""
    draft = await scene.draft(**UNSUPPORTED)
    with scene.trying():
        scene.sign(attested=[draft.statements[-1].id])


@refused(PolicyError, recorded=True)
async def not_judged(scene: Scene) -> None:
    """Sign with a sentence that was never checked."""
    draft = await scene.draft(verdict=None)
    with scene.trying():
        scene.sign(attested=[s.id for s in draft.statements])


@refused(PolicyError, recorded=True)
async def verdict_made_up(scene: Scene) -> None:
    """Sign a false sentence that its author calls supported, where the checker is asked again."""
    await scene.draft(text=FALSE, verdict=Verdict.SUPPORTED)
    with scene.trying():
        scene.sign(checker=check_draft)


@refused(Overtaken, recorded=True)
async def chart_changed(scene: Scene) -> None:
    """Sign over a chart in which a result has come in since the draft was checked."""
    await scene.draft()
    seen = scene.read()
    chart = scene.changed_chart(potassium("k3", "2026-01-04", 6.8))
    with scene.trying():
        scene.sign(seen=seen, chart=chart)


@refused(PolicyError, recorded=True)
async def chart_of_another(scene: Scene) -> None:
    """Sign over the chart of another patient of the same record."""
    await scene.draft()
    seen = scene.read()
    theirs = open_record(scene.hospital.path).open_chart(OTHER, as_of=NOW)
    with scene.trying():
        scene.sign(seen=seen, chart=theirs)


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
    claims: Mapping[str, str] = None  # type: ignore[assignment]  # set where it is made

    def sign(self, payload: bytes) -> str:
        """Whatever."""
        return f"e30..{payload.hex()[:8]}"


@refused(PolicyError, recorded=True)
async def without_the_key(scene: Scene) -> None:
    """Sign as an object that shows a physician's public half and has not their key."""
    await scene.draft()
    with scene.trying():
        scene.sign(by=_Pretender(scene.key().identity, scene.now, claims={}))


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


@refused(Overtaken, recorded=True)
async def signed_by_another(scene: Scene) -> None:
    """Sign what a colleague has signed already."""
    await scene.draft()
    seen = scene.read()
    scene.sign(seen=seen)
    with scene.trying():
        scene.sign(seen=seen, by=scene.key(COLLEAGUE))


@refused(Overtaken, recorded=True)
async def replayed_after_retraction(scene: Scene) -> None:
    """Make a signature again after the document was retracted, with another meaning."""
    await scene.draft()
    seen = scene.read()
    scene.sign(seen=seen)
    retract(scene.store, "d1", scene.key(), reason="It was of somebody else.")
    with scene.trying():
        scene.sign(seen=seen, meaning="approve")


@refused(PolicyError)
async def replayed_as_it_was(scene: Scene) -> None:
    """Make the very same signature again after the document was retracted."""
    await scene.draft()
    seen = scene.read()
    scene.sign(seen=seen)
    retract(scene.store, "d1", scene.key(), reason="It was of somebody else.")
    with scene.trying():
        scene.sign(seen=seen)


@refused(Overtaken)
async def two_at_once(scene: Scene) -> None:
    """Two physicians sign one draft at the same moment: one of them finds it decided."""
    await scene.draft()
    seen = scene.read()
    scene.key(), scene.key(COLLEAGUE)
    with scene.trying(may_sign=1):
        ends = await asyncio.gather(
            asyncio.to_thread(scene.sign, seen=seen),
            asyncio.to_thread(scene.sign, seen=seen, by=scene.key(COLLEAGUE)),
            return_exceptions=True,
        )
        for end in ends:
            if isinstance(end, BaseException):
                raise end


@refused(PolicyError, recorded=True)
async def proposal_undecided(scene: Scene) -> None:
    """Sign a draft whose proposed change of the chart is neither accepted nor rejected."""
    await scene.proposing()
    with scene.trying():
        scene.sign()


@refused(PolicyError, recorded=True)
async def proposal_accepted_by_a_nurse(scene: Scene) -> None:
    """Accept a proposed diagnosis as a nurse, in a handoff, which nurses may sign."""
    await scene.proposing("handoff")
    with scene.trying():
        scene.sign(by=scene.key("chen"), decided=Decided(accepted=("p1",)))


@refused(Overtaken, recorded=True)
async def proposal_decided_otherwise(scene: Scene) -> None:
    """Sign again what is signed, and accept this time what was rejected."""
    await scene.proposing()
    seen = scene.read()
    scene.sign(seen=seen, decided=Decided(rejected=("p1",)))
    with scene.trying():
        scene.sign(seen=seen, decided=Decided(accepted=("p1",)))


@refused(UsageError)
async def proposal_for_another(scene: Scene) -> None:
    """Lay down a proposal that would change the chart of another patient."""
    with scene.trying():
        await scene.proposing(whose=OTHER)


@refused(UsageError)
async def unknown_meaning(scene: Scene) -> None:
    """Sign with a meaning that there is none."""
    await scene.draft()
    with scene.trying():
        scene.sign(meaning="whatever")


@refused(UsageError)
async def unknown_draft(scene: Scene) -> None:
    """Sign a draft that nobody laid down."""
    await scene.draft()
    seen = scene.read()
    with scene.trying():
        scene.sign("d1' OR '1'='1", seen=seen)


@refused(Overtaken, recorded=True)
async def edited_when_signed(scene: Scene) -> None:
    """Edit a sentence of a signed document."""
    signed = await scene.signed()
    who = scene.key()
    with scene.trying():
        named = first(signed.draft).id
        edit(scene.store, "d1", named, "Well.", who, chart=scene.chart, checker=check_draft)


@refused(Overtaken, recorded=True)
async def amended_when_declined(scene: Scene) -> None:
    """Open an amendment of a draft that was declined."""
    await scene.draft()
    decline(scene.store, "d1", scene.key(), reason="The wrong visit.")
    with scene.trying():
        amend(scene.store, "d1", scene.key())


@refused(Overtaken, recorded=True)
async def retracted_when_open(scene: Scene) -> None:
    """Retract a draft that nobody has signed, so that a notice of it leaves."""
    await scene.draft()
    with scene.trying():
        retract(scene.store, "d1", scene.key(), reason="To have it out.")


@refused(PolicyError)
async def laid_down_as_signed(scene: Scene) -> None:
    """Lay a draft down that says of itself that it is signed, and open it as signed."""
    draft = await scene.hospital.draft("summary")
    scene.store.propose(replace(draft, id="d1", status=Status.SIGNED))
    with scene.trying():
        scene.out(open_signed(scene.store, "d1"))
