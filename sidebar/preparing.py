"""Making a patient's summary ready before anybody opens the sidebar, and telling cards of it."""

import asyncio
from typing import Final

import httpx

from chartside.draft import Draft, Status
from chartside.errors import LaunchRefused, SourceError
from chartside.fhir.chart import Chart
from chartside.fhir.network.token import Token
from chartside.fhir.store import RecordStore
from chartside.sidebar.cds import Authorization, Ready, Subject, ready_from
from chartside.sidebar.house import House
from chartside.sidebar.pulling import pulled_into
from chartside.sidebar.running import Job, Run, RunState
from chartside.sidebar.site import RegisteredEHR
from chartside.signoff.states import OPEN
from chartside.signoff.store import SignoffStore

KIND: Final = "summary"
_MOST: Final = 5_000
"""Patients that something is remembered of; the oldest make room."""


class Preparing:
    """What a site prepares for the cards of its CDS clients."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._ready: dict[tuple[str, ...], Ready] = {}

    async def ready(self, subject: Subject) -> Ready | None:
        """What is ready for this patient; None where it is nothing."""
        return self._ready.get(subject.key)

    async def prepare(self, subject: Subject, authorization: Authorization | None) -> None:
        """Read the record with the call's own token, and have a summary written from it.

        A summary that is open and was written from just this record is not written again.

        Raises:
            LaunchRefused: The base is no registered EHR's.
            SourceError: The record could not be read, or the summary not be written.
        """
        ehr = self._house.site.launched_by(subject.base)
        if ehr is None:
            raise LaunchRefused("unknown-ehr")
        if authorization is None:
            return
        view = ("cds", subject.caller.iss, subject.user, authorization.scope)
        snapshot = self._house.snapshot_of(ehr, subject.patient, *view)
        auth: httpx.Auth = Token(authorization.access_token)
        await pulled_into(ehr, subject.patient, snapshot, auth)
        chart = await asyncio.to_thread(_opened, str(snapshot), subject.patient)
        draft = await asyncio.to_thread(self._open_draft, ehr, chart)
        if draft is None:
            draft = await self._written(ehr, subject, str(snapshot))
        self._ready.pop(subject.key, None)
        self._ready[subject.key] = await asyncio.to_thread(ready_from, draft, chart)
        while len(self._ready) > _MOST:
            del self._ready[next(iter(self._ready))]

    def _store(self, ehr: RegisteredEHR) -> SignoffStore:
        here = self._house.home_of(ehr)
        return SignoffStore(here.signoff, anchor=here.anchor)

    def _open_draft(self, ehr: RegisteredEHR, chart: Chart) -> Draft | None:
        """The summary that is open: of just this record, or one that a person has before them.

        A new one would take the place of what somebody is reading or has changed.
        """
        held = self._store(ehr).drafts(patient=chart.patient.reference, status=OPEN)
        return next(
            (
                one.draft
                for one in held
                if one.draft.kind == KIND
                and (one.draft.record.digest == chart.digest or one.status is not Status.DRAFT)
            ),
            None,
        )

    async def _written(self, ehr: RegisteredEHR, subject: Subject, snapshot: str) -> Draft:
        home = str(self._house.home_of(ehr).home)
        job = Job(snapshot, subject.patient, home, KIND, reasoner=self._house.site.reasoner)
        run: Run = await self._house.runs.start(" ".join(subject.key), job)
        async for _ in run.follow():
            pass
        if run.state is not RunState.ENDED:
            raise SourceError(f"the summary of a card was not written: {run.state}")
        return await asyncio.to_thread(self._store(ehr).draft, run.draft_id)


def _opened(snapshot: str, patient: str) -> Chart:
    with RecordStore(snapshot) as record:
        return record.open_chart(patient)
