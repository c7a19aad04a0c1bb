"""The latest, the first, the highest and the lowest; there and over; up and down: in all words.

`standings.txt` holds the frames by what they say.
"""

import json
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
FRAMES: dict[str, list[str]] = {}
for line in Path(__file__).with_name("standings.txt").read_text().splitlines():
    if line.startswith("# "):
        kept = FRAMES.setdefault(line[2:], [])
    else:
        kept.append(line)
VALUES = {"k1": "4.8", "k2": "5.9", "k3": "4.2", "k4": "5.3"}
DAYS = {"k1": "2025-03-03", "k2": "2025-06-04", "k3": "2025-09-09", "k4": "2026-01-10"}
PLACES = {"last": "k4", "first": "k1", "top": "k2", "bottom": "k3"}
GOUT, FRACTURE = ("gout", "Condition/gout"), ("fracture of right distal radius", "Condition/frac")


def _potassium(name: str) -> dict[str, object]:
    return {
        "resourceType": "Observation",
        "id": name,
        "subject": {"reference": "Patient/1"},
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"text": "Potassium", "coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
        "effectiveDateTime": DAYS[name],
        "valueQuantity": {"value": float(VALUES[name]), "unit": "mmol/L"},
        "referenceRange": [{"low": {"value": 3.5}, "high": {"value": 5.1}}],
    }


def _condition(name: str, text: str, status: str, **more: object) -> dict[str, object]:
    return {
        "resourceType": "Condition",
        "id": name,
        "subject": {"reference": "Patient/1"},
        "code": {"text": text},
        "clinicalStatus": {"coding": [{"code": status}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        **more,
    }


@pytest.fixture(scope="module")
def chart() -> Chart:
    bodies: list[dict[str, object]] = [
        {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1960-01-01"},
        _condition("gout", "Gout", "active", onsetDateTime="2016-03"),
        _condition(
            "frac",
            "Fracture of right distal radius",
            "resolved",
            onsetDateTime="2016-12-30",
            abatementDateTime="2017-03-01",
        ),
        *(_potassium(name) for name in DAYS),
    ]
    rows = [Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode()) for b in bodies]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def _verdict(chart: Chart, text: str, *references: str) -> Verdict | None:
    cited = tuple(Citation(r) for r in references)
    return check(Statement(f"{text[0].upper()}{text[1:]}", cited), chart).verdict


@pytest.mark.parametrize(("place", "frame"), [(p, f) for p in PLACES for f in FRAMES[p]])
def test_a_result_has_the_place_among_the_others_that_it_is_given(
    chart: Chart, place: str, frame: str
):
    for name, value in VALUES.items():
        verdict = _verdict(chart, frame.replace("{v}", value), f"Observation/{name}")
        if name == PLACES[place]:
            assert verdict is Verdict.SUPPORTED
        elif name in {"k1", "k4"} or place in {"last", "first"}:
            assert verdict in FOUND, name


@pytest.mark.parametrize(
    ("frames", "true", "false"), [("over", FRACTURE, GOUT), ("on", GOUT, FRACTURE)]
)
def test_a_problem_is_there_or_over_as_it_is_said(
    chart: Chart, frames: str, true: tuple[str, str], false: tuple[str, str]
):
    for frame in FRAMES[frames]:
        assert _verdict(chart, frame.replace("{N}", true[0]), true[1]) is Verdict.SUPPORTED, frame
        assert _verdict(chart, frame.replace("{N}", false[0]), false[1]) in FOUND, frame


UP = ("rose", "went up", "climbed", "crept up", "trended upwards", "ended higher", "got higher",
      "saw a rise", "took an upward turn", "is rising", "has gone up", "moved up")  # fmt: skip
NOT_UP = ("fell", "declined", "has declined", "ended lower", "eased", "retreated",
          "backed off", "saw a decline", "took a downward turn", "showed a fall", "came down",
          "was unchanged", "stayed put", "kept level", "saw no change", "plateaued")  # fmt: skip
COURSES = (
    "Potassium {w} between March and June 2025.",
    "Between March and June 2025 potassium {w}.",
    "Serial measurements show that potassium {w}.",
    "Trend from 3 March 2025 to 4 June 2025: potassium {w}.",
)


@pytest.mark.parametrize(("frame", "verb"), list(product(COURSES, UP)))
def test_what_rose_is_said_to_rise(chart: Chart, frame: str, verb: str):
    text = frame.replace("{w}", verb)
    assert _verdict(chart, text, "Observation/k1", "Observation/k2") is Verdict.SUPPORTED


@pytest.mark.parametrize(("frame", "verb"), list(product(COURSES, NOT_UP)))
def test_what_rose_is_not_said_to_fall_or_to_stay(chart: Chart, frame: str, verb: str):
    text = frame.replace("{w}", verb)
    assert _verdict(chart, text, "Observation/k1", "Observation/k2") in FOUND


@pytest.mark.parametrize("shown", ["at", "as"])
def test_a_result_that_came_up_as_a_number_did_not_rise(chart: Chart, shown: str):
    text = f"Potassium came up {shown} 4.2 mmol/L on 9 September 2025."
    assert _verdict(chart, text, "Observation/k3") is Verdict.SUPPORTED
