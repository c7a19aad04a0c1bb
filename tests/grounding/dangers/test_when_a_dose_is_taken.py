"""The hour of a dose and whether it goes with food are the order's, in every way to write them."""

from itertools import product
from typing import Any

import pytest

from chartside.fhir.chart import Chart

HOURS = {
    "MORN": ("in the morning", "every morning", "mane", "qam", "each morning", "mornings"),
    "EVE": ("in the evening", "every evening", "qpm"),
    "HS": ("at bedtime", "at night", "nocte", "nightly", "qhs", "before bed", "every night"),
    "NOON": ("at noon", "at midday", "at lunchtime"),
}
ALIKE = ({"EVE", "HS"},)
FOOD = {
    "AC": ("before meals", "before food", "on an empty stomach", "before eating"),
    "C": ("with food", "with meals", "after food", "after meals", "after eating", "with a meal"),
}
OWN = {
    "MORN": "in the morning", "EVE": "in the evening", "HS": "at bedtime", "NOON": "at noon",
    "AC": "before meals", "C": "with meals",
}  # fmt: skip
DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}
FRAMES = (
    "Glargine 18 units {}.",
    "Takes glargine 18 units {}.",
    "Insulin glargine 18 units subcutaneously {}.",
    "She is on glargine 18 units {}.",
)


@pytest.fixture(scope="module")
def chart(records: Any) -> Chart:
    """The same insulin with each hour and meal: in its text, in its timing, or with neither."""
    bodies = []
    for code, words in OWN.items():
        rate = {"doseAndRate": [{"doseQuantity": {"value": 18, "unit": "units"}}]}
        text = {"text": f"18 units subcutaneously {words}", **rate}
        coded = {
            "text": "18 units subcutaneously",
            "timing": {"repeat": {"when": [code], **DAILY}},
            **rate,
        }
        bodies += [
            records.order(f"text-{code}", "Insulin glargine 100 units/mL pen", text),
            records.order(f"coded-{code}", "Insulin glargine 100 units/mL pen", coded),
        ]
    plain = {"text": "18 units subcutaneously once daily"}
    warned = {**plain, "additionalInstruction": [{"text": "with or after food"}]}
    bodies.append(records.order("plain", "Insulin glargine 100 units/mL pen", plain))
    bodies.append(records.order("warned", "Insulin glargine 100 units/mL pen", warned))
    bodies.append(records.note("note", "Takes her glargine 18 units at night with food."))
    return records.chart_of(*bodies)


@pytest.mark.parametrize("where", ["text", "coded"])
def test_the_hour_of_a_dose_is_that_of_its_order(records: Any, chart: Chart, where: str) -> None:
    for own, said in product(HOURS, HOURS):
        texts = [f.format(words) for f, words in product(FRAMES, HOURS[said])]
        order = f"MedicationRequest/{where}-{own}"
        if own == said:
            assert records.flagged(chart, texts, order) == []
        elif {own, said} not in ALIKE:
            assert records.passed(chart, texts, order) == []


@pytest.mark.parametrize("where", ["text", "coded"])
def test_food_is_taken_with_a_dose_as_ordered(records: Any, chart: Chart, where: str) -> None:
    for own, said in product(FOOD, FOOD):
        texts = [f.format(words) for f, words in product(FRAMES, FOOD[said])]
        order = f"MedicationRequest/{where}-{own}"
        if own == said:
            assert records.flagged(chart, texts, order) == []
        else:
            assert records.passed(chart, texts, order) == []


def test_an_hour_or_a_meal_that_no_source_gives_is_not_found(records: Any, chart: Chart) -> None:
    texts = [f.format(w) for f in FRAMES for w in ("at bedtime", "in the morning", "with food")]
    assert records.passed(chart, texts, "MedicationRequest/plain") == []


def test_a_warning_of_the_order_bears_out_food(records: Any, chart: Chart) -> None:
    texts = [f.format("with food") for f in FRAMES]
    assert records.flagged(chart, texts, "MedicationRequest/warned") == []


def test_a_cited_note_bears_out_the_hour(records: Any, chart: Chart) -> None:
    texts = ["Glargine 18 units at night.", "Glargine 18 units nocte."]
    both = ("MedicationRequest/plain", "DocumentReference/note")
    assert records.flagged(chart, texts, *both) == []
