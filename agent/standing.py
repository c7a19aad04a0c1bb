"""What lies in the sign-off store as a run needs it: what is signed, what became of a draft."""

from dataclasses import dataclass
from typing import Final

from chartside.agent.runs import Outcome
from chartside.draft import Draft, Status
from chartside.settings import Settings
from chartside.signoff import Desk, SignoffStore, file_document, open_signed

_SIGNED: Final = (Status.SIGNED, Status.AMENDED)
"""What was retracted is nothing to go on from."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The drafts and documents of a data folder; it can file what is signed, and sign nothing."""

    settings: Settings

    def store(self) -> SignoffStore:
        """The sign-off store."""
        return SignoffStore(self.settings.signoff, anchor=self.settings.anchor)

    def desk(self) -> Desk:
        """Where drafts are proposed."""
        return Desk(self.settings.signoff, anchor=self.settings.anchor)

    def signed(self, patient: str) -> tuple[Draft, ...]:
        """What is signed of a patient, newest first."""
        held = self.store().drafts(patient=patient, status=_SIGNED)
        return tuple(one.draft for one in held)

    def file(self, draft_id: str) -> str:
        """File the signed document of a draft; gives the name of its file.

        Raises:
            PolicyError: It is not signed.
        """
        return file_document(open_signed(self.store(), draft_id), self.settings.documents).name

    def outcome(self, draft_id: str, filed: str = "") -> Outcome:
        """How a draft stands; a signed one is filed where it is not.

        Raises:
            UsageError: There is no such draft.
        """
        decision = self.desk().decision(draft_id)
        if decision is None:
            return Outcome(draft_id, self.store().draft(draft_id).status)
        if decision.status is Status.SIGNED and not filed:  # signed after its run was forgotten
            filed = self.file(draft_id)
        return Outcome(draft_id, decision.status, filed)
