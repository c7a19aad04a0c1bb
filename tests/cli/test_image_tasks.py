"""`chartside image --task …`: what a model says of images, switched on, labelled and checkable."""

import base64
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

Run = Callable[..., Any]
BOX = 'Final Answer: ```json[{"box_2d": [250, 500, 750, 1000], "label": "left lung"}]```'


def tiny_siglip() -> Any:
    """The builder of a tiny MedSigLIP, which is in no package."""
    path = Path(__file__).parents[1] / "models" / "tiny" / "siglip.py"
    spec = importlib.util.spec_from_file_location("tiny_siglip", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def seer(model_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A model, and imaging switched on."""
    monkeypatch.setenv("CHARTSIDE_IMAGING", "on")
    return model_server("The lungs are clear.")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    rgb = np.random.default_rng(4).integers(0, 255, (80, 60, 3), dtype=np.uint8)
    Image.fromarray(rgb).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


@pytest.mark.parametrize("said", ["", "off", "1", "true", "ON"])
def test_only_the_word_on_switches_it_on(
    said: str, run: Run, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHARTSIDE_IMAGING", said)
    ran = run("image", picture, "--task", "describe", "--reasoner", "local:/nowhere")
    assert ran.status == 4
    assert ran.err.count("\n") == 1
    assert "medical-device function" in ran.err
    assert "CHARTSIDE_IMAGING=on switches it on" in ran.err


def test_a_description_is_labelled_and_names_its_model_and_frames(
    run: Run, picture: Path, seer: Any
) -> None:
    ran = run("image", picture, "--task", "describe", "--reasoner", seer.reasoner, "--json")
    assert ran.status == 0
    assert "not a diagnosis" in ran.json["label"]
    (found,) = ran.json["findings"]
    assert found["words"] == "The lungs are clear."
    assert found["model"] == "medgemma-1.5-4b-it"
    assert found["frames"][0]["source"] == "photo.png"
    assert any("no accuracy was published" in one for one in found["notices"])


def test_a_person_reads_the_label_before_the_words(run: Run, picture: Path, seer: Any) -> None:
    ran = run("image", picture, "--task", "describe", "--reasoner", seer.reasoner)
    assert ran.status == 0
    assert ran.out.index("not a diagnosis") < ran.out.index("The lungs are clear.")
    assert "Model: medgemma-1.5-4b-it, revision not told." in ran.out


def test_a_box_is_told_in_pixels_of_the_image(run: Run, picture: Path, seer: Any) -> None:
    seer.says = BOX
    words = ("--task", "locate", "--object", "left lung", "--reasoner", seer.reasoner)
    ran = run("image", picture, *words, "--json")
    assert ran.json["findings"][0]["boxes"] == [
        {"label": "left lung", "box": [30, 20, 60, 60], "index": 0, "side": None}
    ]


def test_no_answer_ends_with_a_status_of_its_own(run: Run, picture: Path, seer: Any) -> None:
    seer.says = "I cannot see that."
    words = ("--task", "answer", "--question", "Is there a rash?", "--reasoner", seer.reasoner)
    ran = run("image", picture, *words, "--json")
    assert ran.status == 3
    assert ran.json["findings"][0]["answer"] == "no answer"


def test_an_answer_that_was_cut_off_is_a_failure(run: Run, picture: Path, seer: Any) -> None:
    seer.says, seer.finish = "Final Answer: no", "length"
    words = ("--task", "answer", "--question", "Is there a rash?", "--reasoner", seer.reasoner)
    ran = run("image", picture, *words, "--json")
    assert ran.status == 5
    assert ran.json["error"]["code"] == "truncated"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--task", "describe"], "name a model that sees images"),
        (["--task", "answer", "--reasoner", "R"], "--question"),
        (["--task", "locate", "--reasoner", "R"], "--object"),
        (["--task", "compare", "--reasoner", "R"], "two images are compared"),
    ],
)
def test_what_is_missing_is_named(
    words: list[str], says: str, run: Run, picture: Path, seer: Any
) -> None:
    ran = run("image", picture, *[seer.reasoner if one == "R" else one for one in words])
    assert ran.status == 2
    assert says in ran.err
    assert seer.asked == []


def test_two_pictures_are_compared_in_the_order_in_which_they_are_named(
    run: Run, picture: Path, seer: Any, tmp_path: Path
) -> None:
    Image.new("RGB", (30, 30)).save(tmp_path / "after.png")
    seer.says = "Final Answer: B"
    words = ("--task", "compare", "--labels", "rash", "--reasoner", seer.reasoner)
    ran = run("image", picture, tmp_path / "after.png", *words, "--json")
    (found,) = ran.json["findings"]
    assert [one["source"] for one in found["frames"]] == ["photo.png", "after.png"]
    assert found["answer"] == "stable"
    assert found["notices"][0].startswith("the order is that of the files as they were named")


def test_findings_are_drawn_as_png_and_on_a_page(
    run: Run, picture: Path, seer: Any, tmp_path: Path
) -> None:
    seer.says = BOX
    words = ("--task", "locate", "--object", "left lung", "--reasoner", seer.reasoner)
    page, out = tmp_path / "page.html", tmp_path / "out"
    ran = run("image", picture, *words, "--html", page, "--out", out, "--json")
    assert ran.status == 0
    assert [one.name for one in out.iterdir()] == ["finding-000-0-boxes.png"]
    text = page.read_text(encoding="utf-8")
    assert "not a diagnosis" in text
    assert "data:image/png;base64," in text


def test_a_page_is_not_written_over_an_image(run: Run, picture: Path, seer: Any) -> None:
    before = picture.read_bytes()
    words = ("--task", "describe", "--reasoner", seer.reasoner)
    assert run("image", picture, *words, "--html", picture).status == 2
    assert picture.read_bytes() == before
    assert seer.asked == []


def test_classes_are_told_by_weights_of_medsiglip_and_by_no_address(
    run: Run, picture: Path, seer: Any
) -> None:
    words = ("--task", "classify", "--labels", "a rash,a scar")
    ran = run("image", picture, *words, "--reasoner", seer.reasoner)
    assert ran.status == 2
    assert "MedSigLIP's own weights" in ran.err
    ran = run("image", picture, *words, "--reasoner", "local:/nowhere")
    assert ran.status == 2
    assert seer.asked == []


def test_classes_by_weights_of_medsiglip_are_ranked_labelled_and_drawn(
    run: Run, picture: Path, seer: Any, tmp_path: Path
) -> None:
    weights = tiny_siglip().siglip(tmp_path / "medsiglip-448")
    words = ("--task", "classify", "--labels", "clear lungs,a rash")
    where = ("--reasoner", f"local:{weights}", "--out", tmp_path / "out")
    ran = run("image", picture, *words, *where, "--json")
    assert ran.status == 0
    assert ran.err == ""
    assert "not a diagnosis" in ran.json["label"]
    (found,) = ran.json["findings"]
    scores = [one["score"] for one in found["labels"]]
    assert scores == sorted(scores, reverse=True)
    assert {one["label"] for one in found["labels"]} == {"clear lungs", "a rash"}
    assert (found["model"], found["answer"]) == ("medsiglip-448", None)
    assert found["revision"].startswith("sha256:")
    assert any("no probabilities" in one for one in found["notices"])
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["finding-000-0-image.png"]
    assert seer.asked == []


@pytest.mark.parametrize(
    "case",
    [
        (
            "Small right effusion.",
            "report agrees",
            "AI image finding, not a diagnosis: pleural effusion: seen (frame 0).",
        ),
        ("No effusion.", "report disagrees", ""),
        ("Heart size normal.", "report does not mention it", ""),
    ],
)
def test_a_finding_in_an_image_of_a_chart_is_held_to_the_report_there(
    case: tuple[str, str, str], run: Run, picture: Path, seer: Any, tmp_path: Path
) -> None:
    words, report, sentence = case
    seer.says = "Final Answer: yes"
    subject = {"subject": {"reference": "Patient/1"}}
    data = base64.b64encode(picture.read_bytes()).decode()
    content = {"contentType": "image/png", "data": data}
    read = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "code": {"text": "Chest X-ray"},
        "conclusion": words,
        "media": [{"link": {"reference": "Media/m"}}],
    }
    held = [
        {"resourceType": "Patient", "id": "1"},
        {"resourceType": "Media", "id": "m", "status": "completed", "content": content, **subject},
        {**read, **subject},
    ]
    bundle = {"resourceType": "Bundle", "type": "collection"}
    record = tmp_path / "record.json"
    record.write_text(json.dumps({**bundle, "entry": [{"resource": one} for one in held]}))
    where = ("--source", record, "--study", "Media/m", "--reasoner", seer.reasoner)
    asked = ("--task", "answer", "--question", "Is there a pleural effusion?")
    ran = run("image", *where, *asked, "--json")
    assert ran.status == 0
    (beside,) = ran.json["findings"][0]["beside_reports"]
    assert beside == {
        "finding": "pleural effusion",
        "answer": "yes",
        "report": report,
        "citations": [{"reference": "Media/m"}, {"reference": "DiagnosticReport/r"}],
        "sentence": sentence,
    }
    told = run("image", *where, *asked)
    assert f"pleural effusion: yes; {report} (Media/m, DiagnosticReport/r)" in told.out
