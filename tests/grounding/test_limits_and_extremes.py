"""Results against their limits, and the ends of a series, in every way that people say it."""

import json
from datetime import UTC, datetime
from itertools import product

import pytest

from chartside.draft import Citation, Statement, Verdict
from chartside.fhir.chart import Chart, Row, build_chart
from chartside.grounding import check
from chartside.grounding.check import claims_in

FOUND = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
ABOVE = ("above", "over", "higher than", "greater than", "in excess of", "beyond")
BELOW = ("below", "under", "lower than", "less than", "beneath")
OUTSIDE = ("outside", "outside of", "out of", "not in", "not within")
NORMAL = ("normal", "the normal range", "normal limits", "the reference range", "its normal range",
          "the reference interval", "the lab's normal range", "reference limits")  # fmt: skip
FRAMES = (
    "Sodium {value} mmol/L on {day}, {said}.",
    "On {day} sodium was {said} at {value} mmol/L.",
    "Sodium ran {said} on {day}: {value} mmol/L.",
    "Sodium of {value} mmol/L ({said}) on {day}.",
    "The lab marked sodium of {day} as {said} ({value} mmol per L).",
)
DAYS = {
    "high": ("149", "3 March 2025"),
    "low": ("128", "4 June 2025"),
    "normal": ("140", "9 July 2025"),
}
NAMES = {"149": "high", "128": "low", "140": "normal"}


def _observation(name: str, value: int, day: str) -> dict[str, object]:
    return {
        "resourceType": "Observation",
        "id": name,
        "subject": {"reference": "Patient/1"},
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"text": "Sodium", "coding": [{"system": "http://loinc.org", "code": "2951-2"}]},
        "effectiveDateTime": day,
        "valueQuantity": {"value": value, "unit": "mmol/L"},
        "referenceRange": [{"low": {"value": 135}, "high": {"value": 145}}],
    }


@pytest.fixture(scope="module")
def chart() -> Chart:
    bodies: list[dict[str, object]] = [
        {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1960-01-01"},
        _observation("high", 149, "2025-03-03"),
        _observation("low", 128, "2025-06-04"),
        _observation("normal", 140, "2025-07-09"),
    ]
    rows = [Row(str(b["resourceType"]), str(b["id"]), "1", json.dumps(b).encode()) for b in bodies]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    return build_chart("Patient/1", rows, {}.get, lambda ref: ref, (), now)


def _verdict(chart: Chart, text: str, *names: str) -> Verdict:
    cited = tuple(Citation(f"Observation/{n}") for n in names)
    return check(Statement(text, cited), chart).verdict


def _said(which: str, said: str) -> list[str]:
    value, day = DAYS[which]
    return [f.format(value=value, day=day, said=said) for f in FRAMES]


@pytest.mark.parametrize(
    ("which", "ways", "wrong"), [("high", ABOVE, "low"), ("low", BELOW, "high")]
)
def test_beyond_a_limit_on_one_side_is_told_from_the_other(
    chart: Chart, which: str, ways: tuple[str, ...], wrong: str
) -> None:
    for said in (f"{way} {limit}" for way, limit in product(ways, NORMAL)):
        assert [t for t in _said(which, said) if _verdict(chart, t, which) in FOUND] == []
        for other in (wrong, "normal"):
            assert [t for t in _said(other, said) if _verdict(chart, t, other) not in FOUND] == []


@pytest.mark.parametrize("way", OUTSIDE)
def test_out_of_the_normal_range_is_abnormal_and_not_normal(chart: Chart, way: str) -> None:
    for said in (f"{way} {limit}" for limit in NORMAL if limit != "normal"):
        for which in ("high", "low"):
            assert [t for t in _said(which, said) if _verdict(chart, t, which) in FOUND] == []
        assert [t for t in _said("normal", said) if _verdict(chart, t, "normal") not in FOUND] == []


@pytest.mark.parametrize("said", ["not raised", "not low", "no longer elevated", "not abnormal"])
def test_what_is_not_beyond_its_limits_is_normal(chart: Chart, said: str) -> None:
    assert [t for t in _said("normal", said) if _verdict(chart, t, "normal") in FOUND] == []


ALL = ("high", "low", "normal")


@pytest.mark.parametrize(
    "frame",
    [
        "In 2025 sodium went as low as {low} and as high as {high} mmol/L.",
        "The 2025 low for sodium was {low}, and the high was {high} mmol/L.",
        "Sodium reached a high of {high} mmol/L and a low of {low} in 2025.",
        "Sodium peaked at {high} mmol/L in 2025, with a low of {low}.",
        "All three sodium readings of 2025 fall between {low} and {high} mmol/L.",
        "Sodium in 2025 was never under {low} nor over {high} mmol/L.",
        "In 2025, sodium stayed between {low} and {high} mmol/L.",
        "Sodium in 2025: min {low} / max {high} mmol/L.",
        "Sodium in 2025: low {low}, high {high} mmol/L.",
        "Over 2025, the lowest sodium was {low} mmol/L and the highest {high} mmol/L.",
        "In 2025 sodium never fell below {low} and never rose above {high} mmol/L.",
        "In 2025 the sodium did not drop below {low} or exceed {high} mmol/L.",
        "No sodium in 2025 was lower than {low} or higher than {high} mmol/L.",
        "In 2025 no sodium was below {low} or above {high} mmol/L.",
        "Sodium came down to {low} at the lowest and went up to {high} mmol/L at the highest"
        " in 2025.",
    ],
)
def test_the_ends_of_a_series_are_the_lowest_and_the_highest_of_it(
    chart: Chart, frame: str
) -> None:
    assert _verdict(chart, frame.format(low=128, high=149), *ALL) is Verdict.SUPPORTED
    for low, high in ((128, 140), (140, 149), (149, 128), (127, 149), (128, 151)):
        assert _verdict(chart, frame.format(low=low, high=high), *ALL) in FOUND, (low, high)


@pytest.mark.parametrize(
    "frame",
    [
        "No sodium on record is more recent than the one of {value} mmol/L.",
        "Nothing newer on file for sodium than {value} mmol/L.",
        "There is no later sodium than the {value} mmol/L of {day}.",
    ],
)
def test_to_deny_a_newer_one_is_to_call_this_the_latest(chart: Chart, frame: str) -> None:
    assert _verdict(chart, frame.format(value=140, day="9 July 2025"), "normal") not in FOUND
    assert _verdict(chart, frame.format(value=149, day="3 March 2025"), "high") in FOUND


JOINTS = ("; by", ", and by", "; on", " and on", ", then on", "; in", ", while on")


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("verb", ["it was", "it came to", "it went to", "it read"])
def test_a_date_ahead_of_each_number_is_the_date_of_that_number(
    chart: Chart, joint: str, verb: str
) -> None:
    text = "On {} the sodium was {} mmol/L" + f"{joint} {{}} {verb} {{}} mmol/L."
    right = text.format("3 March 2025", 149, "4 June 2025", 128)
    swapped = text.format("3 March 2025", 128, "4 June 2025", 149)
    assert _verdict(chart, right, "high", "low") is Verdict.SUPPORTED
    assert _verdict(chart, swapped, "high", "low") in FOUND


@pytest.mark.parametrize(
    "noun",
    ["fall", "drop", "decrease", "decline", "reduction", "dip", "slide", "difference", "change"],
)
@pytest.mark.parametrize(
    "frame",
    [
        "A {by} mmol/L {noun} in sodium occurred between 3 March 2025 ({a}) and 4 June 2025 ({b}).",
        "There was a {noun} in sodium of {by} mmol/L, from {a} mmol/L on 3 March 2025 to"
        " {b} mmol/L on 4 June 2025.",
        "The {noun} in sodium is {by} mmol/L ({a} mmol/L on 3 March 2025 -> {b} mmol/L on"
        " 4 June 2025).",
        "Sodium {a} mmol/L on 3 March 2025 and {b} mmol/L on 4 June 2025, a {noun} of {by} mmol/L.",
    ],
)
def test_a_difference_is_no_result(chart: Chart, noun: str, frame: str) -> None:
    right = frame.format(noun=noun, by=21, a=149, b=128)
    assert _verdict(chart, right, "high", "low") is Verdict.SUPPORTED
    for by, a, b in ((19, 149, 128), (21, 128, 149), (21, 149, 126)):
        text = frame.format(noun=noun, by=by, a=a, b=b)
        assert _verdict(chart, text, "high", "low") in FOUND


ROSE = ("came up", "went up", "crept higher", "edged upwards", "was trending up", "moved upward",
        "climbed", "jumped", "has been drifting upwards", "ticked up", "inched higher")  # fmt: skip
FELL = ("came down", "went down", "crept lower", "edged downwards", "was trending down", "dropped",
        "moved downward", "has been drifting down", "ticked lower", "fell back", "eased off",
        "slid", "tailed off")  # fmt: skip
COURSES = (
    "Sodium {verb} from {a} mmol/L on {one} to {b} mmol/L on {other}.",
    "Compared with {a} mmol/L on {one}, sodium {verb} to {b} mmol/L on {other}.",
    "From {a} mmol/L on {one}, sodium {verb} to {b} mmol/L on {other}.",
    "On {one} sodium was {a} mmol/L; by {other} it {verb} to {b} mmol/L.",
    "Sodium {verb} since {one}, when it was {a} mmol/L; on {other} it read {b} mmol/L.",
    "After {a} mmol/L on {one}, the sodium {verb}, reaching {b} mmol/L on {other}.",
    "Sodium {verb} between {one} and {other}.",
    "Sodium {verb} ({a} mmol/L on {one}, {b} mmol/L on {other}).",
)


@pytest.mark.parametrize("course", COURSES)
def test_a_verb_of_motion_goes_the_way_of_its_particle(chart: Chart, course: str) -> None:
    high, low, normal = ("3 March 2025", 149), ("4 June 2025", 128), ("9 July 2025", 140)
    for verbs, (first, last) in ((FELL, (high, low)), (ROSE, (low, normal))):
        for verb in verbs:
            said = {"one": first[0], "a": first[1], "other": last[0], "b": last[1]}
            names = [NAMES[str(n)] for _, n in (first, last)]
            text = course.format(verb=verb, **said)
            assert _verdict(chart, text, *names) is Verdict.SUPPORTED, text
            other = ROSE if verbs is FELL else FELL
            wrong = course.format(verb=other[len(verb) % len(other)], **said)
            assert _verdict(chart, wrong, *names) in FOUND, wrong


@pytest.mark.parametrize(
    "frame",
    [
        "Sodium (most recent): {value} mmol/L.",
        "Sodium (most recent) {value} mmol/L.",
        "Sodium, most recent value: {value} mmol/L.",
        "Latest sodium {value} mmol/L.",
        "The last sodium on file is {value} mmol/L.",
        "When last checked, sodium was {value} mmol/L.",
        "Sodium as last measured: {value} mmol/L.",
        "The newest sodium is {value} mmol/L.",
    ],
)
def test_only_the_latest_is_called_the_latest(chart: Chart, frame: str) -> None:
    assert _verdict(chart, frame.format(value=140), "normal") is Verdict.SUPPORTED
    assert _verdict(chart, frame.format(value=149), "high") in FOUND


@pytest.mark.parametrize("unit", ["mL/min", "mL/min/1.73 m2", "beats/min", "L/min"])
def test_a_rate_a_minute_names_no_minimum(chart: Chart, unit: str) -> None:
    said = f"Sodium was reported in {unit} until 3 March 2025 and in mmol/L from 4 June 2025."
    claims = claims_in(said, chart, ["Observation/high", "Observation/low"])
    assert not [c for claim in claims for c in claim.cues if c.kind == "place"]
