"""What the agent may know of sign-off: the desk it lays drafts on, and how a draft ended."""

from dataclasses import dataclass
from typing import Protocol

from chartside.draft import Draft, Status


@dataclass(frozen=True, slots=True)
class Decision:
    """How a draft ended, or where it moved after it was signed.

    `who` is empty when nobody decided (superseded, expired).
    """

    draft_id: str
    status: Status
    version: int
    decision_id: str = ""
    who: str = ""
    at: str = ""
    superseded_by: str = ""


class DraftDesk(Protocol):
    """Where drafts are proposed. There is no way from here to a signature."""

    def propose(self, draft: Draft) -> None:
        """Lay a draft down for a person; the same draft again changes nothing."""
        ...

    def decision(self, draft_id: str) -> Decision | None:
        """How the draft ended; None while it is open (or was never proposed)."""
        ...
