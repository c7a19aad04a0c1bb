"""A visit: one person with one patient's chart open, from a launch until the session ends.

Everything that the API and the pages do is a method of it, so that neither can name another patient
or another signer. Its methods are plain functions that may take a while (SQLite, a check of every
sentence): call them from a thread.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from chartside.draft import Draft, Statement
from chartside.errors import LaunchRefused, NotThere
from chartside.fhir.chart import Chart
from chartside.fhir.enclosure import with_sources
from chartside.fhir.store import RecordStore
from chartside.grounding import check_draft
from chartside.settings import Settings
from chartside.sidebar.keys import Keys
from chartside.sidebar.opened import Opened, require_in_view
from chartside.sidebar.people import Clinician, LaunchedSigner
from chartside.sidebar.running import Job
from chartside.sidebar.site import RegisteredEHR
from chartside.signoff.decide import decline, retract, sign
from chartside.signoff.decision import Decision
from chartside.signoff.drafts import Held, Version
from chartside.signoff.editing import amend, edit, recheck
from chartside.signoff.export import file_document
from chartside.signoff.exporting.forms import Format, Paper, written
from chartside.signoff.gate import Signed, open_signed
from chartside.signoff.leaving import note_export
from chartside.signoff.proposed import Decided
from chartside.signoff.review import Shown, looked_at, show
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore


@dataclass(frozen=True, slots=True)
class Signing:
    """What a person says when they sign; `seen` names exactly what they read."""

    seen: str
    meaning: str
    attested: Collection[str] = ()
    acknowledged: Collection[str] = ()
    accepted: Collection[str] = ()
    rejected: Collection[str] = ()


def _nothing() -> None:
    """There is no EHR behind this snapshot."""


@dataclass
class Visit:
    """One person, one patient, one snapshot of the chart.

    Args:
        ehr: The EHR that launched.
        here: The settings of that EHR: its home, with its own sign-off store.
        person: Who launched; `person.authenticated_at` moves when they prove themselves again.
        opened: What the launch brought.
        snapshot: The store with the patient's record, which a mirror fills.
        keys: Where signatures come from.
        reasoner: Who writes drafts.
        refresh: Brings the snapshot up to date from the EHR; called before anything is signed.
        deliver: Starts sending what was decided to the EHR; None: the site wants nothing sent.
        ready: Whether the snapshot holds the whole record; no chart is opened before it does.
    """

    ehr: RegisteredEHR
    here: Settings
    person: Clinician
    opened: Opened
    snapshot: Path
    keys: Keys = field(repr=False)
    reasoner: str = "extractive"
    refresh: Callable[[], None] = field(default=_nothing, repr=False)
    deliver: Callable[[], None] | None = field(default=None, repr=False)
    ready: bool = True
    _chart: Chart | None = field(default=None, repr=False)
    _store: SignoffStore | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def patient(self) -> str:
        """`Patient/id`."""
        return self.opened.patient

    @property
    def owner(self) -> str:
        """Whose runs are this visit's: the person's, with this view of this chart.

        A sidebar that is closed and opened again finds them.
        """
        return f"{self.person.who} {self.snapshot.stem}"

    @property
    def store(self) -> SignoffStore:
        """The EHR's sign-off store; to open it anew would be a third of reading a draft."""
        held = self._store
        if held is None or held.place != self.here.signoff:
            held = self._store = SignoffStore(self.here.signoff, anchor=self.here.anchor)
        return held

    @property
    def signer(self) -> LaunchedSigner:
        """The person, to edit and to decide; `PolicyError` for one who may only read."""
        return LaunchedSigner(self.person, self.keys)

    def chart(self) -> Chart:
        """The patient's chart as it was last pulled.

        Raises:
            LaunchRefused: `opening`: the record is still being read for the first time.
        """
        if not self.ready:
            raise LaunchRefused("opening")
        with self._lock:
            if self._chart is None:
                with RecordStore(self.snapshot) as record:
                    self._chart = record.open_chart(self.patient)
            return self._chart

    def pulled(self) -> None:
        """The snapshot was brought up to date: the chart is opened anew when it is next needed."""
        with self._lock:
            self._chart = None

    def drafts(self) -> tuple[Held, ...]:
        """Every draft about this patient, newest first."""
        return self.store.drafts(patient=self.patient)

    def held(self, draft_id: str) -> Held:
        """A draft about this patient; `NotThere`, in the same words, for any other id.

        Raises:
            PolicyError: It tells what this launch may not read in the chart.
        """
        try:
            held = self.store.held(draft_id)
        except NotThere:
            raise NotThere(_NO_DRAFT) from None
        if held.draft.patient != self.patient:
            raise NotThere(_NO_DRAFT)
        if self.opened.granted is not None:
            require_in_view(held.draft, self.chart_of(held.draft), self.opened.granted)
        return held

    def chart_of(self, draft: Draft) -> Chart:
        """The chart, with what a draft brought along to read beside it."""
        return with_sources(self.chart(), draft)

    def statement(self, draft_id: str, statement_id: str) -> Statement:
        """One sentence of a draft; `NotThere` where there is none."""
        for one in self.held(draft_id).draft.statements:
            if one.id == statement_id:
                return one
        raise NotThere("the draft has no sentence with this id")

    def versions(self, draft_id: str) -> tuple[Version, ...]:
        """Every version of a draft, the author's own text first."""
        return self.store.versions(self.held(draft_id).draft.id)

    def read(self, draft_id: str) -> Shown:
        """Open a draft for review; the audit notes who read it. Hand `seen` back to `sign`.

        Where the chart is another one than the draft was checked over, it is checked again first,
        but for who may change nothing: they may see less of the chart than its author saw.
        """
        held = self.held(draft_id)
        may = held.status in OPEN and self.store.policy.may_edit(self.person.role, held.draft.kind)
        if may and held.draft.record.digest != self.chart().digest:
            self.recheck(draft_id)
        return show(self.store, draft_id, self.chart_of(held.draft), viewer=self.person.who)

    def looked_at(self, draft_id: str, text: str) -> None:
        """Note that a decided document was read, of which this text was shown."""
        self.held(draft_id)
        looked_at(self.store, draft_id, text, viewer=self.person.who)

    def job(self, kind: str = "summary", **asked: str) -> Job:
        """A run for the workers: a document of a kind, or with `question` an answer.

        `asked` may hold `question`, `since`, `focus`, `length`, `language`, `dictation`, `resume`.
        """
        _ = asked.get("question") or self.signer  # a document takes an open one's place: who may?
        return Job(
            record=str(self.snapshot),
            patient=self.patient,
            home=str(self.here.home),
            kind=kind,
            reasoner=self.reasoner,
            **asked,
        )

    def edit(
        self,
        draft_id: str,
        statement_id: str,
        text: str | None,
        *,
        version: int | None = None,
        cite: Collection[str] | None = None,
    ) -> Draft:
        """Give a sentence other words or sources, or take it out (None); all is checked again."""
        draft = self.held(draft_id).draft
        return edit(
            self.store,
            draft_id,
            statement_id,
            text,
            self.signer,
            chart=self.chart_of(draft),
            checker=check_draft,
            cite=cite,
            version=version,
        )

    def recheck(self, draft_id: str) -> Draft:
        """Judge a draft again over the chart as it is now, for somebody who may edit it."""
        draft = self.held(draft_id).draft
        self.store.policy.require_edit(self.signer.identity.role, draft.kind)
        return recheck(self.store, draft_id, self.chart_of(draft), check_draft)

    def sign(self, draft_id: str, said: Signing) -> Signed:
        """Sign what was read over the chart as the EHR has it now, file it, and send it on.

        Raises:
            PolicyError: Any rule of `chartside.signoff.sign` speaks against it.
            SourceError: The EHR could not be asked whether the chart has changed.
        """
        held = self.held(draft_id)
        signer = self.signer  # who may not sign has nobody asked
        self.refresh()
        signed = sign(
            self.store,
            draft_id,
            signer,
            meaning=said.meaning,
            chart=self.chart_of(held.draft),
            seen=said.seen,
            attested=said.attested,
            decided=Decided(said.accepted, said.rejected),
            acknowledged=said.acknowledged,
            checker=check_draft,
        )
        file_document(signed, self.here.documents)
        self._send()
        return signed

    def decline(self, draft_id: str, reason: str) -> Decision:
        """Turn a draft down."""
        self.held(draft_id)
        return decline(self.store, draft_id, self.signer, reason=reason)

    def retract(self, draft_id: str, reason: str) -> Decision:
        """Withdraw a signed document."""
        self.held(draft_id)
        decision = retract(self.store, draft_id, self.signer, reason=reason)
        self._send()
        return decision

    def _send(self) -> None:
        if self.deliver is not None:
            self.deliver()

    def amend(self, draft_id: str) -> Draft:
        """Open a draft that corrects a signed document."""
        self.held(draft_id)
        return amend(self.store, draft_id, self.signer)

    def signed(self, draft_id: str) -> Signed:
        """The signed document of a draft; `PolicyError` where there is none that stands."""
        self.held(draft_id)
        return open_signed(self.store, draft_id)

    def export(self, draft_id: str, form: Format, paper: Paper = Paper.A4) -> bytes:
        """A signed document as bytes; the audit notes their hash and who took them."""
        data = written(self.signed(draft_id), form, paper)
        who = self.signer if self.person.role else None
        note_export(self.store, draft_id, form.value, data, who)
        return data


_NO_DRAFT: Final = "there is no such draft of this patient"
