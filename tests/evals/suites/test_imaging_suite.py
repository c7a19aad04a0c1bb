"""The suite `imaging`: drawn pictures, a server that looks at them, tiny models of the classes."""

import base64
import importlib.util
import io
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from chartside.errors import PolicyError, UsageError
from chartside.evals.image_findings.cases import Case
from chartside.evals.image_findings.grade import Said, graded, said_of
from chartside.evals.image_findings.overlap import areas, found, shared
from chartside.evals.labelled.studies import LABELS, Study, studies_in
from chartside.evals.reports.report import Ran, figure
from chartside.evals.running.run import Asked, run

# Inspect leaves streams of its own to the garbage collector, which says so.
pytestmark = [
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
    ),
]

BOX = (40, 30, 100, 90)
"""x0, y0, x1, y1 of what is drawn, in a picture of 200 by 120 pixels."""
TRUE = [{"x": 40, "y": 30, "w": 60, "h": 60}]


@pytest.fixture(autouse=True)
def switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHARTSIDE_IMAGING", "on")


class Seer:
    """A model that looks for the white square in the pictures that it is sent."""

    def __init__(self, model_server: Callable[..., Any]) -> None:
        self.words: list[str] = []
        self.overrides: dict[str, str] = {}
        """What is said instead where the prompt holds these words."""
        self._served = model_server(lambda _: self.answer(self._served.asked[-1]["messages"]))
        self.reasoner = self._served.reasoner

    def answer(self, messages: list[Mapping[str, Any]]) -> str:
        parts = [part for m in messages for part in m["content"] if isinstance(part, dict)]
        words = " ".join(part["text"] for part in parts if part["type"] == "text")
        self.words.append(words)
        for mark, said in self.overrides.items():
            if mark in words:
                return said
        urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
        boxes = [white(url) for url in urls]
        if "box_2d" in words:
            drawn = [{"box_2d": one, "label": "square"} for one in boxes if one]
            return f"Final Answer: {json.dumps(drawn)}"
        if "the current one" in words:
            before, now = (one is not None for one in boxes)
            return f"Final Answer: {'B' if before is now else 'A' if before else 'C'}"
        return f"Final Answer: {'yes' if boxes[0] else 'no'}"


def white(url: str) -> list[int] | None:
    """The box around what is white, in thousandths of the square that the model is sent."""
    picture = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    around = picture.convert("L").point(lambda level: 255 if level > 200 else 0).getbbox()
    if around is None:
        return None
    x0, y0, x1, y1 = (round(1000 * n / picture.width) for n in around)
    return [y0, x0, y1, x1]


@pytest.fixture
def seer(model_server: Callable[..., Any]) -> Seer:
    return Seer(model_server)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A picture with a white square and one without."""
    made = tmp_path / "images"
    made.mkdir()
    for name, drawn in (("square.png", True), ("empty.png", False)):
        picture = Image.new("RGB", (200, 120), (40, 40, 40))
        if drawn:
            x0, y0, x1, y1 = BOX
            ImageDraw.Draw(picture).rectangle((x0, y0, x1 - 1, y1 - 1), fill="white")
        picture.save(made / name)
    return made


def lines(folder: Path, *held: object) -> None:
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in held)
    (folder / LABELS).write_text(text, encoding="utf-8")


def of_classes(name: str, *truth: str, classes: tuple[str, ...] = ("mass",), **more: Any) -> Any:
    return {"files": [name], "task": "classify", "classes": classes, "truth": truth, **more}


def measured(where: Path, reasoner: str, logs: Path) -> Ran:
    logs.mkdir(exist_ok=True)
    asked = Asked(("imaging",), data={"imaging": str(where)}, reasoner=reasoner)
    return run(asked, logs).suites[0]


def shares(ran: Ran) -> dict[str, tuple[int, int]]:
    every = {m.name: figure(ran.cases, m) for m in ran.measures}
    return {name: (one["hits"], one["out_of"]) for name, one in every.items() if one["out_of"]}


def test_classes_boxes_and_changes_are_counted_apart(
    folder: Path, seer: Seer, tmp_path: Path
) -> None:
    seer.overrides = {"Is there edema?": "I cannot tell.", "Which": "Final Answer: The Left."}
    both = ("mass", "edema")
    compare = {"task": "compare", "finding": "mass"}
    lines(
        folder,
        of_classes("square.png", "mass", classes=both, patient="1"),
        of_classes("empty.png", classes=both, patient="2"),
        {"files": ["empty.png"], "task": "classify", "question": "Which side?", "truth": ["left"]},
        {"files": ["square.png"], "task": "classify", "question": "Is it so?", "truth": ["no"]},
        {"files": ["square.png"], "task": "locate", "object": "mass", "truth": TRUE},
        {"files": ["empty.png"], "task": "locate", "object": "mass", "truth": []},
        {**compare, "files": ["square.png", "empty.png"], "truth": "resolved"},
        {**compare, "files": ["empty.png", "square.png"], "truth": "improved"},
    )
    ran = measured(folder, seer.reasoner, tmp_path / "logs")
    assert (len(ran.cases), ran.crashed, ran.unscored, ran.failed) == (10, 0, 0, {})
    told = shares(ran)
    inside, around = told.pop("iou")
    assert inside / around > 0.95  # the model's grid is coarser than a pixel
    assert abs(around - 3600) < 200
    assert told == {
        "right": (6, 10),
        "sensitivity": (1, 1),
        "specificity": (1, 4),  # edema twice without an answer; a question that is a no
        "boxes-found": (1, 1),
        "boxes-right": (1, 1),
        "unanswered": (2, 10),
    }
    by_kind = {case.kind for case in ran.cases}
    assert by_kind == {"mass", "edema", "questions", "locate: mass", "compare: mass"}
    wrong = [row for case in ran.cases for row in case.worst]
    assert {(row["said"], row["expected"]) for row in wrong} == {
        ("no answer", "no"),
        ("yes", "no"),
        ("worsened", "improved"),
    }
    assert any("How has the mass changed?" in words for words in seer.words)


def test_a_truth_in_other_pixels_than_the_images_is_no_wrong_answer(
    folder: Path, seer: Seer, tmp_path: Path
) -> None:
    beyond = {"x0": 10, "y0": 10, "x1": 400, "y1": 100}
    about = {"task": "locate", "object": "mass"}
    lines(
        folder,
        {**about, "files": ["square.png"], "truth": [beyond]},
        {**about, "files": ["square.png", "empty.png"], "truth": []},
        of_classes("square.png", "mass"),
    )
    ran = measured(folder, seer.reasoner, tmp_path / "logs")
    assert ran.crashed == 1
    assert {case.kind for case in ran.cases} == {"mass", "locate: mass"}


def test_a_file_that_shows_nothing_is_a_run_that_failed(
    folder: Path, seer: Seer, tmp_path: Path
) -> None:
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    lines(folder, of_classes("broken.png", "mass"))
    ran = measured(folder, seer.reasoner, tmp_path / "logs")
    assert ran.failed == {"unreadable-image": 1}
    assert shares(ran) == {"right": (0, 1), "sensitivity": (0, 1)}
    assert ran.cases[0].worst[0]["said"] == "failed: unreadable-image"


def test_what_cannot_be_used_is_counted_and_stops_nothing(
    folder: Path, seer: Seer, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.png").write_bytes((folder / "square.png").read_bytes())
    lines(
        folder,
        of_classes("square.png", "mass", id="7"),
        of_classes("square.png", "mass", id="7"),
        of_classes("none.png"),
        of_classes("../elsewhere.png"),
        of_classes("square.png", "fracture"),
        {"files": ["square.png"], "task": "guess", "truth": []},
        {"files": ["square.png"], "task": "compare", "finding": "mass", "truth": "worse"},
        {"files": ["square.png"], "task": "locate", "object": "mass", "truth": [{"x": 1, "y": 1}]},
        {"files": ["square.png"], "task": "locate", "object": "a",
         "truth": [{"x0": 9, "y0": 1, "x1": 9, "y1": 5}]},
        "{not json",
        "",
        '{"files": ["square.png"], "task": "locate", "object": "a", "truth": [NaN]}',
    )  # fmt: skip
    ran = measured(folder, seer.reasoner, tmp_path / "logs")
    assert len(ran.cases) == 1
    assert ran.set_aside == {
        "lines with an id that an earlier one has": 1,
        "lines whose files are not there": 1,
        "lines whose files lie outside of the folder": 1,
        "lines that are not as `chartside eval show imaging` says": 5,
        "lines that are not JSON": 2,
    }


def test_the_first_line_that_cannot_be_used_is_named_without_a_word_of_it(folder: Path) -> None:
    for held, why in (
        ({"files": ["square.png"], "task": "classify", "classes": ["a"], "secret": 1}, "line 1"),
        (of_classes("square.png", "a secret"), "among the classes"),
        ({"task": "a secret"}, "classify, locate or compare"),
        ("{a secret", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("x" * 2_000_000, "not JSON"),
    ):
        lines(folder, held)
        with pytest.raises(UsageError, match=why) as wrong:
            studies_in(folder)
        assert "secret" not in str(wrong.value).replace("secret: Extra inputs", "")


def test_nothing_is_asked_where_imaging_is_off(
    folder: Path, seer: Seer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHARTSIDE_IMAGING")
    lines(folder, of_classes("square.png", "mass"))
    with pytest.raises(PolicyError, match="CHARTSIDE_IMAGING=on"):
        measured(folder, seer.reasoner, tmp_path / "logs")
    assert seer.words == []


def test_without_images_or_a_model_one_sentence_says_so(
    folder: Path, seer: Seer, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="name it with --data"):
        run(Asked(("imaging",), reasoner=seer.reasoner), tmp_path)
    with pytest.raises(UsageError, match="--reasoner"):
        run(Asked(("imaging",), data={"imaging": str(folder)}), tmp_path)
    with pytest.raises(UsageError, match=LABELS):
        measured(folder, seer.reasoner, tmp_path / "logs")
    lines(folder)
    with pytest.raises(UsageError, match="empty"):
        measured(folder, seer.reasoner, tmp_path / "logs")


def tiny(root: Path, name: str) -> Any:
    """A builder of a tiny model, which is in no package."""
    path = root / "tests" / "models" / "tiny" / f"{name}.py"
    made = importlib.util.spec_from_file_location(f"tiny_{name}", path)
    assert made
    assert made.loader
    module = importlib.util.module_from_spec(made)
    sys.modules[made.name] = module
    made.loader.exec_module(module)
    return module


def test_medsiglip_tells_classes_and_ranks_labels(folder: Path, root: Path, tmp_path: Path) -> None:
    weights = tiny(root, "siglip").siglip(tmp_path / "medsiglip")
    known = ("pleural effusion", "Cardiomegaly")
    own = ("a photo of an arm", "a bone", "a rash")
    lines(
        folder,
        of_classes("square.png", "Cardiomegaly", classes=known),
        of_classes("square.png", "a rash", classes=own),
        of_classes("empty.png", classes=own),
        {"files": ["square.png"], "task": "locate", "object": "mass", "truth": TRUE},
    )
    ran = measured(folder, f"local:{weights}", tmp_path / "logs")
    assert {case.kind for case in ran.cases} == {*known, "labels ranked"}
    told = shares(ran)
    assert told["right"][1] == 3
    assert (told["sensitivity"][1], told["specificity"][1], told["ranked"][1]) == (1, 1, 2)
    assert sum(ran.set_aside.values()) == 2
    assert ran.crashed == 0


def test_a_tiny_medgemma_is_asked_and_says_nothing_of_use(
    folder: Path, root: Path, tmp_path: Path
) -> None:
    weights = tiny(root, "gemma").multimodal(tmp_path / "medgemma-it")
    lines(folder, of_classes("square.png", "mass"))
    ran = measured(folder, f"local:{weights}", tmp_path / "logs")
    assert ran.crashed == 0
    assert shares(ran)["right"] == (0, 1)
    assert ran.costs["calls"] == 1


def case(how: Any, asked: str = "mass", **known: Any) -> Case:
    held = {"truth": frozenset(known.get("truth", ())), "boxes": tuple(known.get("boxes", ()))}
    classes = known.get("classes", (asked,))
    study = Study("1", "1", (), "classify" if how == "class" else "question", classes, **held)
    return Case("1", study, how, asked, "a kind")


@pytest.mark.parametrize(
    ("asked", "said", "right", "counts"),
    [
        (case("class", truth=["mass"]), Said("yes"), True, {"sensitivity": (1, 1)}),
        (case("class", truth=["mass"]), Said("no"), False, {"sensitivity": (0, 1)}),
        (case("class"), Said("no"), True, {"specificity": (1, 1)}),
        (case("class"), Said("yes"), False, {"specificity": (0, 1)}),
        (case("class"), Said(answered=False), False, {"specificity": (0, 1)}),
        (case("question", truth=["Yes"]), Said("yes"), True, {"sensitivity": (1, 1)}),
        (case("question", truth=["Left lung", "left"]), Said("left  lung."), True, {}),
        (case("question", truth=["left"]), Said("not the left"), False, {}),
        (case("compare", truth=["stable"]), Said("stable"), True, {}),
        (case("compare", truth=["stable"]), Said("improved"), False, {}),
        (
            case("rank", classes=("a", "b", "c", "d"), truth=["a", "b"]),
            Said(labels=("a", "c", "b", "d")),
            False,
            {"ranked": (3, 4)},
        ),
        (
            case("rank", classes=("a", "b"), truth=["a"]),
            Said(labels=("a", "b")),
            True,
            {"ranked": (1, 1)},
        ),
    ],
)
def test_an_answer_is_right_or_wrong(
    asked: Case, said: Said, right: bool, counts: dict[str, tuple[int, int]]
) -> None:
    value, told, worst = graded(asked, said)
    answered = {"right": (int(right), 1), "unanswered": (int(not said.answered), 1)}
    assert told == {**counts, **answered}
    assert value == float(right)
    assert bool(worst) is not right


@pytest.mark.parametrize(
    ("true", "drawn", "found_right", "iou", "right"),
    [
        ([BOX], [BOX], (1, 1, 1), (3600, 3600), True),
        ([BOX], [BOX, BOX], (1, 1, 2), (3600, 3600), False),
        ([BOX], [], (0, 1, 0), (0, 3600), False),
        ([], [BOX], (0, 0, 1), (0, 3600), False),
        ([], [], (0, 0, 0), (0, 0), True),
        ([BOX], [(40, 30, 100, 59)], (0, 1, 1), (1740, 3600), False),
        ([BOX], [(40, 30, 100, 60)], (1, 1, 1), (1800, 3600), True),
        ([(0, 0, 9, 9), (9, 0, 18, 9)], [(0, 0, 18, 9)], (1, 2, 1), (162, 162), False),
    ],
)
def test_boxes_are_found_by_what_they_share(
    true: Any, drawn: Any, found_right: tuple[int, int, int], iou: tuple[int, int], right: bool
) -> None:
    _, told, _ = graded(case("locate", boxes=true), Said(boxes=tuple(drawn)))
    hits, of_true, of_drawn = found_right
    assert told["boxes-found"] == (hits, of_true)
    assert told["boxes-right"] == (hits, of_drawn)
    assert told["iou"] == iou
    assert told["right"] == (int(right), 1)


def test_a_drawn_box_finds_one_true_box_and_the_best_one() -> None:
    near, far = (0, 0, 10, 10), (0, 0, 10, 14)
    assert found([far, near], [near]) == 1
    assert found([near, near], [near]) == 1
    assert shared(near, (10, 0, 20, 10)) == 0
    assert areas([near], [(10, 10, 20, 20)]) == (0, 200)


def test_what_was_said_comes_back_from_the_log_as_it_was() -> None:
    held = Said("yes", ((1.5, 2, 3, 4),), ("a",), answered=False)
    assert said_of(json.loads(json.dumps(held.to_json()))) == held


def test_a_run_that_failed_is_wrong_and_not_unanswered() -> None:
    _, told, worst = graded(case("class", truth=["mass"]), None, "endpoint")
    assert told == {"right": (0, 1), "sensitivity": (0, 1)}
    assert worst[0]["said"] == "failed: endpoint"
