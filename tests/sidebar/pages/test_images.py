"""Images beside the chart: their report, their pictures, and what a model says of them."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from chartside.sidebar.house import House
from chartside.sidebar.imaging import Looks

XRAY, CT = "/images/DiagnosticReport/xray", "/images/DiagnosticReport/ct"
BOX = '[{"box_2d": [200, 500, 700, 900], "label": "left lung"}]'


@pytest.fixture
def imaging() -> bool:
    """Whether models may say what they see in images."""
    return True


@pytest.fixture
def house(house: House, imaging: bool) -> House:
    return replace(house, settings=replace(house.settings, imaging=imaging))


@pytest.fixture
def clinic(comes: Callable[..., Any], imaged: Path) -> Iterator[Any]:
    """A visit to the patient with images, in a service that runs."""
    sidebar = comes(snapshot=imaged, patient="Patient/1")
    with sidebar.client:
        yield sidebar


def waited(sidebar: Any, where: str) -> Any:
    """The page once nothing on it is under way."""
    for _ in range(1500):
        page = sidebar.get(where)
        if not page.all("//progress"):
            return page
        time.sleep(0.04)
    pytest.fail("it does not end")


def test_an_examination_shows_its_report_as_text_and_offers_its_pictures(clinic: Any) -> None:
    listed = clinic.get("/images")
    assert XRAY in listed.all("//li[@class='row']/a/@href")
    page = clinic.get(XRAY)
    assert page.told("//div[@class='note']") == ["No pneumothorax. Small left pleural effusion."]
    assert page.all(f"//form[@action='{XRAY}/pictures']")
    assert page.all("//main//img") == []


def test_pictures_are_served_to_the_session_that_looked_and_to_no_other(
    clinic: Any, comes: Callable[..., Any], imaged: Path
) -> None:
    assert clinic.post(f"{XRAY}/pictures").status == 303
    page = waited(clinic, XRAY)
    (address,) = page.all("//ul[starts-with(@class, 'pictures')]//img/@src")
    answer = clinic.get(address).answer
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "image/png"
    other = comes(snapshot=imaged, patient="Patient/1")
    assert other.get(address).status == 404
    assert other.get(XRAY).all("//main//img") == []
    assert clinic.client.get(address).status_code == 401
    assert clinic.get(f"{address}x").status == 404
    assert not {"xray", "Quackenbush", "1.2.826"} & set(address.split("/"))


def test_each_picture_opens_with_its_number_and_where_it_comes_from(clinic: Any) -> None:
    clinic.post(f"{CT}/pictures")
    page = waited(clinic, CT)
    assert page.all("//ul[@class='pictures']//img/@alt") == [
        f"Picture {n} of 6" for n in range(1, 7)
    ]
    assert "CT in three windows as red, green and blue" in page.words
    way = page.all("//ul[@class='pictures']//a/@href")[2]
    shown = clinic.get(way)
    assert shown.told("//h2[@tabindex]") == ["Picture 3 of 6"]
    assert ".1.3" in shown.words
    part = clinic.get(way, **{"HX-Request": "true"})
    assert part.all("//body/header") == []
    assert clinic.get(way.replace(CT, XRAY)).status == 404
    assert clinic.get(f"{way}99").status == 404


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("Media/other", "about another patient than the chart"),
        ("Media/bomb", "None of the files can be read as an image."),
    ],
)
def test_images_that_may_not_be_shown_say_why_in_a_sentence(
    clinic: Any, entry: str, said: str
) -> None:
    clinic.post(f"/images/{entry}/pictures")
    page = waited(clinic, f"/images/{entry}")
    assert said in page.words
    assert page.all("//main//img") == []


def test_an_examination_as_a_source_leads_to_its_pictures(clinic: Any) -> None:
    (way,) = clinic.get("/entries/DiagnosticReport/xray").all(
        "//a[starts-with(@href, '/images/')]/@href"
    )
    assert way == XRAY
    assert clinic.get("/entries/Media/photo").all("//main//a[starts-with(@href, '/images/')]") == []


def test_a_study_on_an_archive_that_is_not_named_says_so_and_offers_nothing(clinic: Any) -> None:
    page = clinic.get("/images/ImagingStudy/ct")
    assert "in an archive, and none is named" in page.words
    assert page.all("//main//form") == []


def test_what_is_no_image_of_this_chart_has_no_page(clinic: Any) -> None:
    for entry in ("Patient/1", "ImagingStudy/none", "Observation/1"):
        assert clinic.get(f"/images/{entry}").status == 404
        assert clinic.post(f"/images/{entry}/pictures").status == 404


@pytest.mark.parametrize("imaging", [False])
def test_no_model_can_be_asked_where_imaging_is_off(
    clinic: Any, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = model_server("Final Answer: yes")
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", served.reasoner)
    page = clinic.get(XRAY)
    assert "Models are not asked about images here." in page.words
    assert page.all("//input[@name='task']") == []
    assert clinic.post(f"{XRAY}/findings", task="describe").status == 403
    assert served.asked == []


def test_without_a_named_model_the_page_says_so(clinic: Any) -> None:
    page = clinic.get(XRAY)
    assert "No model that sees images is named to this service." in page.words
    assert page.all("//input[@name='task']") == []


def test_what_a_model_says_is_labelled_and_stands_beside_the_report(
    clinic: Any, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = model_server("Final Answer: yes")
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", served.reasoner)
    before = [one.draft.id for one in clinic.visit.drafts()]
    clinic.post(f"{XRAY}/findings", task="answer", words="pneumothorax")
    page = waited(clinic, XRAY)
    (stamp,) = page.told("//article/p[@class='stamp']")
    assert stamp.startswith("Written by software (AI) from images; not a diagnosis.")
    assert page.told("//article/p[@class='value']") == ["Answer: yes"]
    (row,) = page.told("//ul[@class='besides']/li")
    assert row.startswith("pneumothorax: yes · the report disagrees")
    assert "medgemma-1.5-4b-it" in page.words
    assert page.told("//article/details//td[1]") == ["1"]
    assert [one.draft.id for one in clinic.visit.drafts()] == before


def test_a_models_boxes_are_drawn_on_the_picture_and_told_in_words(
    clinic: Any, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = model_server(f"Final Answer: ```json\n{BOX}\n```")
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", served.reasoner)
    clinic.post(f"{XRAY}/findings", task="locate", words="left lung")
    page = waited(clinic, XRAY)
    (box,) = page.told("//article/ul[@class='lines'][1]/li")
    assert box == "left lung · side not told · Picture 1"
    (address,) = page.all("//figure[@class='drawn']//img/@src")
    assert clinic.get(address).answer.content.startswith(b"\x89PNG")
    assert page.all("//p[@class='published']")
    assert page.told("//details[@class='points'][1]/summary") == ["In the words of the model"]
    (way,) = page.all("//figure[@class='drawn']/a/@href")
    assert "not a diagnosis" in clinic.get(way).words


def test_words_of_a_model_are_words(
    clinic: Any, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "<script>alert(1)</script><img src=https://evil.example/x onerror=alert(2)> Clear."
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", model_server(said).reasoner)
    clinic.post(f"{XRAY}/findings", task="describe")
    page = waited(clinic, XRAY)
    assert said in page.told("//article/div[@class='note']")
    assert page.all("//article//script") == []
    assert page.all("//article//img[contains(@src, 'evil')]") == []


def test_a_question_without_its_words_is_not_asked(
    clinic: Any, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = model_server("Final Answer: yes")
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", served.reasoner)
    for asked in ({"task": "answer"}, {"task": "draw", "words": "x"}):
        refused = clinic.post(f"{XRAY}/findings", **asked)
        assert refused.status == 400
        assert "Name one finding or structure" in refused.words
    assert served.asked == []


def test_nothing_is_looked_at_for_a_page_of_somebody_else(clinic: Any) -> None:
    sent = {"Cookie": clinic.cookie, "Accept": "text/html", "Origin": "https://evil.example"}
    answer = clinic.client.post(f"{XRAY}/pictures", data={"csrf": "guess"}, headers=sent)
    assert answer.status_code == 403
    assert clinic.house.looks.of(clinic.session.name, "DiagnosticReport/xray") == ()


def accessible(tab: Tab) -> None:
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = Axe().run(tab).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    width = tab.evaluate("window.innerWidth")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def framed(
    served: Any, imaged: Path, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Tab]:
    """A tab of the patient with images, where a model draws a box."""
    reader = model_server(f"Final Answer: ```json\n{BOX}\n```")
    monkeypatch.setenv("CHARTSIDE_IMAGE_READER", reader.reasoner)
    served.house.settings = replace(served.house.settings, imaging=True)
    served.house.looks = Looks(served.house.settings)
    visited = replace(served, snapshot=imaged)
    return lambda **how: visited.tab(how={"patient": "Patient/1"}, **how)


@pytest.mark.parametrize(
    ("scheme", "width", "locale"), [("light", 320, "en-GB"), ("dark", 480, "de-DE")]
)
def test_pictures_and_findings_are_seen_in_a_narrow_frame_by_everybody(
    framed: Callable[..., Tab], tmp_path: Path, scheme: str, width: int, locale: str
) -> None:
    size = {"width": width, "height": 760}
    tab = framed(color_scheme=scheme, viewport=size, locale=locale)
    tab.goto(XRAY)
    tab.locator("#pictures button").click()
    expect(tab.locator("#pictures img")).to_have_count(1, timeout=60_000)
    tab.locator("input[value=locate]").check()
    tab.locator("input[name=words]").fill("left lung")
    tab.locator("form.asks button").click()
    expect(tab.locator(".finding .drawn img")).to_have_count(1, timeout=60_000)
    tab.screenshot(path=str(tmp_path / "study.png"), full_page=True)
    accessible(tab)
    tab.locator(".finding .drawn a").click()
    expect(tab.locator("#source h2")).to_be_focused()
    accessible(tab)
    tab.keyboard.press("Escape")
    expect(tab.locator("#source")).to_be_hidden()
    expect(tab.locator(".finding .drawn a")).to_be_focused()


def test_the_slices_of_a_volume_open_one_by_one_beside_the_others(
    framed: Callable[..., Tab], tmp_path: Path
) -> None:
    tab = framed(viewport={"width": 360, "height": 760})
    tab.goto(CT)
    tab.locator("#pictures button").click()
    expect(tab.locator("#pictures img")).to_have_count(6, timeout=60_000)
    third = tab.locator("#pictures .pictures a").nth(2)
    third.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("#source h2")).to_have_text("Picture 3 of 6")
    expect(tab.locator("#source h2")).to_be_focused()
    tab.screenshot(path=str(tmp_path / "slice.png"))
    accessible(tab)
    tab.keyboard.press("Escape")
    expect(third).to_be_focused()
