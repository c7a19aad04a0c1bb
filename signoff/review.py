"""Reading a draft: the rendering a person sees, and the hash that proves which one it was."""

from dataclasses import dataclass, replace

from chartside.draft import Status
from chartside.errors import Overtaken
from chartside.fhir.chart import Chart
from chartside.signoff import chain, drafts
from chartside.signoff.account import account
from chartside.signoff.canonical import Cover, Document, seen_hash, sha256
from chartside.signoff.cover import cover
from chartside.signoff.drafts import Held
from chartside.signoff.markdown import preview
from chartside.signoff.names import shown_who
from chartside.signoff.refusals import require_own_chart
from chartside.signoff.row import AuditRow
from chartside.signoff.store import SignoffStore

_WAS_SIGNED = frozenset({Status.SIGNED, Status.AMENDED, Status.RETRACTED})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reviewer was shown. Hand `seen` back to `sign`.

    It names exactly this document and this rendering.
    """

    document: Document
    markdown: str
    seen: str


def shown(held: Held, chart: Chart | None) -> Shown:
    """The rendering of a held draft, with the chart's cover where a chart is open."""
    page = Document(
        held.draft, held.version, cover(held.draft, chart) if chart else Cover(), held.amends
    )
    markdown = preview(page)
    return Shown(page, markdown, seen_hash(page, markdown))


def show(
    store: SignoffStore, draft_id: str, chart: Chart | None = None, *, viewer: str | None = None
) -> Shown:
    """Open a draft for review: it moves to `in_review`, and the reading is noted in the audit.

    `viewer` is who reads, as far as known; else it is the account of this process. Without the
    chart there is no cover, and what was seen that way cannot be signed.

    Raises:
        PolicyError: the open chart is another patient's, or the draft was signed (then
            `chartside.signoff.gate.open_signed` has the document).
        UsageError: there is no such draft.
    """
    with store.write() as tx:
        held = drafts.load(tx, draft_id)
        if held.status in _WAS_SIGNED:  # the preview would call it unsigned
            raise Overtaken(f"draft {held.draft.id} is {held.status.value}: no draft any more")
        if chart is not None:
            require_own_chart(held.draft, chart)
        page = shown(held, chart)
        if held.status is Status.DRAFT:
            drafts.move(tx, held, Status.IN_REVIEW)
        chain.append(tx, _viewed(held, page.markdown, viewer))
    return page


def looked_at(store: SignoffStore, draft_id: str, text: str, *, viewer: str | None = None) -> None:
    """Note in the audit that a document was read, of which this text was shown; it moves nothing.

    For what is no draft to be decided: a signed document, one that stands no more, a comparison. A
    draft that nobody has opened yet is opened with `show`.
    """
    with store.write() as tx:
        held = drafts.load(tx, draft_id)
        if held.status is not Status.DRAFT:
            chain.append(tx, _viewed(held, text, viewer))


def _viewed(held: Held, text: str, viewer: str | None) -> AuditRow:
    return replace(
        chain.about(held.draft, held.version, "viewed"),
        who=shown_who(viewer) if viewer else account(),
        shown_sha256=sha256(text.encode()),
        draft_sha256=drafts.draft_hash(held.draft),
    )
