"""What a clinician sees of a draft: key points, verdicts in words, sources, what was left out."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chartside.draft import Citation, Section, Statement
from chartside.fhir.ingest import ingest
from chartside.fhir.store import RecordStore
from chartside.signoff.decide import decline

CONTRADICTED = "Essential hypertension, active since 2003."
UNCHECKABLE = "She prefers mornings."


def test_the_patient_stands_above_every_page(sidebar: Any, at: str) -> None:
    for path in ("/", "/ask", "/results", "/notes", "/images", "/worklist", at, f"{at}/decline"):
        page = sidebar.get(path)
        assert page.status == 200, path
        banner = page.told("//header[@class='banner']")[0]
        assert "Nora Ellen Lindqvist born 14 August 1957" in banner
        assert "69 years female Patient/nora-lindqvist" in banner


def test_no_page_tells_the_browsers_history_whose_chart_it_is(sidebar: Any, at: str) -> None:
    for path in ("/", at, f"{at}/sign"):
        assert "Lindqvist" not in sidebar.get(path).one("//title").text


def test_a_draft_opens_with_its_key_points_and_says_that_nobody_has_signed_it(
    sidebar: Any, at: str
) -> None:
    page = sidebar.get(at)
    first = page.all("//div[@id='draft']//h2")[0]
    assert first.text == "Key points"
    assert first.xpath("ancestor::details") == []
    assert page.told("//*[contains(@class, 'state')]")[0] == "Unsigned draft"
    assert "without a language model" in page.words
    assert "it is no diagnosis and no order" in page.words


def test_every_sentence_has_its_verdict_as_a_word_and_a_shape(sidebar: Any, at: str) -> None:
    sidebar.rewords(at, "s4", CONTRADICTED)
    sidebar.rewords(at, "s5", UNCHECKABLE)
    page = sidebar.get(at)
    sentences = page.all("//li[contains(@class, 'sentence ')]")
    assert len(sentences) == 118
    for one in sentences:
        assert one.xpath(".//*[contains(@class, 'verdict')]")[0].text_content().strip()
        assert len(one.xpath("./*[name()='svg']/*")) >= 1
    shapes = {
        one.get("class").split()[1]: one.xpath("./*[name()='svg']/*/@d")[0] for one in sentences
    }
    assert len(set(shapes.values())) == len(shapes) == 3


def test_what_a_person_has_to_settle_is_named_at_the_top_and_unfolded(
    sidebar: Any, at: str
) -> None:
    sidebar.rewords(at, "s4", CONTRADICTED)
    page = sidebar.get(at)
    assert "1 sentence has to be settled" in page.words
    assert page.all("//a[@class='jump contradicted']/@href") == ["#s-s4"]
    (part,) = page.all("//li[@id='s-s4']/ancestor::details")
    assert "open" in part.attrib
    why = page.told("//li[@id='s-s4']//ul[@class='why']")
    assert "the sentence says 2003" in why[0]


def test_conflicts_of_the_chart_stand_with_their_severity_and_sources(
    sidebar: Any, at: str
) -> None:
    warnings = sidebar.get(at).all("//li[starts-with(@class, 'warning')]")
    assert len(warnings) == 6
    first = " ".join(warnings[0].text_content().split())
    assert first.startswith("high Potassium was 5.9 mmol/L")
    assert len(warnings[0].xpath(".//a[@class='chip']")) == 2


def test_what_could_not_be_read_and_what_there_was_no_room_for_is_said(
    sidebar: Any, at: str
) -> None:
    page = sidebar.get(at)
    titles = page.told("//details[contains(@class, 'aside')]/summary")
    assert "Could not be read 3" in titles
    assert "Left out for length 1" in titles
    assert "potassium-2026-10-20-misfiled" in page.words


def test_a_chart_that_changed_after_it_was_read_is_checked_and_read_again_before_signing(
    comes: Any, drafted: Any, at: str, tmp_path: Path
) -> None:
    own = tmp_path / "own.db"
    shutil.copy(drafted.snapshot, own)
    sidebar = comes(snapshot=own)
    (way,) = sidebar.get(at).all("//footer[@class='acts']/a[contains(@href, '/sign')]/@href")
    patient = {"reference": "Patient/nora-lindqvist"}
    code = {"text": "Itching"}
    new = {"resourceType": "Condition", "id": "new", "subject": patient, "code": code}
    (tmp_path / "new.json").write_text(json.dumps(new))
    with RecordStore(own) as record:
        ingest([tmp_path / "new.json"], record)
    sidebar.visit.pulled()
    page = sidebar.get(way)
    assert "The chart has changed since this draft was checked." in page.words
    assert page.all("//form[@class='signing']") == []
    assert sidebar.post(f"{at}/recheck").status == 303
    assert "You have not read the draft as it is now." in sidebar.get(way).words
    sidebar.get(at)
    assert sidebar.get(f"{at}/sign").all("//form[@class='signing']")


def test_another_patients_draft_is_as_little_there_as_a_made_up_one(sidebar: Any, at: str) -> None:
    held = sidebar.store.held(at.rpartition("/")[2]).draft
    other = sidebar.lays_down(replace(held, id="elsewhere", patient="Patient/other"))
    for path in ("", "/sign", "/decline", "/changes", "/sources/1", "/sentences/s1/edit"):
        hers, made_up = sidebar.get(f"{other}{path}"), sidebar.get(f"/drafts/made-up{path}")
        assert (hers.status, hers.words) == (made_up.status, made_up.words) == (404, made_up.words)


def test_who_may_only_read_is_shown_no_way_to_change_anything(comes: Any, at: str) -> None:
    page = comes(role="").get(at)
    assert "This account may read here, and decides on nothing." in page.words
    assert page.all("//a[@class='edit']") == []
    assert page.all("//footer[@class='acts']") == []
    assert "may read only" in page.words


def test_who_may_not_decide_on_this_kind_may_still_edit(comes: Any, at: str) -> None:
    page = comes(role="nurse").get(at)
    assert "Your role does not decide on documents of this kind." in page.words
    assert page.all("//a[@class='edit']")
    assert page.all("//footer[@class='acts']") == []


def test_pages_speak_german_to_whoever_reads_german(sidebar: Any, at: str) -> None:
    page = sidebar.get(at, **{"Accept-Language": "de-AT"})
    assert page.one("/html").get("lang") == "de"
    assert "geb. 14. August 1957" in page.words
    assert "Entwurf, geöffnet" in sidebar.get("/", **{"Accept-Language": "de"}).words
    assert page.all("//span[@class='text']/@lang")[0] == "en"


def test_the_language_that_was_chosen_is_kept_in_a_cookie_for_the_frame(sidebar: Any) -> None:
    chosen = sidebar.post("/language", language="de", back="/notes")
    assert (chosen.status, chosen.answer.headers["location"]) == (303, "/notes")
    cookie = chosen.answer.headers["set-cookie"]
    assert cookie.startswith("chartside-language=de; ")
    assert "SameSite=None; Partitioned" in cookie
    page = sidebar.get("/", Cookie=f"{sidebar.cookie}; chartside-language=de")
    assert page.one("/html").get("lang") == "de"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_choosing_a_language_leads_nowhere_else(sidebar: Any, back: str) -> None:
    chosen = sidebar.post("/language", language="fr", back=back)
    assert chosen.answer.headers["location"] == "/"
    assert "set-cookie" not in chosen.answer.headers


def test_without_a_session_a_page_says_how_to_get_one(sidebar: Any, at: str) -> None:
    page = sidebar.get(at, Cookie="")
    assert page.status == 401
    assert "Open Chartside once more from the patient's record." in page.words
    assert "Lindqvist" not in page.words


def test_a_declined_draft_is_shown_as_one_that_nobody_signs(sidebar: Any, at: str) -> None:
    decline(sidebar.store, at.rpartition("/")[2], sidebar.visit.signer, reason="not needed")
    page = sidebar.get(at)
    assert "This draft was declined. Nothing of it leaves." in page.words
    assert page.all("//form[contains(@action, 'sign')]") == []


def test_a_sentence_that_nobody_has_checked_is_not_called_supported(sidebar: Any, at: str) -> None:
    held = sidebar.store.held(at.rpartition("/")[2]).draft
    cited = (Citation("Condition/condition-hypertension"),)
    bare: Any = (Section("Text", (Statement("She has hypertension.", cited),)),)
    page = sidebar.get(sidebar.lays_down(replace(held, id="bare", sections=bare)))
    assert page.told("//span[contains(@class, 'verdict')]") == ["Not checked yet"]
