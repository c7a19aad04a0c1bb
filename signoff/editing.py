"""A person changes a draft.

A sentence gets other words or sources or is removed, a changed chart is re-checked, a signed
document is amended.

Each makes a new version; nothing is overwritten. Every sentence is judged again, and because the
version is new, whoever read the old one has to read again before signing. A sentence that the chart
still contradicts after an edit still blocks: there is no override.
"""

from collections.abc import Collection
from dataclasses import replace

from chartside.draft import Citation, Draft, Section, Statement, Status
from chartside.errors import NotThere, Overtaken, PolicyError, UsageError
from chartside.fhir.chart import Chart
from chartside.signoff import chain, distance, drafts, refusals
from chartside.signoff.canonical import Amends
from chartside.signoff.clock import utc_text
from chartside.signoff.connection import Transaction
from chartside.signoff.drafts import Held, Origin, Version
from chartside.signoff.gate import open_signed
from chartside.signoff.judging import Checker, judged
from chartside.signoff.names import shown_id
from chartside.signoff.recording import record_work
from chartside.signoff.references import shown_reference
from chartside.signoff.row import AuditRow
from chartside.signoff.signer import Signer
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore

_LONGEST = 4000
_AMENDMENTS = "SELECT id FROM drafts WHERE amends_id = ? ORDER BY number"


def edit(  # noqa: PLR0913 - what to change, who changes it, and what it is judged by
    store: SignoffStore,
    draft_id: str,
    statement_id: str,
    new_text: str | None,
    editor: Signer,
    *,
    chart: Chart,
    checker: Checker,
    cite: Collection[str] | None = None,
    version: int | None = None,
) -> Draft:
    """Give a sentence new words, other sources, or remove it (`new_text` None).

    `cite` names the sources that the sentence has from now on (`Type/id`, in the version that the
    chart holds now); None keeps those it has. A source that stays keeps its quoted passage. Whether
    they support the sentence is the checker's to say.

    `version` is the one that the editor had before them: where somebody else has changed the draft
    since, nothing is overwritten, and the editor has to read again. None edits the newest.

    The draft in its new version, judged again.

    Raises:
        PolicyError: no authority to edit, the draft is decided, the chart is another patient's,
            nothing would be left, or someone else changed the draft meanwhile. Every refusal is
            audited.
        UsageError: no such draft or sentence, words that are empty or too long, or a source that
            the chart does not hold.
    """
    text = _words(new_text)
    with refusals.audited(store, draft_id, editor, "edit"):
        held = store.held(draft_id)
        store.policy.require_edit(editor.identity.role, held.draft.kind)
        refusals.require_version(held, version)
        refusals.require_own_chart(held.draft, chart)
        before = _sentence(held.draft, statement_id)
        after = _changed(before, text, cite, chart)
        if after == before:
            return held.draft
        draft = judged(_with(held.draft, before, after), chart, checker)
        words = distance.words_changed(before.text, text or "")
        new = _next(held, draft, Origin.EDIT, editor.identity.who)
        new = replace(new, distance=words, change=_change(before, after))
        row = replace(chain.about(draft, new.version, "edited"), decision="edit")
        row = replace(row, edit_distance=words, detail=_detail(before, after))
        with store.write() as tx:
            refusals.require_open(held, tx)
            record_work(tx, editor, _advance(tx, held, new, row, Status.IN_REVIEW))
    return store.draft(draft_id)


def recheck(store: SignoffStore, draft_id: str, chart: Chart, checker: Checker) -> Draft:
    """Judge a draft again over the chart as it is now; a new version when anything differs.

    Raises:
        PolicyError: the draft is decided, or the chart is another patient's.
        UsageError: there is no such draft.
    """
    held = store.held(draft_id)
    refusals.require_own_chart(held.draft, chart)
    draft = judged(held.draft, chart, checker)
    if drafts.draft_hash(draft) == drafts.draft_hash(held.draft):
        return held.draft
    new = _next(held, draft, Origin.RECHECK, "chartside")
    with store.write() as tx:
        refusals.require_open(held, tx)
        row = chain.about(draft, new.version, "rechecked")
        chain.append(tx, _advance(tx, held, new, row, held.status))
    return store.draft(draft_id)


def amend(store: SignoffStore, draft_id: str, editor: Signer) -> Draft:
    """Open a draft that corrects a signed document.

    When it is signed, the older one becomes amended.

    There is one open amendment at a time: asking again gives the same.

    Raises:
        PolicyError: no authority, or the document is not signed (any more). Every refusal is
            audited.
    """
    with refusals.audited(store, draft_id, editor, "amend"):
        _require_signed(store.held(draft_id))
        signed = open_signed(store, draft_id)
        store.policy.require_sign(editor.identity.role, signed.draft.kind)
        amends = Amends(draft_id, signed.decision_id, signed.row.document_sha256 or "")
        with store.write() as tx:
            earlier = [drafts.load(tx, row["id"]) for row in tx.all(_AMENDMENTS, draft_id)]
            still_open = next((held for held in earlier if held.status in OPEN), None)
            if still_open is not None:
                return still_open.draft
            fresh = replace(
                signed.draft,
                id=f"{draft_id}.a{len(earlier) + 1}",
                created=utc_text(tx.now),
                status=Status.DRAFT,
                proposals=(),  # they were decided with the document that is amended
            )
            _open_amendment(tx, store, fresh, amends, editor)
    return store.draft(fresh.id)


def _words(text: str | None) -> str | None:
    if text is None:
        return None
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        raise UsageError(f"a sentence has 1 to {_LONGEST} characters; to remove it, give no text")
    return text


def _sentence(draft: Draft, statement_id: str) -> Statement:
    for statement in draft.statements:
        if statement.id == statement_id:
            return statement
    raise NotThere(f"draft {shown_id(draft.id)} has no sentence {shown_id(statement_id)}")


def _changed(
    before: Statement, text: str | None, cite: Collection[str] | None, chart: Chart
) -> Statement | None:
    if text is None:
        return None
    cited = before.citations if cite is None else _cited(before, cite, chart)
    return replace(before, text=text, citations=cited)


def _cited(before: Statement, cite: Collection[str], chart: Chart) -> tuple[Citation, ...]:
    if not cite:
        raise UsageError("a sentence needs at least one source")
    found: list[Citation] = []
    for reference in dict.fromkeys(cite):
        entry = chart.get(reference)
        if entry is None:
            raise UsageError(f"the chart holds no {shown_reference(reference)} to cite")
        kept = [c for c in before.citations if c.reference == reference]
        found += kept or [Citation(reference, entry.version)]
    return tuple(found)


def _change(before: Statement, after: Statement | None) -> dict[str, str | None]:
    """What was there and what is there now; the sources only where they differ."""
    change = {
        "statement": before.id,
        "before": before.text,
        "after": after.text if after else None,
    }
    if after and after.citations != before.citations:
        change |= {"cited_before": _references(before), "cited_after": _references(after)}
    return change


def _detail(before: Statement, after: Statement | None) -> str:
    cited = after is not None and after.citations != before.citations
    return f"sentence {before.id}{', sources changed' if cited else ''}"


def _references(statement: Statement) -> str:
    return ", ".join(dict.fromkeys(c.reference for c in statement.citations))


def _require_signed(held: Held) -> None:
    """What can be amended is a signed document that still stands."""
    if held.status is not Status.SIGNED:
        instead = f": amend {held.superseded_by}" if held.status is Status.AMENDED else ""
        raise Overtaken(
            f"draft {held.draft.id} is {held.status.value}, and only a signed document that stands "
            f"can be amended{instead}"
        )


def _with(draft: Draft, before: Statement, after: Statement | None) -> Draft:
    def changed(section: Section) -> Section:
        held = (after if s.id == before.id else s for s in section.statements)
        return replace(section, statements=tuple(s for s in held if s is not None))

    sections = tuple(section for section in map(changed, draft.sections) if section.statements)
    if not sections:
        raise PolicyError(f"draft {draft.id} would have no sentence left: decline it instead")
    return replace(draft, sections=sections)


def _next(held: Held, draft: Draft, origin: Origin, by: str) -> Version:
    return Version(held.version + 1, draft, drafts.draft_hash(draft), origin, by, at="")


def _advance(tx: Transaction, held: Held, new: Version, row: AuditRow, then: Status) -> AuditRow:
    """Append the version and move the draft to it; the row with what it was and is.

    The move fails where someone was faster, and takes the version with it.
    """
    drafts.move(tx, held, then, version=new.version)
    drafts.add_version(tx, held.draft.id, new)
    return replace(row, draft_sha256=new.sha256, previous_sha256=drafts.draft_hash(held.draft))


def _open_amendment(
    tx: Transaction, store: SignoffStore, draft: Draft, amends: Amends, editor: Signer
) -> None:
    drafts.lay_down(tx, draft, expires=tx.now + store.policy.draft_age, amends=amends)
    version = Version(
        1, draft, drafts.draft_hash(draft), Origin.AMENDMENT, editor.identity.who, at=""
    )
    drafts.add_version(tx, draft.id, version)
    row = replace(chain.about(draft, 1, "amendment_opened"), decision="amend")
    row = replace(row, draft_sha256=version.sha256, previous_sha256=amends.document_sha256)
    record_work(tx, editor, replace(row, detail=f"of draft {amends.draft_id}"))
