"""`labs --reader`: a model that sees the pages reads along, and the words of the page stand."""

import base64
import importlib.util
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from PIL import Image

MODEL = "medgemma-1.5-4b-it"
ALIKE = (
    ("Potassium", "5.90", "mmol/L"),
    ("Sodium", "140", "mmol/L"),
    ("Creatinine", "0.62", "mg/dL"),
    ("TSH", "<0.01", "mIU/L"),
)
PICTURE = """
#set page(width: 16cm, height: auto, margin: 1cm)
#set text(font: "Libertinus Serif", 12pt)
*Clinical laboratory report* \\
Patient: Marlow, Edith \\ Date of birth: 14/03/1958 \\ Collected: 02/11/2025
#table(columns: (2fr, 1fr, 1fr, 1fr), stroke: none,
  [*Test*], [*Result*], [*Unit*], [*Reference range*],
  [Sodium], [140], [mmol/L], [136 - 145],
  [Potassium], [3.9], [mmol/L], [3.5 - 5.1],
  [Creatinine], [112], [umol/L], [45 - 90],
)
"""


def told(*rows: tuple[str, str, str]) -> str:
    tests = [{"name": name, "result": result, "unit": unit} for name, result, unit in rows]
    return json.dumps({"lab_tests": tests})


@pytest.fixture
def reader(model_server: Callable[..., Any]) -> Any:
    """A model that says the same rows of every picture it is shown."""
    return model_server(told(*ALIKE), MODEL)


def shown_to(reader: Any) -> list[Image.Image]:
    """The picture of each question that was asked."""
    parts = [asked["messages"][-1]["content"] for asked in reader.asked]
    urls = [next(p["image_url"]["url"] for p in one if p["type"] == "image_url") for one in parts]
    return [Image.open(BytesIO(base64.b64decode(url.partition(",")[2]))) for url in urls]


@pytest.fixture
def report(tmp_path: Path, printer: Any) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(printer.printed())
    return path


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    png = typst.compile(PICTURE.encode(), format="png", ppi=120)
    assert isinstance(png, bytes)
    path = tmp_path / "report.png"
    path.write_bytes(png)
    return path


def by_name(ran: Any) -> dict[str, Any]:
    return {one["name"]: one for one in ran.json["results"]}


def bare(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Results without who read them."""
    return [{k: v for k, v in one.items() if k != "read_by"} for one in results]


def test_a_model_that_reads_as_the_page_says_is_named_and_changes_nothing(
    run: Any, reader: Any, report: Path
) -> None:
    alone = run("labs", report, "--json").json
    ran = run("labs", report, "--reader", reader.reasoner, "--json")
    assert ran.status == 0
    assert {size for shown in shown_to(reader) if (size := shown.size)} == {(896, 896)}
    assert all(MODEL in one["read_by"][0] for one in ran.json["results"])
    assert bare(ran.json["results"]) == bare(alone["results"])
    (file,) = ran.json["files"]
    assert (file["unfounded"], file["model_failure"]) == (0, None)
    assert MODEL in file["model"]


def test_what_a_model_reads_otherwise_is_a_doubt_on_the_terminal_in_json_and_on_the_page(
    run: Any, reader: Any, report: Path, tmp_path: Path
) -> None:
    reader.says = told(("Potassium", "5.1", "mmol/L"), ("Creatinine", "0.62", "umol/L"))
    page = tmp_path / "review.html"
    ran = run("labs", report, "--reader", reader.reasoner, "--json", "--html", page)
    results = by_name(ran)
    assert (results["Potassium"]["value"], results["Creatinine"]["unit"]) == (5.9, "mg/dL")
    value, unit = "read the value as 5.1", "read the unit as umol/L"
    assert [d for d in results["Potassium"]["doubts"] if d.endswith(value)]
    assert [d for d in results["Creatinine"]["doubts"] if d.endswith(unit)]
    html = page.read_text(encoding="utf-8")
    assert value in html
    assert unit in html
    shown = " ".join(run("labs", report, "--reader", reader.reasoner).out.split())
    assert value in shown
    assert unit in shown


def test_rows_that_a_model_makes_up_are_counted_and_are_in_no_answer(
    run: Any, reader: Any, report: Path, tmp_path: Path
) -> None:
    reader.says = told(*ALIKE, ("Zirconium", "77.7", "ug/L"), ("Sodium", "987654.3", "mmol/L"))
    page = tmp_path / "review.html"
    ran = run("labs", report, "--reader", reader.reasoner, "--json", "--html", page)
    assert ran.json["files"][0]["unfounded"] == 2
    assert not ran.json["set_aside"]
    html = page.read_text(encoding="utf-8")
    assert "Left out: 2 rows of " in html
    shown = run("labs", report, "--reader", reader.reasoner).out
    assert "Left out: 2 rows of " in " ".join(shown.split())
    for made_up in ("Zirconium", "77.7", "987654"):
        assert made_up not in ran.out + html + shown


@pytest.mark.parametrize("how", ["no rows", "an error", "nobody"])
def test_where_the_model_fails_the_words_stand_and_the_failure_is_told(
    run: Any, reader: Any, report: Path, how: str
) -> None:
    spec = reader.reasoner
    if how == "no rows":
        reader.says = "I cannot read this."
    elif how == "an error":
        reader.status = 400
    else:
        reader.close()
    alone = run("labs", report, "--json").json
    ran = run("labs", report, "--reader", spec, "--json")
    assert ran.status == 5
    assert ran.json["results"] == alone["results"]
    failure = ran.json["files"][0]["model_failure"]
    assert failure.startswith("the model failed on 1 page, read by words alone: ")
    assert "[model]" in ran.err
    shown = run("labs", report, "--reader", spec)
    assert "The model failed on 1 page" in shown.out
    assert "Potassium 5.90 mmol/L" in " ".join(shown.out.split())


def test_on_a_picture_a_value_that_the_words_have_nowhere_is_a_doubt_of_the_result_it_names(
    run: Any, reader: Any, picture: Path
) -> None:
    reader.says = told(
        ("Sodium", "140", "mmol/L"), ("Potassium", "3.8", "mmol/L"), ("Copper", "12", "umol/L")
    )
    ran = run("labs", picture, "--reader", reader.reasoner, "--json")
    results = by_name(ran)
    assert results["Sodium"]["value"] == 140
    assert not [d for d in results["Sodium"]["doubts"] if MODEL in d]
    assert results["Potassium"]["value"] == 3.9
    assert [d for d in results["Potassium"]["doubts"] if d.endswith("read the value as 3.8")]
    named = {name for name, one in results.items() if any(MODEL in by for by in one["read_by"])}
    assert named == {"Sodium", "Potassium"}
    assert ran.json["files"][0]["unfounded"] == 1
    assert "Copper" not in ran.out


def test_a_random_model_in_a_folder_does_no_harm(
    run: Any, root: Path, report: Path, tmp_path: Path
) -> None:
    weights = tiny(root).multimodal(tmp_path / "tiny-it")
    alone = run("labs", report, "--json").json
    ran = run("labs", report, "--reader", f"local:{weights}", "--json")
    assert ran.status in {0, 5}
    assert bare(ran.json["results"]) == bare(alone["results"])
    assert ran.json["set_aside"] == alone["set_aside"]


def tiny(root: Path) -> Any:
    """Builder of tiny models of the real classes."""
    path = root / "tests" / "models" / "tiny" / "gemma.py"
    spec = importlib.util.spec_from_file_location("tiny_gemma", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
