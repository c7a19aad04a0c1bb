"""One person's sitting at a draft: what they have read, vouched for and changed, until they decide.

Nothing of it is kept but what went into the sign-off store: whoever stops loses no edit, and has
signed nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from chartside.agent.assistant import Assistant
from chartside.cli.reopening import Reopened
from chartside.cli.signers import Keys
from chartside.draft import Draft, Finding, Proposal, Statement, Verdict
from chartside.grounding import check_draft
from chartside.settings import Settings
from chartside.signoff.canonical import Document
from chartside.signoff.decide import decline, sign
from chartside.signoff.decision import Decision
from chartside.signoff.drafts import Held
from chartside.signoff.editing import edit, recheck
from chartside.signoff.findings import needing
from chartside.signoff.gate import Signed
from chartside.signoff.proposed import NOTHING, Decided
from chartside.signoff.review import Shown, show, shown
from chartside.signoff.store import SignoffStore


@dataclass(frozen=True, slots=True)
class Unread:
    """What a person has not read yet of a page they had read to its end before."""

    changed: tuple[Statement, ...]
    taken_out: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass
class Sitting:
    """A person at an open draft, with its chart open beside it. `seen` names what was read last.

    `edits` counts the edits of this sitting, all of them kept in the store; `decided` is what they
    said of each proposal, `acknowledged` names the warnings that they took note of, and
    `turned_down` says that they declined the draft.
    """

    here: Settings
    store: SignoffStore
    draft_id: str
    opened: Reopened
    keys: Keys
    seen: str = ""
    edits: int = 0
    decided: Decided = NOTHING
    acknowledged: list[str] = field(default_factory=list)
    turned_down: bool = False
    _read: Draft | None = None
    _vouched: dict[str, Statement] = field(default_factory=dict)

    @property
    def held(self) -> Held:
        """The draft as the store has it now."""
        return self.store.held(self.draft_id)

    @property
    def draft(self) -> Draft:
        """Its newest version."""
        return self.held.draft

    @property
    def page(self) -> Document:
        """The document that would be signed, with its cover."""
        return shown(self.held, self.opened.chart).document

    @cached_property
    def assistant(self) -> Assistant:
        """Who ends the run when the draft is decided."""
        return Assistant(self.opened.record, settings=self.here)

    def checked_again(self) -> tuple[Draft, Draft]:
        """The draft before and after it was judged over the chart as it is now."""
        before = self.draft
        return before, recheck(self.store, self.draft_id, self.opened.chart, check_draft)

    def open_page(self) -> Shown:
        """What is about to be shown; the audit notes the reading."""
        return show(self.store, self.draft_id, self.opened.chart)

    def was_read(self, page: Shown) -> None:
        """The person saw all of this page, or all that is new on it."""
        self._read = page.document.draft
        self.seen = page.seen

    @property
    def unread(self) -> Unread | None:
        """What differs from what was read; None where it was never read to the end."""
        if self._read is None:
            return None
        was, now = self._read, self.draft
        before, after = {s.id: s for s in was.statements}, {s.id: s for s in now.statements}
        known = (*was.conflicts, *was.omissions)
        return Unread(
            changed=tuple(s for s in now.statements if before.get(s.id) != s),
            taken_out=tuple(name for name in before if name not in after),
            findings=tuple(f for f in (*now.conflicts, *now.omissions) if f not in known),
        )

    @property
    def as_read(self) -> bool:
        """Whether the page that would be signed is the one that was read last."""
        return shown(self.held, self.opened.chart).seen == self.seen

    def vouch(self, statement: Statement) -> None:
        """The person answers for this one unsupported sentence, in these words."""
        self._vouched[statement.id] = statement

    @property
    def attested(self) -> list[str]:
        """Ids of the sentences that were vouched for and have not changed since."""
        return [s.id for s in self.draft.statements if self._vouched.get(s.id) == s]

    def decide(self, proposal: str, *, accept: bool) -> None:
        """The person accepts or rejects this one proposal."""
        accepted, rejected = self.decided.accepted, self.decided.rejected
        if accept:
            self.decided = Decided([*accepted, proposal], rejected)
        else:
            self.decided = Decided(accepted, [*rejected, proposal])

    @property
    def undecided(self) -> list[Proposal]:
        """Proposals that the person has neither accepted nor rejected."""
        decided = {*self.decided.accepted, *self.decided.rejected}
        return [p for p in self.draft.proposals if p.id not in decided]

    @property
    def unsettled(self) -> list[Statement]:
        """What still has to be dealt with: contradicted sentences first."""
        vouched = set(self.attested)
        flagged = [s for s in self.draft.statements if s.verdict is not Verdict.SUPPORTED]
        open_ = [s for s in flagged if s.id not in vouched]
        return sorted(open_, key=lambda s: s.verdict is not Verdict.CONTRADICTED)

    @property
    def unacknowledged(self) -> list[str]:
        """Warnings that the policy wants acknowledged, and that were not."""
        least = self.store.policy.limits.acknowledge_from
        return [name for name in needing(self.draft, least) if name not in self.acknowledged]

    def edit(
        self,
        statement_id: str,
        text: str | None,
        cite: Collection[str] | None = None,
        *,
        version: int | None = None,
    ) -> Draft:
        """Give a sentence new words, or take it out; the new version, judged again.

        `cite` names other sources for it; None keeps those it has. `version` is the one that the
        person had before them, by default the one that the store has now.
        """
        draft = edit(
            self.store,
            self.draft_id,
            statement_id,
            text,
            self.keys.editor(),
            chart=self.opened.chart,
            checker=check_draft,
            cite=cite,
            version=version,
        )
        self.edits += 1
        return draft

    def sign(self, meaning: str) -> Signed:
        """Sign exactly the page that was read last; the passphrase is asked for now."""
        return sign(
            self.store,
            self.draft_id,
            self.keys.signer("sign"),
            meaning=meaning,
            chart=self.opened.chart,
            seen=self.seen,
            attested=self.attested,
            decided=self.decided,
            acknowledged=self.acknowledged,
            checker=check_draft,
        )

    def decline(self, reason: str) -> Decision:
        """Turn the draft down."""
        decision = decline(self.store, self.draft_id, self.keys.signer("decline"), reason=reason)
        self.turned_down = True
        return decision
