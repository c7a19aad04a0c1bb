"""True sentences are true: looked up in the resources as written, not through the chart."""

import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from chartside.evals.injected_errors.cases import Case
from chartside.evals.injected_errors.facts import (
    Allergy,
    Event,
    Fact,
    Illness,
    Medicine,
    Pressure,
    Quote,
    Reading,
    Relative,
    Shift,
    Spread,
    Tally,
    Together,
)
from chartside.fhir.chart import Chart

Raw = dict[str, dict[str, Any]]


def facts(cases: tuple[Case, ...]) -> Iterator[tuple[Case, Fact]]:
    """Every fact of every sentence, those of joined sentences one by one."""
    for case in cases:
        parts = case.fact.parts if isinstance(case.fact, Together) else (case.fact,)
        yield from ((case, part) for part in parts if part is not None)


def cited(case: Case, fact: Fact, raw: dict[str, Raw]) -> list[dict[str, Any]]:
    held = raw[case.chart.patient.reference]
    return [held[reference] for reference in fact.sources]


def never(fact: Fact) -> bool:
    """Whether the fact is that something was never done, which no resource states."""
    return isinstance(fact, Event) and not fact.done and not fact.day


DATES = (
    *("effectiveDateTime", "authoredOn", "performedDateTime", "occurrenceDateTime"),
    *("onsetDateTime", "date", "effectiveInstant", "started"),
)


def begun(resource: dict[str, Any]) -> str:
    found = next((resource[name] for name in DATES if name in resource), "")
    periods = (resource.get(n, {}) for n in ("period", "performedPeriod", "effectivePeriod"))
    return found or next((p["start"] for p in periods if p), "")


def values(resource: dict[str, Any]) -> list[Decimal]:
    """Numbers of a resource and of its components."""
    parts = [resource, *resource.get("component", [])]
    return [
        Decimal(str(p["valueQuantity"]["value"]))
        for p in parts
        if "value" in p.get("valueQuantity", {})
    ]


def rounds_to(exact: Decimal, shown: Decimal) -> bool:
    places = -int(shown.as_tuple().exponent)
    return abs(exact - shown) <= Decimal(1).scaleb(-places) / 2


def test_a_result_said_is_the_number_unit_day_and_stage_of_the_observation_cited(
    true_ones: tuple[Case, ...], raw: dict[str, Raw], charts: tuple[Chart, ...]
) -> None:
    seen = 0
    for case, fact in facts(true_ones):
        if not isinstance(fact, Reading):
            continue
        (resource,) = cited(case, fact, raw)
        quantity = resource["valueQuantity"]
        held = {quantity.get("code"), quantity.get("unit")}
        if fact.unit in held:
            assert any(rounds_to(v, fact.number) for v in values(resource)), case.statement.text
        assert begun(resource).startswith(fact.day)
        assert quantity.get("comparator", "") == fact.comparator
        if fact.stage == "preliminary" and case.chart in charts:
            assert resource["status"] == "preliminary"
        seen += 1
    assert seen > 200


def test_a_result_said_in_another_unit_is_the_same_amount(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    # Factors from the definitions of the pound and the inch, and the molar masses in g/mol.
    factors = {
        ("kg", "[lb_av]"): Decimal("2.2046226"),
        ("cm", "[in_i]"): 1 / Decimal("2.54"),
        ("mg/dL", "mmol/L"): {
            "glucose": 1 / Decimal("18.016"),
            "cholesterol": 1 / Decimal("38.67"),
        },
        ("mg/dL", "umol/L"): Decimal("88.4"),
        ("umol/L", "mg/dL"): 1 / Decimal("88.4"),
    }
    seen = 0
    for case, fact in facts(true_ones):
        if not isinstance(fact, Reading):
            continue
        (resource,) = cited(case, fact, raw)
        own = resource["valueQuantity"].get("code") or resource["valueQuantity"].get("unit")
        factor = factors.get((own, fact.unit))
        if factor is not None:
            by = factor[fact.key] if isinstance(factor, dict) else factor
            assert abs(values(resource)[0] * by - fact.number) <= abs(fact.number) / 50
            seen += 1
    assert seen > 3


def test_a_blood_pressure_said_is_the_pair_of_the_observation_cited(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    found = [(c, f) for c, f in facts(true_ones) if isinstance(f, Pressure)]
    for case, fact in found:
        (resource,) = cited(case, fact, raw)
        numbers = sorted(values(resource), reverse=True)
        assert rounds_to(numbers[0], fact.over)
        assert rounds_to(numbers[1], fact.under)
        assert begun(resource).startswith(fact.day)
    assert len(found) > 30


def test_a_medicine_said_has_the_status_dose_and_dates_of_the_order_cited(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = 0
    for case, fact in facts(true_ones):
        if not isinstance(fact, Medicine):
            continue
        (resource,) = cited(case, fact, raw)
        allowed = {
            "current": {"active"},
            "held": {"on-hold"},
            "stopped": {"stopped"},
            "finished": {"completed", "stopped"},
        }.get(fact.state)
        assert allowed is None or resource["status"] in allowed, case.statement.text
        text = str(resource)
        assert fact.amount is None or re.search(rf"(?<!\d){fact.amount.normalize():f}", text)
        assert fact.state not in {"current", "prescribed"} or begun(resource).startswith(fact.since)
        assert not fact.until or fact.until in text
        seen += 1
    assert seen > 60


def test_a_medicine_said_to_be_over_has_no_order_in_force(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    for case, fact in facts(true_ones):
        if isinstance(fact, Medicine) and fact.state in {"stopped", "finished"}:
            name = fact.names[0].split("/")[0].split()[0]
            orders = [
                r
                for r in raw[case.chart.patient.reference].values()
                if r["resourceType"] == "MedicationRequest" and name in str(r).lower()
            ]
            assert orders
            assert all(r["status"] not in {"active", "on-hold"} for r in orders), fact.names


def test_a_problem_said_to_be_active_or_over_is_so_in_its_condition(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = 0
    for case, fact in facts(true_ones):
        if not isinstance(fact, Illness) or fact.state == "absent":
            continue
        (resource,) = cited(case, fact, raw)
        state = resource["clinicalStatus"]["coding"][0]["code"]
        sure = resource["verificationStatus"]["coding"][0]["code"]
        over = state in {"resolved", "inactive", "remission"} or "abatementDateTime" in resource
        assert fact.state != "active" or (not over and sure == "confirmed")
        assert fact.state != "resolved" or over
        assert (fact.state == "suspected") == (sure == "provisional")
        assert sure not in {"refuted", "entered-in-error"}
        assert begun(resource).startswith(fact.since)
        seen += 1
    assert seen > 100


def test_a_disease_said_to_be_absent_stands_nowhere_in_the_record(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    found = [(c, f) for c, f in facts(true_ones) if isinstance(f, Illness) and f.state == "absent"]
    for case, fact in found:
        labels = [
            str(r.get("code", "")) + str(r.get("conclusion", "")) + str(r.get("condition", ""))
            for r in raw[case.chart.patient.reference].values()
        ]
        assert not any(fact.key.lower() in words.lower() for words in labels), fact.key
    assert len(found) > 10


def test_a_reaction_a_relative_and_an_event_said_stand_in_the_resource_cited(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = dict.fromkeys((Allergy, Relative, Event), 0)
    for case, fact in facts(true_ones):
        if not isinstance(fact, Allergy | Relative | Event) or never(fact):
            continue
        (resource,) = cited(case, fact, raw)
        text = str(resource).lower()
        if isinstance(fact, Allergy):
            assert fact.reaction in text
            assert fact.severity in text
        elif isinstance(fact, Relative):
            assert fact.relative in text
            assert fact.age is None or str(fact.age) in text
        else:
            assert begun(resource).startswith(fact.day)
            assert (resource["status"] == "not-done") == (not fact.done)
        seen[type(fact)] += 1
    assert min(seen.values()) > 5


def test_a_count_said_is_what_counting_the_resources_gives(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = 0
    for case, fact in facts(true_ones):
        if not isinstance(fact, Tally) or fact.what != "encounter":
            continue
        held = raw[case.chart.patient.reference].values()
        visits = [
            r
            for r in held
            if r["resourceType"] == "Encounter"
            and r["status"] == "finished"
            and begun(r).startswith(fact.year)
        ]
        assert len(visits) == fact.count
        seen += 1
    assert seen > 5


@pytest.mark.parametrize("state", ["entered-in-error", "refuted", "cancelled"])
def test_nothing_that_is_not_to_be_believed_is_said_as_true(
    true_ones: tuple[Case, ...], raw: dict[str, Raw], state: str
) -> None:
    for case, fact in facts(true_ones):
        for resource in cited(case, fact, raw):
            states = [resource.get("status"), resource.get("verificationStatus")]
            assert state not in str(states), case.statement.text


def test_a_course_said_goes_from_the_one_result_to_the_other(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    found = [(c, f) for c, f in facts(true_ones) if isinstance(f, Shift)]
    for case, fact in found:
        first, last = cited(case, fact, raw)
        one, other = values(first)[0], values(last)[0]
        assert begun(first) < begun(last)
        assert begun(first).startswith(fact.start)
        assert begun(last).startswith(fact.end)
        went = "rose" if other > one else "fell" if other < one else "same"
        assert went == fact.direction, case.statement.text
        assert rounds_to(one, fact.first)
        assert rounds_to(other, fact.last)
    assert len(found) > 50


def test_a_range_said_holds_the_least_and_the_greatest_of_the_year(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    found = [(c, f) for c, f in facts(true_ones) if isinstance(f, Spread)]
    for case, fact in found:
        numbers = [values(resource)[0] for resource in cited(case, fact, raw)]
        assert len(numbers) == fact.count
        assert rounds_to(min(numbers), fact.low)
        assert rounds_to(max(numbers), fact.high)
        assert all(begun(r).startswith(fact.year) for r in cited(case, fact, raw))
    assert len(found) > 5


def test_a_reference_range_said_is_the_one_beside_the_result(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = 0
    for case, fact in facts(true_ones):
        if isinstance(fact, Reading) and fact.least is not None and fact.most is not None:
            (resource,) = cited(case, fact, raw)
            (held,) = resource["referenceRange"]
            assert Decimal(str(held["low"]["value"])) == fact.least
            assert Decimal(str(held["high"]["value"])) == fact.most
            seen += 1
    assert seen > 30


def test_a_device_said_is_active_and_what_was_never_done_stands_nowhere(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = {"device": 0, "never": 0}
    for case, fact in facts(true_ones):
        if isinstance(fact, Event) and fact.what == "device":
            (resource,) = cited(case, fact, raw)
            assert resource["status"] == "active"
            assert resource["type"]["text"] == fact.key
            seen["device"] += 1
        elif never(fact):
            words = fact.key.split()[0]
            assert words not in str(raw[case.chart.patient.reference]).lower()
            seen["never"] += 1
    assert min(seen.values()) > 5


def test_a_reason_for_stopping_is_the_one_of_the_order(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = 0
    for case, fact in facts(true_ones):
        if isinstance(fact, Medicine) and fact.why:
            (resource,) = cited(case, fact, raw)
            assert resource["status"] == "stopped"
            assert resource["statusReason"]["text"].lower() == fact.why.lower()
            seen += 1
    assert seen > 5


def test_an_age_at_onset_is_the_one_between_birth_and_onset(
    true_ones: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = 0
    for case, fact in facts(true_ones):
        if isinstance(fact, Illness) and fact.age is not None:
            (resource,) = cited(case, fact, raw)
            born = raw[case.chart.patient.reference][case.chart.patient.reference]["birthDate"]
            onset = begun(resource)[:10]
            assert int(onset[:4]) - int(born[:4]) - (onset[5:] < born[5:]) == fact.age
            seen += 1
    assert seen > 10


def test_a_passage_quoted_stands_at_its_place_in_the_document_cited(
    true_ones: tuple[Case, ...],
) -> None:
    seen = 0
    for case, fact in facts(true_ones):
        if isinstance(fact, Quote):
            document = case.chart.document(fact.sources[0])
            assert document.text[fact.at :].startswith(fact.words)
            assert f'"{fact.words}"' in case.statement.text
            for citation in case.statement.citations:
                assert citation.quote in {None, fact.words}
            seen += 1
    assert seen > 30


def test_invented_people_are_the_same_in_every_process() -> None:
    made = (
        "import json; from chartside.evals.injected_errors.material import abroad, bundle; "
        "print(json.dumps([[m(n) for n in range(3)] for m in (bundle, abroad)]))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", made],
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
