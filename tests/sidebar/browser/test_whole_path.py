"""From the EHR's screen to a signed document in its record, in a frame of another site."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

PATIENT = "Nora Ellen Lindqvist"


def prove(desk: Any, password: str) -> None:
    """The person signs in once more, on the EHR's own page in the frame."""
    desk.app.get_by_role("link", name="Sign in once more").click()
    desk.app.get_by_label("Password").fill(password)
    desk.app.get_by_role("button", name="Sign in").click()


def test_a_physician_reads_edits_signs_and_finds_the_document_in_the_record(
    demo: Any, desk_at: Callable[..., Any]
) -> None:
    desk = desk_at(demo.ehr)
    app = desk.app
    expect(app.get_by_role("heading", name=PATIENT)).to_be_visible()
    app.get_by_role("button", name="Write the draft").click()
    app.get_by_role("link", name="Sign …").wait_for()

    edit_first_sentence(app)
    app.get_by_role("link", name="Sign …").click()
    prove(desk, demo.password)
    app.get_by_label("As reviewer").check()
    app.get_by_role("button", name=f"Sign for {PATIENT}").click()
    expect(app.get_by_text("Signed as reviewer by Dr. Adaeze Okafor, physician")).to_be_visible()

    desk.page.get_by_role("tab", name="Documents").click()
    written = desk.page.get_by_role("tabpanel", name="Documents")
    expect(written).to_contain_text("Dr. Adaeze Okafor")

    assert desk.elsewhere == []
    assert desk.complaints == []
    log = demo.ended()
    assert "POST /drafts/{draft_id}/sign" in log
    for canary in ("Nora", "Lindqvist", "nora-lindqvist", "Okafor", "state=", "code=", "launch="):
        assert canary not in log


def edit_first_sentence(app: Any) -> None:
    """The key point on potassium loses its second half; it is checked again at once."""
    app.locator("#s-s1 a.edit").click()
    app.get_by_label("The sentence", exact=True).fill(
        "Potassium was 5.9 mmol/L on 3 November 2026."
    )
    app.get_by_role("button", name="Save and check").click()
    expect(app.get_by_text("Checked again: Supported.").first).to_be_visible()


def test_a_nurse_reads_a_summary_and_is_told_that_signing_it_is_not_theirs(
    demo: Any, desk_at: Callable[..., Any]
) -> None:
    desk = desk_at(demo.ehr)
    app = desk.app
    app.get_by_role("heading", name=PATIENT).wait_for()
    desk.page.get_by_label("Signed in").select_option("Practitioner/nurse-petersen")
    app.get_by_text("Lise Petersen").wait_for()
    app.get_by_role("button", name="Write the draft").click()
    expect(app.get_by_text("Your role does not decide on documents of this kind.")).to_be_visible()
    expect(app.get_by_role("link", name="Sign …")).to_have_count(0)
