"""Taking out what is not signed, or stands no more."""

import shutil
from dataclasses import replace
from typing import Final

from typing_extensions import override

from chartside.errors import AuditBroken, PolicyError, UsageError
from chartside.evals.attacks.bypass.attempt import Tries
from chartside.evals.attacks.bypass.scene import COLLEAGUE, Scene
from chartside.signoff import (
    Signed,
    SignoffStore,
    amend,
    decline,
    file_document,
    open_signed,
    retract,
    sign,
    to_fhir,
    to_fhir_document,
    to_markdown,
)
from chartside.signoff.exporting.retraction import open_retraction
from chartside.signoff.leaving import note_export, recognise
from chartside.signoff.policy import default_policy

TRIES: Final = Tries("leaving")
refused = TRIES.refused


@refused(PolicyError)
async def a_draft(scene: Scene) -> None:
    """Open a draft that nobody has opened as a signed document."""
    await scene.draft()
    with scene.trying():
        scene.out(open_signed(scene.store, "d1"))


@refused(PolicyError)
async def in_review(scene: Scene) -> None:
    """Open a draft that is being read as a signed document."""
    await scene.draft()
    scene.read()
    with scene.trying():
        scene.out(open_signed(scene.store, "d1"))


@refused(PolicyError)
async def declined_draft(scene: Scene) -> None:
    """Open a declined draft as a signed document."""
    await scene.draft()
    decline(scene.store, "d1", scene.key(), reason="The wrong visit.")
    with scene.trying():
        scene.out(open_signed(scene.store, "d1"))


@refused(PolicyError)
async def superseded_draft(scene: Scene) -> None:
    """Open a superseded draft as a signed document."""
    await scene.draft()
    await scene.draft("d2")
    with scene.trying():
        scene.out(open_signed(scene.store, "d1"))


@refused(PolicyError)
async def expired_draft(scene: Scene) -> None:
    """Open an expired draft as a signed document."""
    await scene.draft()
    scene.passes(days=31)
    scene.store.expire_due()
    with scene.trying():
        scene.out(open_signed(scene.store, "d1"))


@refused(PolicyError)
async def retracted_document(scene: Scene) -> None:
    """Take out a document that was opened as signed before it was retracted."""
    signed = await scene.signed()
    retract(scene.store, "d1", scene.key(), reason="It was of somebody else.")
    with scene.trying():
        scene.out(signed)


@refused(PolicyError)
async def amended_document(scene: Scene) -> None:
    """Take out a document that was opened as signed before it was amended."""
    signed = await scene.signed()
    newer = amend(scene.store, "d1", scene.key())
    scene.sign(newer.id)
    with scene.trying():
        scene.out(signed)


@refused(PolicyError)
async def amendment_in_review(scene: Scene) -> None:
    """Take out an amendment that nobody has signed."""
    await scene.signed()
    newer = amend(scene.store, "d1", scene.key())
    with scene.trying():
        scene.out(open_signed(scene.store, newer.id))


@refused(PolicyError)
async def made_by_hand(scene: Scene) -> None:
    """Make a signed document of its parts, past the store."""
    signed = await scene.signed()
    await scene.draft("d2", "handoff")
    with scene.trying():
        forged = Signed(signed.payload, signed.jws, signed.public_key, scene.store, object())
        scene.out(forged)


@refused(PolicyError)
async def with_another_text(scene: Scene) -> None:
    """Take a signed document and put other words under its signature."""
    signed = await scene.signed()
    with scene.trying():
        scene.out(replace(signed, payload=signed.payload.replace(b"arfarin", b"aspirin")))


@refused(PolicyError)
async def rewritten_in_place(scene: Scene) -> None:
    """Write other words into a signed document that is held already."""
    signed = await scene.signed()
    object.__setattr__(signed, "payload", signed.payload.replace(b"arfarin", b"aspirin"))
    with scene.trying():
        scene.out(signed)


@refused(PolicyError)
async def document_swapped(scene: Scene) -> None:
    """Give a signed document another text beside the bytes that were signed."""
    signed = await scene.signed()
    other = replace(
        signed.document, draft=replace(signed.draft, sections=signed.draft.sections[:1])
    )
    signed.__dict__["document"] = other
    with scene.trying():
        scene.out(signed)


class _Looser(Signed):
    """Says of itself whatever is asked."""

    @override
    def __post_init__(self) -> None:
        """Nothing is asked."""


@refused(PolicyError)
async def of_a_subclass(scene: Scene) -> None:
    """Take out an object of a class that leaves the checks out."""
    signed = await scene.signed()
    with scene.trying():
        scene.out(
            _Looser(signed.payload, signed.jws, signed.public_key, scene.store, signed.made_by)
        )


class _Alike:
    """Looks like a signed document to whoever asks only for its parts."""

    def __init__(self, signed: Signed) -> None:
        self.__dict__.update(vars(signed))
        self.draft, self.document, self.row = signed.draft, signed.document, signed.row
        self.basis, self.attested = signed.basis, signed.attested
        self.decision_id = signed.decision_id


@refused(PolicyError)
async def that_looks_alike(scene: Scene) -> None:
    """Take out an object that only looks like a signed document, in each form."""
    alike = _Alike(await scene.signed())
    with scene.trying():
        for way in (to_markdown, to_fhir, to_fhir_document):
            _must_refuse(way, alike)
        file_document(alike, scene.folder / "documents")  # type: ignore[arg-type]  # that is it


def _must_refuse(way: object, value: object) -> None:
    try:
        way(value)  # type: ignore[operator]  # each is a function
    except PolicyError:
        return
    raise AssertionError("it was let out")


@refused(PolicyError)
async def draft_itself(scene: Scene) -> None:
    """Hand a draft to what writes signed documents."""
    draft = await scene.draft()
    with scene.trying():
        file_document(draft, scene.folder / "documents")  # type: ignore[arg-type]  # that is it


@refused(PolicyError)
async def from_another_store(scene: Scene) -> None:
    """Take out what was signed in a store of one's own, as if it were of this one."""
    signed = await scene.signed()
    await scene.draft("d2", "handoff")
    there = SignoffStore(scene.folder / "elsewhere.db", clock=lambda: scene.now)
    there.propose(signed.draft)
    with scene.trying():
        scene.out(Signed(signed.payload, signed.jws, signed.public_key, there, signed.made_by))


@refused(PolicyError)
async def by_rules_of_ones_own(scene: Scene) -> None:
    """Sign a summary as a nurse under a policy that lets her, and take it out here."""
    policy = default_policy()
    roles = policy.roles | {"nurse": policy.roles["physician"]}
    await scene.draft()
    lax = scene.another_store(policy=replace(policy, roles=roles))
    seen, nurse = scene.read(), scene.key("chen")
    sign(lax, "d1", nurse, meaning="author", chart=scene.chart, seen=seen)
    with scene.trying():
        scene.out(open_signed(scene.store, "d1"))


@refused(AuditBroken, broken=True)
async def from_an_older_copy(scene: Scene) -> None:
    """Put an older copy of the store back, in which a withdrawn document still stands."""
    signed = await scene.signed()
    older = scene.folder / "older.db"
    shutil.copy(scene.store.path, older)
    retract(scene.store, "d1", scene.key(), reason="It was of somebody else.")
    shutil.copy(older, scene.store.path)
    with scene.trying():
        scene.out(signed)


@refused(PolicyError)
async def retraction_that_is_none(scene: Scene) -> None:
    """Take out the notice of a retraction that nobody has made."""
    await scene.signed()
    with scene.trying():
        open_retraction(scene.store, "d1")


@refused(UsageError)
async def noted_as_signed(scene: Scene) -> None:
    """Note in the audit that a draft was signed, as others may note that it was filed."""
    await scene.draft()
    with scene.trying():
        scene.store.note("signed", "d1", who=COLLEAGUE)


@refused(PolicyError)
async def exported_before_it_is_signed(scene: Scene) -> None:
    """Note the export of a draft, and have the file recognised as one of a signed document."""
    await scene.draft()
    data = b"# Summary\nSigned by Asha Test\n"
    note_export(scene.store, "d1", "md", data)
    with scene.trying():
        recognise(scene.store, "d1", data, {})


@refused(UsageError)
async def name_that_is_a_path(scene: Scene) -> None:
    """Lay down a draft whose id leads out of the folder that documents are filed in."""
    draft = await scene.hospital.draft("summary")
    with scene.trying():
        scene.store.propose(replace(draft, id="../../out/document"))
