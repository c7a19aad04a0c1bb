"""The text that a document leaves as is the one that its signature is over."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from chartside.draft import Author, Citation, Finding, Severity, Verdict
from chartside.errors import PolicyError
from chartside.signoff import SignoffStore, UnlockedIdentity, show, sign, to_markdown
from chartside.signoff.canonical import Amends, Cover, Document
from chartside.signoff.rendering import FORM, rendered, rendering
from chartside.signoff.row import AuditRow


def test_who_has_the_text_and_the_signed_bytes_can_tell_that_they_belong_together(
    a: Any, store: SignoffStore, physician: UnlockedIdentity
) -> None:
    store.propose(a.draft(a.sentence("s1"), a.sentence("s2", Verdict.NOT_FOUND)))
    seen = show(store, "d1", a.chart()).seen
    signed = sign(
        *(store, "d1", physician),
        meaning="review",
        chart=a.chart(),
        seen=seen,
        attested=["s2"],
    )
    text = to_markdown(signed)
    assert "attested by the signer" in text
    bound = json.loads(signed.payload)["basis"]["rendering"]
    assert bound == {"form": FORM, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def test_a_text_that_is_not_the_one_that_was_signed_does_not_leave(a: Any) -> None:
    document, row = Document(a.draft()), AuditRow("signed", decision_id="e1", meaning="author")
    held = rendering(document, row)
    assert a.canary in rendered(document, row, held)
    with pytest.raises(PolicyError, match="e1 was signed over a text") as refused:
        rendered(document, replace(row, name="Somebody Else"), held)
    assert a.canary not in str(refused.value)
    with pytest.raises(PolicyError):
        rendered(document, row, {"rendering": {**held["rendering"], "form": "another"}})


def test_what_was_signed_before_texts_were_bound_leaves_as_it_did(a: Any) -> None:
    document, row = Document(a.draft()), AuditRow("signed", decision_id="e1", meaning="author")
    assert a.canary in rendered(document, row, {"policy_sha256": "x"})


def test_a_withdrawal_has_no_text_to_bind() -> None:
    assert rendering(None, AuditRow("retracted")) == {}


def test_the_rules_of_a_form_never_change(a: Any) -> None:
    """Other bytes are another form beside this one (ADR 0014): the old one still has to be made."""
    draft = replace(
        a.draft(
            a.sentence("s1"),
            a.sentence("s2", Verdict.NOT_FOUND, "Takes *metformin* <500 mg>."),
            a.sentence("s3", None),
        ),
        author=Author("model", "google/medgemma-27b-it", "abc123", {"temperature": "0.0"}),
        conflicts=(Finding("r", "They differ", Severity.HIGH, (Citation("Observation/x", "2"),)),),
        set_aside=("not asked for: before 2020", "folder/scan.json: not JSON"),
    )
    cover = Cover("Wilhelmina Quackenbush, born 1950", {"Observation/a1c": "HbA1c, 2026"})
    document = Document(draft, 3, cover, Amends("d0", "e0", "0" * 64))
    row = AuditRow(
        "signed",
        at="2026-03-02T09:30:00.000Z",
        local_time="2026-03-02T04:30:00.000-05:00",
        decision_id="e1",
        draft_id="d1",
        draft_version=3,
        who="grey",
        name="Dr. Meredith Grey",
        role="physician",
        meaning="approve",
        edit_distance=7,
        attested='["s2"]',
        document_sha256="f" * 64,
    )
    assert rendering(document, row)["rendering"] == {
        "form": "chartside-markdown/1",
        "sha256": "df1850160f4bfdb65e1a1a170e0c6a62c99ca096f6c179dc252f6a5164866f0d",
    }
