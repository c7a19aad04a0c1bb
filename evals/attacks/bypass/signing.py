"""Signing what was not read, not checked, not undecided any more, or not this chart's."""

import asyncio
from dataclasses import replace
from typing import Final

from chartside.draft import Status, Verdict
from chartside.errors import Overtaken, PolicyError, UsageError
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
    amend,
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
