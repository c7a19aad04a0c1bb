"""Choosing what a sentence rests on, in Chromium."""

from typing import Any

from playwright.sync_api import expect

LABS = ("Observation/potassium-2026-11-03", "Observation/creatinine-2026-11-03")


def test_sources_found_by_words_are_added_one_after_the_other(served: Any, at: str) -> None:
    tab = served.tab()
    tab.goto(at)
    tab.locator("[data-unfold]").click()
    tab.locator("#s-s4 .edit").click()
    tab.locator(".editing textarea").fill(
        "Potassium 5.9 mmol/L and creatinine 172 \N{MICRO SIGN}mol/L on 3 November 2026."
    )
    for box in tab.locator(".cites input").all():
        box.uncheck()
    find = tab.locator(".find input")
    for words, reference in zip(("potassium 5.9", "creatinine 172"), LABS, strict=True):
        find.fill(words)
        find.press("Enter")
        found = tab.locator(f".cites [id^=found] input[value='{reference}']")
        found.check()
        expect(tab.locator(".editing textarea")).to_be_visible()
    find.fill("zebra")
    expect(tab.locator(".cites [id^=found] .none")).to_be_visible()
    assert [box.get_attribute("value") for box in tab.locator(".cites input:checked").all()] == [
        *LABS
    ]
    tab.locator(".editing button.main").click()
    expect(tab.locator("#s-s4.just .verdict")).to_have_text("Supported")
    assert tab.locator("#s-s4 .chip").count() == 2
