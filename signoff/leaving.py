"""What left: each exported file by its hash, and whether a file in hand is one of them.

A file is recognised by one of three things, the strongest first. It is what was *signed* (the bytes
under the signature, or the text whose hash they hold); it is *derived*, which is to say that the
signed document gives exactly these bytes when it is exported now; or it was *exported*, as the
audit noted before it left. The last is for paper that was set with other versions of Typst or of
the fonts, and rests on the audit chain instead of a signature.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from chartside.draft import Status
from chartside.errors import PolicyError
from chartside.signoff import chain, drafts
from chartside.signoff.account import account
from chartside.signoff.audit import events, verify
from chartside.signoff.canonical import sha256
from chartside.signoff.gate import decision_of, recorded
from chartside.signoff.names import shown_id
from chartside.signoff.recording import record_work
from chartside.signoff.row import AuditRow
from chartside.signoff.signer import Signer
from chartside.signoff.store import SignoffStore

EXPORTED: Final = "exported"
_WAS_SIGNED: Final = frozenset({Status.SIGNED, Status.AMENDED, Status.RETRACTED})


def note_export(
    store: SignoffStore, draft_id: str, form: str, data: bytes, signer: Signer | None = None
) -> None:
    """Record that a document leaves as these bytes, before it does.

    Args:
        store: Where the document is.
        draft_id: Which document.
        form: In which form, in a word.
        data: The bytes; their hash is `document_sha256` of the row.
        signer: Who asked for it, where they proved it: the event is then under their signature.
            Else it is the account of this process.

    Raises:
        PolicyError: the signer has not the key, or the name is known with another one.
    """
    with store.write() as tx:
        held = drafts.load(tx, draft_id)
        row = replace(
            chain.about(held.draft, held.version, EXPORTED),
            detail=shown_id(form),
            document_sha256=sha256(data),
        )
        if signer is None:
            chain.append(tx, replace(row, who=account()))
        else:
            record_work(tx, signer, row)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file that came from a signed document.

    `how` is `signed`, `derived` or `exported`; `row` the decision that signed the document;
    `status` what the document is now; `exports` the events in which exactly these bytes left.
    """

    how: str
    form: str
    row: AuditRow
    status: Status
    exports: tuple[AuditRow, ...]

    @property
    def stands(self) -> bool:
        """Whether the document still holds."""
        return self.status is Status.SIGNED


def recognise(
    store: SignoffStore, draft_id: str, data: bytes, ways: Mapping[str, Callable[[], bytes]]
) -> Recognised:
    """Which file of a signed document this is.

    Args:
        store: Where the document is.
        draft_id: Which document.
        data: The file.
        ways: What the document gives in each form, if it is exported now.

    Raises:
        PolicyError: it is none of them, or the document was never signed.
        AuditBroken: only the audit knows it, and the chain does not verify.
    """
    digest = sha256(data)
    with store.read() as tx:
        held = drafts.load(tx, draft_id)
        if held.status not in _WAS_SIGNED:
            raise PolicyError(f"draft {shown_id(draft_id)} was never signed: nothing left of it")
        payload, _, _ = recorded(tx, decision_of(tx, draft_id))
    content = json.loads(payload)
    exports = tuple(
        row
        for row in events(store, draft_id)
        if row.event == EXPORTED and row.document_sha256 == digest
    )
    signed = {sha256(payload): "signed.json"}
    if text := content.get("basis", {}).get("rendering"):
        signed[text["sha256"]] = "md"
    how, form = "signed", signed.get(digest, "")
    if not form:
        how, form = "derived", next((name for name, way in ways.items() if way() == data), "")
    if not form and exports:
        verify(store).require()
        how, form = EXPORTED, exports[0].detail or ""
    if not form:
        raise PolicyError(
            f"that file is not what document {shown_id(draft_id)} gives, and never was exported "
            "from here"
        )
    return Recognised(how, form, AuditRow(**content["row"]), held.status, exports)
