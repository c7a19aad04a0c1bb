"""The text that a signed document leaves as, bound by its signature.

What is signed holds the hash of the Markdown that the decision gives. Whoever has the text and the
signed bytes can tell without Chartside that they belong together (`docs/signoff.md`), and a text
that is not the one that was signed does not leave.

The text follows from the document and the row of the decision by the rules of one form. Rules that
would give other bytes are another form, beside this one: what was signed in the older keeps its
text (ADR 0014).
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from chartside.errors import PolicyError
from chartside.signoff.canonical import Document, sha256
from chartside.signoff.markdown import signed_text
from chartside.signoff.names import shown_id
from chartside.signoff.row import AuditRow

FORM: Final = "chartside-markdown/1"
JSON = dict[str, Any]


def rendering(document: Document | None, row: AuditRow) -> JSON:
    """What is signed of the text; nothing where the decision lets no document leave."""
    if document is None:
        return {}
    return {"rendering": {"form": FORM, "sha256": sha256(_text(document, row).encode())}}


def rendered(document: Document, row: AuditRow, basis: Mapping[str, Any]) -> str:
    """The text of a signed document.

    Raises:
        PolicyError: it is not the text whose hash was signed.
    """
    text, bound = _text(document, row), basis.get("rendering")
    if bound is not None and bound != {"form": FORM, "sha256": sha256(text.encode())}:
        raise PolicyError(
            f"decision {shown_id(row.decision_id or '')} was signed over a text that this version "
            "of Chartside does not make: send the copy that was filed"
        )
    return text


def _text(document: Document, row: AuditRow) -> str:
    return signed_text(document, row, json.loads(row.attested or "[]"))
