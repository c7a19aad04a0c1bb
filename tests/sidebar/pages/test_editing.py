"""Changing a sentence where it stands."""

from typing import Any

WRONG = "Essential hypertension, active since 2003."
SOURCE = "Condition/condition-hypertension"


def held(sidebar: Any, at: str) -> Any:
    return sidebar.store.held(at.rpartition("/")[2])


def changed(sidebar: Any, at: str, text: str, version: int = 1, **more: Any) -> Any:
    fields = {"text": text, "cite": SOURCE, "version": version, "act": "save", **more}
    return sidebar.post(f"{at}/sentences/s4", part=True, **fields)


def test_a_changed_sentence_is_checked_at_once_and_shown_with_its_new_verdict(
    sidebar: Any, at: str
) -> None:
    page = changed(sidebar, at, WRONG)
    assert page.status == 200
    assert "Checked again: Contradicted by the chart." in page.words
    draft = page.one("//div[@id='draft']")
    assert (draft.get("data-version"), draft.get("data-focus")) == ("2", "s4")
    assert "contradicted" in page.one("//li[@id='s-s4']").get("class")
    back = changed(sidebar, at, "Essential hypertension, active since 1998.", version=2)
    assert "Checked again: Supported." in back.words


def test_a_sentence_is_taken_out_by_its_own_button(sidebar: Any, at: str) -> None:
    page = changed(sidebar, at, "", act="remove")
    assert "The sentence was taken out." in page.words
    assert page.all("//li[@id='s-s4']") == []


def test_another_source_changes_what_a_sentence_is_judged_by(sidebar: Any, at: str) -> None:
    page = changed(
        sidebar,
        at,
        "Essential hypertension, active since 1998.",
        cite="Condition/condition-diabetes",
    )
    assert "Checked again: Contradicted by the chart." in page.words


def test_who_was_overtaken_keeps_their_words_and_is_told(sidebar: Any, at: str, comes: Any) -> None:
    changed(comes(), at, "Essential hypertension.")
    page = changed(sidebar, at, "My own words.")
    assert "Somebody else changed this draft while you wrote." in page.words
    assert page.one("//textarea").text == "My own words."
    assert page.all("//input[@name='version']/@value") == ["2"]
    assert held(sidebar, at).version == 2


def test_a_sentence_without_words_or_sources_is_not_taken_and_says_why(
    sidebar: Any, at: str
) -> None:
    assert "A sentence needs words." in changed(sidebar, at, "  ").words
    assert "at least one source" in changed(sidebar, at, WRONG, cite=[]).words
    assert "Not changed" in changed(sidebar, at, WRONG, cite="Condition/made-up").words
    assert held(sidebar, at).version == 1


def test_who_may_only_read_changes_nothing(comes: Any, at: str) -> None:
    reader = comes(role="")
    page = changed(reader, at, WRONG)
    assert "This account may read here" in page.words
    assert held(reader, at).version == 1


def test_a_form_from_elsewhere_or_without_its_token_changes_nothing(sidebar: Any, at: str) -> None:
    path, fields = f"{at}/sentences/s4", {"text": WRONG, "cite": SOURCE, "version": "1"}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": sidebar.house.site.origin}):
        answer = sidebar.client.post(
            path, data=fields, headers={"Cookie": sidebar.cookie, "Accept": "text/html", **headers}
        )
        assert answer.status_code == 403
    assert held(sidebar, at).version == 1


def test_entries_to_cite_are_found_by_words_that_stand_in_no_address(sidebar: Any, at: str) -> None:
    found = sidebar.post(f"{at}/sentences/s4/candidates", part=True, words="potassium 5.9")
    assert "Observation/potassium-2026-11-03" in found.all("//input/@value")
    assert found.all("//input[@checked]") == []
    assert sidebar.get(f"{at}/sentences/s4/candidates?words=x").status == 405
    none = sidebar.post(f"{at}/sentences/s4/candidates", part=True, words="zebra")
    assert "The chart has nothing with all of these words." in none.words


def test_who_thinks_better_of_it_gets_the_sentence_back(sidebar: Any, at: str) -> None:
    form = sidebar.get(f"{at}/sentences/s4/edit", **{"HX-Request": "true"})
    assert form.one("//textarea").text == "Essential hypertension, active since 1998."
    again = sidebar.get(f"{at}/sentences/s4", **{"HX-Request": "true"})
    assert "Essential hypertension, active since 1998." in again.words
    assert sidebar.get(f"{at}/sentences/s999").status == 404


def test_the_form_is_a_page_for_who_has_no_script(sidebar: Any, at: str) -> None:
    assert sidebar.get(f"{at}/sentences/s4/edit").all("//header[@class='banner']")
    saved = sidebar.post(f"{at}/sentences/s4", text=WRONG, cite=SOURCE, version="1")
    assert (saved.status, saved.answer.headers["location"]) == (303, f"{at}#s-s4")


def test_what_people_changed_stands_beside_what_software_wrote(sidebar: Any, at: str) -> None:
    assert "Nobody has changed a word." in sidebar.get(f"{at}/changes").words
    changed(sidebar, at, "Essential hypertension, active since the year 1998.")
    page = sidebar.get(f"{at}/changes")
    assert page.told("//li//ins") == ["the year"]
    assert "2 words" in page.words
    assert "2 versions" in page.words
