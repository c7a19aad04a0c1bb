"""The pages in Chromium: what assistive technology meets, the keyboard alone, hostile text."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from chartside.draft import Status
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.signoff import Desk, SignoffStore

WIDTHS = ({"width": 320, "height": 640}, {"width": 480, "height": 800})
NOTE = "/notes/DocumentReference/letter-urgent-2026-10-31"


def store_of(served: Any) -> SignoffStore:
    here = served.house.home_of(served.house.site.ehr[0])
    return SignoffStore(here.signoff, anchor=here.anchor)


def accessible(tab: Tab, path: str) -> None:
    found = Axe().run(tab).response["violations"]
    assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []


def unfold(tab: Tab) -> None:
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_by_day_and_by_night(served: Any, at: str, scheme: str) -> None:
    tab = served.tab(color_scheme=scheme)
    for path in ("/", "/ask", "/results", NOTE, "/images", "/worklist", at, f"{at}/changes"):
        tab.goto(path)
        unfold(tab)
        accessible(tab, path)
    tab.goto(at)
    tab.locator("#s-s1 .chip").nth(1).click()
    expect(tab.locator("#source h2")).to_be_focused()
    unfold(tab)
    accessible(tab, "source")
    tab.locator("#s-s1 .edit").click()
    expect(tab.locator(".editing textarea")).to_be_focused()
    accessible(tab, "edit")
    for path in (f"{at}/sign", f"{at}/decline", "/nothing-here"):
        tab.goto(path)
        accessible(tab, path)


@pytest.mark.parametrize("viewport", WIDTHS)
@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_nothing_is_wider_than_a_narrow_frame(
    served: Any, at: str, viewport: dict[str, int], locale: str
) -> None:
    tab = served.tab(viewport=viewport, locale=locale)
    for path in ("/", "/ask", "/results", "/notes", NOTE, at, f"{at}/sign", f"{at}/decline"):
        tab.goto(path)
        unfold(tab)
        assert tab.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path


def tabbed_to(tab: Tab, wanted: str) -> None:
    """Press Tab until the focus is on the element that this selector names."""
    for _ in range(400):
        if tab.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
        tab.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_the_keyboard_alone_opens_a_source_and_comes_back_from_it(served: Any, at: str) -> None:
    tab = served.tab()
    tab.goto("/")
    tabbed_to(tab, f".row a[href='{at}']")
    tab.keyboard.press("Enter")
    expect(tab.locator("#draft")).to_be_visible()
    tabbed_to(tab, "#s-s1 .chip")
    tab.keyboard.press("Enter")
    expect(tab.locator("#source h2")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(tab.locator("#source")).to_be_hidden()
    expect(tab.locator("#s-s1 .chip").first).to_be_focused()


def test_the_keyboard_alone_leads_from_a_draft_to_a_signature(served: Any, at: str) -> None:
    tab = served.tab()
    tab.goto(at)
    tabbed_to(tab, "#s-s2 .edit")
    tab.keyboard.press("Enter")
    expect(tab.locator(".editing textarea")).to_be_focused()
    tab.keyboard.press("Control+A")
    tab.keyboard.type("She prefers mornings.")
    tabbed_to(tab, ".editing button.main")
    tab.keyboard.press("Enter")
    expect(tab.locator("#s-s2.just")).to_be_focused()
    expect(tab.locator("#told")).to_have_text("Checked again: Cannot be checked.")
    tabbed_to(tab, "footer.acts a.main")
    tab.keyboard.press("Enter")
    expect(tab.locator("form.signing")).to_be_visible()
    tabbed_to(tab, "input[name=attest]")
    tab.keyboard.press("Space")
    tabbed_to(tab, "input[name=meaning]")
    tab.keyboard.press("Space")
    tabbed_to(tab, "form.signing button.main")
    tab.keyboard.press("Enter")
    expect(tab.locator(".seal")).to_contain_text("Signed as author by Dr. Asha Rao")
    assert store_of(served).held(at.rpartition("/")[2]).status is Status.SIGNED


def test_escape_gives_a_sentence_back_unchanged(served: Any, at: str) -> None:
    tab = served.tab()
    tab.goto(at)
    tab.locator("#s-s1 .edit").click()
    tab.locator(".editing textarea").fill("Other words.")
    tab.keyboard.press("Escape")
    expect(tab.locator("#s-s1 .text")).to_contain_text("Potassium was 5.9 mmol/L")


def test_who_loses_the_session_or_the_service_is_told_and_loses_no_words(
    served: Any, at: str
) -> None:
    tab = served.tab()
    tab.goto(at)
    tab.locator("#s-s1 .edit").click()
    tab.locator(".editing textarea").fill("Potassium was 5.9 mmol/L on 3 November 2026.")
    tab.route(f"**{at}/sentences/s1", lambda route: route.abort())
    tab.locator(".editing button.main").click()
    expect(tab.get_by_role("alert")).to_have_text(
        "The service cannot be reached. Nothing was changed."
    )
    expect(tab.locator(".editing textarea")).to_have_value(
        "Potassium was 5.9 mmol/L on 3 November 2026."
    )
    tab.unroute(f"**{at}/sentences/s1")
    tab.context.clear_cookies()
    tab.locator("#s-s2 .chip").first.click()
    expect(tab.locator("h1")).to_have_text("Your session has ended")


def test_an_unsettled_form_is_not_sent_by_the_browser(served: Any, at: str) -> None:
    tab = served.tab()
    tab.goto(at)
    tab.locator("footer.acts a.main").click()
    tab.locator("form.signing button.main").click()
    assert tab.evaluate("document.querySelector('form.signing').matches(':invalid')")
    assert store_of(served).held(at.rpartition("/")[2]).status is Status.IN_REVIEW


def test_what_was_ticked_is_there_after_the_page_is_loaded_anew_and_nobody_elses_is(
    served: Any, at: str
) -> None:
    tab = served.tab()
    tab.goto(at)
    tab.locator("footer.acts a.main").click()
    tab.locator("input[name=note]").first.check()
    tab.reload()
    expect(tab.locator("input[name=note]").first).to_be_checked()
    held = tab.evaluate("Object.entries(sessionStorage).flat().join(' ')")
    assert "Lindqvist" not in held
    assert "otassium" not in held


def test_a_draft_is_seen_being_written_and_then_opens_by_itself(served: Any) -> None:
    tab = served.tab()
    tab.goto("/")
    tab.get_by_label("Handoff").check()
    tab.locator("form.write button.main").click()
    expect(tab.locator("#written .verdict").first).to_have_text("Not checked yet", timeout=60_000)
    tab.wait_for_url("**/drafts/**", timeout=60_000)
    expect(tab.locator("h1")).to_have_text("Handoff")


def test_the_chart_is_in_no_storage_of_the_browser(served: Any, at: str) -> None:
    tab = served.tab()
    tab.goto(at)
    tab.locator("#s-s1 .chip").first.click()
    expect(tab.locator("#source h2")).to_be_visible()
    tab.goto("/notes")
    assert tab.evaluate("localStorage.length") == 0
    kept = tab.evaluate("Object.entries(sessionStorage).flat().join(' ')")
    assert not {"otassium", "Lindqvist", "spironolactone"} & set(kept.split())
    assert all(one.startswith(("htmx-", "/")) for one in kept.split())
    assert tab.evaluate("caches.keys()") == []


@pytest.fixture
def attacked(served: Any, hostile: Any, tmp_path: Path) -> Any:
    """A chart and a draft that are made of nothing but hostile text."""
    snapshot = tmp_path / "hostile.db"
    with RecordStore(snapshot) as record:
        ingest([hostile.record(tmp_path)], record)
        chart = record.open_chart("Patient/1")
    here = served.house.home_of(served.house.site.ehr[0])
    Desk(here.signoff, anchor=here.anchor).propose(hostile.draft(chart))
    return replace(served, snapshot=snapshot)


def test_no_text_of_a_chart_runs_leads_away_or_is_more_than_text(
    attacked: Any, hostile: Any
) -> None:
    assert len(hostile.PAYLOADS) >= 50
    tab = attacked.tab(how={"patient": "Patient/1"})
    heard: list[str] = []
    own = attacked.house.site.origin
    tab.on("dialog", lambda dialog: (heard.append("dialog"), dialog.dismiss()))
    tab.on("console", lambda said: heard.append(said.text))
    tab.on("pageerror", lambda error: heard.append(str(error)))
    tab.on("popup", lambda _: heard.append("popup"))
    tab.on(
        "request",
        lambda sent: (
            None
            if sent.url.startswith((f"{own}/", "data:"))
            else heard.append(f"request to {sent.url}")
        ),
    )
    pages = ["/", "/ask", "/results", "/notes", "/images", "/drafts/hostile"]
    pages += ["/drafts/hostile/sign", "/drafts/hostile/changes", "/drafts/hostile/decline"]
    pages += [f"/notes/DocumentReference/x{n}" for n in range(len(hostile.PAYLOADS))]
    for path in pages:
        tab.goto(path)
        unfold(tab)
        tab.wait_for_timeout(30)
        assert tab.url == f"{own}{path}"
    tab.goto("/drafts/hostile")
    unfold(tab)
    for n in range(0, len(hostile.PAYLOADS), 7):
        tab.locator(f"#s-s{n} .chip").first.click()
        expect(tab.locator("#source h2")).to_be_focused()
        tab.keyboard.press("Escape")
    assert heard == []
    assert tab.locator("#draft script, #draft iframe, #draft style, #draft img").count() == 0
    shown = tab.locator("#draft .sentence .text").all_text_contents()
    assert shown == list(hostile.PAYLOADS)


def test_hostile_words_in_an_edit_or_a_question_are_words(attacked: Any, hostile: Any) -> None:
    tab = attacked.tab(how={"patient": "Patient/1"})
    heard: list[str] = []
    tab.on("dialog", lambda dialog: (heard.append("dialog"), dialog.dismiss()))
    tab.goto("/drafts/hostile")
    unfold(tab)
    for n in (0, 2, 31, 44):
        tab.locator(f"#s-s{n} .edit").click()
        tab.locator(".editing textarea").fill(f"{hostile.PAYLOADS[n]} {hostile.PAYLOADS[4]}")
        tab.locator(".editing button.main").click()
        expect(tab.locator(f"#s-s{n}.just")).to_be_visible()
    tab.goto("/drafts/hostile/changes")
    tab.goto("/ask")
    tab.locator("#question").fill(hostile.PAYLOADS[2])
    tab.locator("form.ask button").click()
    expect(tab.locator(".asked")).to_have_text(hostile.PAYLOADS[2])
    assert heard == []


@pytest.mark.parametrize("told", ["the record system", "somebody else"])
def test_a_scratchpad_is_filled_for_the_origin_that_launched_and_for_no_other(
    served: Any, at: str, record_system: str, told: str
) -> None:
    origin = record_system if told == "the record system" else "http://127.0.0.1:9"
    tab = served.tab(how={"messaging": ("handle-1", origin)})
    sign(tab, at)
    tab.goto(f"{record_system}/?app={served.house.site.url}{at}")
    frame = tab.frame_locator("iframe")
    expect(frame.locator(".seal")).to_be_visible()
    if told == "somebody else":
        tab.wait_for_timeout(400)
        expect(frame.locator("[data-messaging]")).to_be_hidden()
        assert tab.evaluate("window.heard") == []
        return
    frame.locator("[data-scratchpad]").click()
    expect(frame.locator("[data-scratchpad]")).to_have_text("It is in the scratchpad.")
    frame.locator("[data-done]").click()
    tab.wait_for_function("window.heard.length === 3")
    heard: list[Any] = tab.evaluate("window.heard")
    assert {origin for origin, _ in heard} == {served.house.site.origin}
    kinds = [data["messageType"] for _, data in heard]
    assert kinds == ["status.handshake", "scratchpad.create", "ui.done"]
    assert {data["messagingHandle"] for _, data in heard} == {"handle-1"}
    assert heard[1][1]["payload"]["resource"]["resourceType"] == "DocumentReference"
    assert json.dumps(heard[0][1]["payload"]) == "{}"


def sign(tab: Tab, at: str) -> None:
    tab.goto(at)
    tab.locator("footer.acts a.main").click()
    tab.locator("input[name=meaning]").first.check()
    tab.locator("form.signing button.main").click()
    expect(tab.locator(".seal")).to_be_visible()
