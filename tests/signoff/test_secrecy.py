"""Canaries: chart text, patients and passphrases never show in audit, errors or logs."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Verdict
from chartside.errors import ChartsideError
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    amend,
    decline,
    edit,
    events,
    export_ndjson,
    recheck,
    retract,
    show,
    sign,
    unlock,
    verify,
)

REASON = "Quillfeather reason canary"


@pytest.fixture
def lived(
    a: Any,
    store: SignoffStore,
    physician: UnlockedIdentity,
    nurse: UnlockedIdentity,
    identities: Path,
) -> list[str]:
    """Everything that can happen to drafts, wrong turns included; the messages of all refusals."""
    said: list[str] = []

    def tried(work: Any) -> Any:
        try:
            return work()
        except ChartsideError as refused:
            said.append(f"{refused} {refused!r} {refused.__cause__} {refused.__context__}")

    chart, other = a.chart(), a.chart(patient="Patient/p2")
    changed = a.chart(a.entry("Observation/a1c", version="2"), a.entry("Observation/old"))
    store.propose(a.draft(a.sentence("s1"), a.sentence("s2", Verdict.CONTRADICTED)))
    seen = show(store, "d1", chart, viewer="grey").seen
    for attempt in (
        lambda: sign(
            store, "d1", physician, meaning="review", chart=chart, seen=seen, attested=[a.canary]
        ),
        lambda: sign(store, "d1", physician, meaning="review", chart=other, seen=seen),
        lambda: sign(store, "d1", physician, meaning="review", chart=changed, seen=seen),
        lambda: sign(store, "d1", physician, meaning=a.canary, chart=chart, seen=seen),
        lambda: sign(store, "d1", physician, meaning="review", chart=chart, seen=a.canary),
        lambda: sign(store, "d1", nurse, meaning="review", chart=chart, seen=seen),
        lambda: edit(
            store, "d1", a.canary, "x", physician, chart=chart, checker=a.judge_as("supported")
        ),
        lambda: edit(
            store, a.canary, "s1", "x", physician, chart=chart, checker=a.judge_as("supported")
        ),
        lambda: edit(
            store,
            "d1",
            "s2",
            a.canary * 900,
            physician,
            chart=chart,
            checker=a.judge_as("supported"),
        ),
        lambda: unlock(identities, "grey", a.passphrase + "!"),
        lambda: unlock(identities, f"{a.patient_name}/x", a.passphrase),
        lambda: store.propose(a.draft(a.sentence(a.canary))),
        lambda: decline(store, a.canary, physician, reason=REASON),
        lambda: retract(store, "d1", physician, reason=REASON),
        lambda: amend(store, "d1", physician),
        lambda: edit(
            store,
            "d1",
            "s2",
            f"{a.canary} anew",
            physician,
            chart=chart,
            checker=a.judge_as("supported"),
        ),
        lambda: recheck(store, "d1", changed, a.judge_as("supported")),
        lambda: sign(
            store,
            "d1",
            physician,
            meaning="review",
            chart=changed,
            seen=show(store, "d1", changed).seen,
        ),
        lambda: retract(store, "d1", physician, reason=REASON),
        lambda: store.propose(a.draft(id_="d2")),
        lambda: decline(store, "d2", physician, reason=REASON),
    ):
        tried(attempt)
    unlock(identities, "grey", a.passphrase)
    return said


def secrets(a: Any) -> tuple[str, ...]:
    return (
        a.canary,
        a.patient_name,
        "Quackenbush",
        "metformin",
        a.passphrase,
        REASON,
        "Hemoglobin",
        "April 1950",
        "1950-04",
    )


def test_the_story_went_as_far_as_it_should(lived: list[str], store: SignoffStore) -> None:
    happened = {row.event for row in events(store)}
    assert {"signed", "retracted", "declined", "edited", "rechecked", "denied"} <= happened
    assert len(lived) == 15
    assert verify(store).ok


def test_no_audit_row_holds_chart_text_names_or_passphrases(
    a: Any, lived: list[str], store: SignoffStore
) -> None:
    with store.read() as tx:
        rows = json.dumps([tuple(row) for row in tx.all("SELECT * FROM audit")], ensure_ascii=False)
    exported = "\n".join(export_ndjson(store))
    assert lived
    assert [s for s in secrets(a) if s in rows or s in exported] == []


def test_no_error_holds_chart_text_names_or_passphrases(a: Any, lived: list[str]) -> None:
    assert [(s, message) for message in lived for s in secrets(a) if s in message] == []


def test_nothing_is_logged_or_printed(
    a: Any, request: Any, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    request.getfixturevalue("lived")
    out = capfd.readouterr()
    logged = caplog.text + out.out + out.err
    assert [s for s in secrets(a) if s in logged] == []
