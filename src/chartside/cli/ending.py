"""After a decision: the run ends, a signed document is filed, and the audit chain is verified."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.text import Text

from chartside.agent.assistant import Assistant
from chartside.cli.naming import command, shown
from chartside.cli.output import counted, out
from chartside.settings import Settings
from chartside.signoff.audit import AuditReport, verify
from chartside.signoff.export import file_document
from chartside.signoff.gate import Signed
from chartside.signoff.meaning import Meaning


@dataclass(frozen=True, slots=True)
class Filed:
    """A signed document on disk, and the state of the audit chain after it was put there."""

    signed: Signed
    path: Path
    audit: AuditReport

    def to_json(self) -> dict[str, Any]:
        """Ids, hashes, and where it lies."""
        row = self.signed.row
        return {
            "draft": self.signed.draft.id,
            "status": "signed",
            "version": row.draft_version,
            "decision": self.signed.decision_id,
            "identity": row.who,
            "meaning": row.meaning,
            "at": row.at,
            "attested": list(self.signed.attested),
            "acknowledged": list(self.signed.acknowledged),
            "document": str(self.path),
            "audit": {"ok": self.audit.ok, "rows": self.audit.rows, "head": self.audit.head},
        }


def filed(assistant: Assistant, here: Settings, signed: Signed) -> Filed:
    """End the run of a signed draft and file the document; filing twice changes nothing.

    An amendment has no run: it is filed all the same.

    Raises:
        StoreError: The documents' folder cannot be written. The signature stands; sign again with
            the same words to file it.
        AuditBroken: The audit chain does not verify.
    """
    asyncio.run(assistant.finish(signed.draft.id))
    path = file_document(signed, here.documents)
    return Filed(signed, path, verify(signed.store).require())


def told(done: Filed) -> None:
    """Say where the document lies and that the chain is whole. Paths are not broken into lines."""
    row = done.signed.row
    rows, decisions = done.audit.rows, done.audit.decisions
    facts = (
        ("Signed", f"{Meaning(row.meaning or '').words} by {row.name}, {row.local_time}"),
        ("Document", str(done.path)),
        (
            "",
            "beside it: .fhir.json to send, .signed.json to verify the signature without Chartside",
        ),
        ("Audit", f"chain verified: {counted(rows, 'row')}, {counted(decisions, 'decision')}"),
        ("", f"head {done.audit.head}"),
        ("Export", command("export", shown(done.signed.draft.id))),
    )
    for word, said in facts:
        out.print(Text.assemble("  ", (f"{word:<9} ", "bold"), said))
