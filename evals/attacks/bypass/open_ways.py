"""What has to end signed and filed: a system that refuses everything keeps nobody safe."""

import json
from dataclasses import replace
from typing import Final

from chartside.draft import Status
from chartside.evals.attacks.bypass.attempt import OPEN, Tries
from chartside.evals.attacks.bypass.commands import laid_down, shown, signing
from chartside.evals.attacks.bypass.scene import (
    COLLEAGUE,
    PASSPHRASE,
    PHYSICIAN,
    UNSUPPORTED,
    Scene,
    first,
)
from chartside.evals.attacks.record import potassium
from chartside.grounding import check_draft
from chartside.signoff import (
    Decided,
    Signed,
    amend,
    decline,
    edit,
    file_document,
    open_signed,
    recheck,
    retract,
    show,
    to_fhir,
    to_fhir_document,
    unlock,
    verify,
)
from chartside.signoff.copies import changed_copies
from chartside.signoff.exporting.forms import alike
from chartside.signoff.exporting.retraction import open_retraction, retraction_fhir
from chartside.signoff.leaving import recognise

TRIES: Final = Tries(OPEN)


def _leaves(scene: Scene, signed: Signed) -> None:
    """It is signed, it is filed, and the chain is whole."""
    path = scene.out(signed)
    if not path.read_text(encoding="utf-8").strip():
        raise AssertionError("nothing was filed")
    verify(scene.store).require()


@TRIES.open
async def read_and_signed(scene: Scene) -> None:
    """A physician reads a summary and signs it."""
    await scene.draft()
    _leaves(scene, scene.sign())


@TRIES.open
async def in_every_form(scene: Scene) -> None:
    """A signed summary leaves as FHIR, too."""
    signed = await scene.signed()
    if not (to_fhir(signed)["entry"] and to_fhir_document(signed)["entry"]):
        raise AssertionError("nothing was written")
    _leaves(scene, signed)


@TRIES.open
async def by_a_nurse_of_a_handoff(scene: Scene) -> None:
    """A nurse signs a handoff, which nurses may."""
    await scene.draft(kind="handoff")
    _leaves(scene, scene.sign(by=scene.key("chen")))


@TRIES.open
async def by_a_resident(scene: Scene) -> None:
    """A resident signs a summary, which residents may."""
    await scene.draft()
    _leaves(scene, scene.sign(by=scene.key("emil")))


@TRIES.open
async def attested(scene: Scene) -> None:
    """A physician vouches for an unsupported sentence."""
    draft = await scene.draft(**UNSUPPORTED)
    signed = scene.sign(attested=[first(draft).id])
    if signed.attested != (first(draft).id,):
        raise AssertionError("it is not on record")
    _leaves(scene, signed)


@TRIES.open
async def edited_and_read_again(scene: Scene) -> None:
    """A scribe takes a sentence out, a physician reads what is left and signs."""
    draft = await scene.draft()
    scribe = scene.key("dora")
    edit(scene.store, "d1", first(draft).id, None, scribe, chart=scene.chart, checker=check_draft)
    _leaves(scene, scene.sign())


@TRIES.open
async def read_before_a_late_draft(scene: Scene) -> None:
    """While a draft is read its author lays down another text: what was read is what is signed."""
    draft = await scene.draft()
    seen = scene.read()
    scene.store.propose(replace(draft, sections=draft.sections[:1]))
    signed = scene.sign(seen=seen)
    if [s.text for s in signed.draft.statements] != [s.text for s in draft.statements]:
        raise AssertionError("another text was signed")
    _leaves(scene, signed)


@TRIES.open
async def proposal_accepted(scene: Scene) -> None:
    """A physician signs a draft and accepts the diagnosis that it proposes."""
    await scene.proposing()
    signed = scene.sign(decided=Decided(accepted=("p1",)))
    kinds = {entry["resource"]["resourceType"] for entry in to_fhir(signed)["entry"]}
    if "Condition" not in kinds:
        raise AssertionError("it does not leave")
    _leaves(scene, signed)


@TRIES.open
async def checked_again(scene: Scene) -> None:
    """A result comes in; the draft is checked again, read again, and signed."""
    await scene.draft()
    chart = scene.changed_chart(potassium("k3", "2025-12-28", 5.0))
    draft = recheck(scene.store, "d1", chart, check_draft)
    seen = show(scene.store, "d1", chart).seen
    vouched = [s.id for s in draft.statements]
    _leaves(scene, scene.sign(seen=seen, chart=chart, attested=vouched))


@TRIES.open
async def passphrase_typed_again(scene: Scene) -> None:
    """After an hour a physician types their passphrase again and signs."""
    await scene.draft()
    scene.passes(hours=1)
    again = unlock(scene.home.identities, PHYSICIAN, PASSPHRASE, clock=lambda: scene.now)
    _leaves(scene, scene.sign(by=again))


@TRIES.open
async def signed_again_by_the_same(scene: Scene) -> None:
    """The same signature by the same person again gives the first one."""
    await scene.draft()
    seen = scene.read()
    one, other = scene.sign(seen=seen), scene.sign(seen=seen)
    if one.decision_id != other.decision_id:
        raise AssertionError("there are two")
    _leaves(scene, other)


@TRIES.open
async def amended(scene: Scene) -> None:
    """A signed document is corrected by a colleague, and the correction leaves."""
    await scene.signed()
    newer = amend(scene.store, "d1", scene.key(COLLEAGUE))
    named, who = first(newer).id, scene.key(COLLEAGUE)
    edit(scene.store, newer.id, named, None, who, chart=scene.chart, checker=check_draft)
    _leaves(scene, scene.sign(newer.id, by=who))


@TRIES.open
async def retracted(scene: Scene) -> None:
    """A signed document is withdrawn, and the notice of that leaves."""
    await scene.signed()
    retract(scene.store, "d1", scene.key(), reason="It was of somebody else.")
    if not retraction_fhir(open_retraction(scene.store, "d1"))["entry"]:
        raise AssertionError("nothing was written")
    verify(scene.store).require()


@TRIES.open
async def declined(scene: Scene) -> None:
    """A physician declines a draft with a reason."""
    await scene.draft()
    decided = decline(scene.store, "d1", scene.key(), reason="The wrong visit.")
    if decided.status is not Status.DECLINED:
        raise AssertionError("it is not declined")
    verify(scene.store).require()


@TRIES.open
async def recognised(scene: Scene) -> None:
    """A filed document is recognised, and no copy is called changed."""
    signed = await scene.signed()
    path = file_document(signed, scene.folder / "documents")
    if changed_copies(scene.store, path.parent):
        raise AssertionError("a copy is called changed")
    recognise(scene.store, "d1", path.read_bytes(), alike(signed, path.read_bytes()))


@TRIES.open
async def by_commands(scene: Scene) -> None:
    """Read, signed, exported, checked and verified at the command line."""
    await laid_down(scene)
    done = json.loads(scene.command(*signing(shown(scene))).stdout)
    (scene.folder / "out").mkdir()
    path = scene.folder / "out" / "document.md"
    scene.command("export", "d1", "--out", str(path))
    scene.command("export", "d1", "--check", str(path))
    scene.command("audit", "verify")
    if not (done and open_signed(scene.store, "d1").draft.id == "d1"):
        raise AssertionError("it is not signed")
