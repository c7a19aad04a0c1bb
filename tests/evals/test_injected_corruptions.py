"""Corrupted sentences are false, differ as a reader sees them, and every kind occurs."""

import re
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest

from chartside.evals.injected_errors.cases import Case, cases, half_of
from chartside.evals.injected_errors.corruptions import CITED, IN_ERROR, KINDS, PRELIMINARY
from chartside.evals.injected_errors.corruptions.sources import in_error
from chartside.evals.injected_errors.facts import (
    Event,
    Illness,
    Medicine,
    Pressure,
    Quote,
    Reading,
    Relative,
)
from chartside.evals.injected_errors.report import pattern
from chartside.fhir.chart import Chart

Raw = dict[str, dict[str, Any]]


def texts(resources: list[dict[str, Any]]) -> str:
    return " ".join(str(r) for r in resources).lower()


def of_kind(made: tuple[Case, ...], *kinds: str) -> list[Case]:
    found = [case for case in made if case.kind in kinds]
    assert found, kinds
    return found


def held(case: Case, raw: dict[str, Raw], *types: str) -> list[dict[str, Any]]:
    resources = raw[case.chart.patient.reference].values()
    return [r for r in resources if r["resourceType"] in types]


def test_every_kind_of_corruption_occurs(made: tuple[Case, ...]) -> None:
    counts = Counter(case.kind for case in made)
    assert set(KINDS) <= set(counts)
    assert len(KINDS) >= 15
    assert min(counts[kind] for kind in KINDS) >= 5


def test_a_corrupted_sentence_differs_from_the_true_one_as_a_reader_sees_it(
    made: tuple[Case, ...],
) -> None:
    true = {(c.chart.patient.reference, c.statement.text) for c in made if not c.kind}
    for case in made:
        if case.kind and case.kind not in {*CITED, IN_ERROR, PRELIMINARY}:
            assert case.before
            assert case.statement.text != case.before
            assert (case.chart.patient.reference, case.statement.text) not in true


def test_a_wrong_number_is_that_of_no_result_of_this_name_on_this_day(
    made: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    for case in of_kind(made, "value digit", "decimal shift"):
        fact = case.fact
        if not isinstance(fact, Reading):
            continue
        for resource in held(case, raw, "Observation"):
            day = resource.get("effectiveDateTime", "")
            name = str(resource["code"]).lower()
            same = any(n.lower() in name for n in fact.names)
            quantity = resource.get("valueQuantity", {})
            if same and day.startswith(fact.day) and quantity.get("code") == fact.unit:
                shown = fact.number
                places = -int(shown.as_tuple().exponent)
                exact = Decimal(str(quantity["value"]))
                apart = abs(exact - shown) > Decimal(1).scaleb(-places) / 2
                bound = quantity.get("comparator", "") != fact.comparator
                dead = resource["status"] in {"entered-in-error", "preliminary"}
                assert apart or bound or dead or not fact.day, case.statement.text


def test_a_swapped_pressure_is_no_pressure_of_that_day(made: tuple[Case, ...]) -> None:
    for case in of_kind(made, "systolic and diastolic exchanged"):
        assert isinstance(case.fact, Pressure)
        assert case.fact.over < case.fact.under


def test_a_wrong_date_is_the_date_of_no_event_of_this_name(
    made: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    kinds = {"procedure": "Procedure", "immunization": "Immunization"}
    seen = 0
    for case in of_kind(made, "year", "month", "day"):
        fact = case.fact
        if not isinstance(fact, Event) or fact.what not in kinds:
            continue
        for resource in held(case, raw, kinds[fact.what]):
            day = resource.get("performedDateTime") or resource.get("occurrenceDateTime") or ""
            if day.startswith(fact.day) and resource["status"] == "completed":
                words = str(resource.get("code") or resource.get("vaccineCode")).lower()
                assert not any(n.lower() in words for n in fact.names), case.statement.text
        seen += 1
    assert seen > 10


def test_a_drug_not_in_the_chart_stands_nowhere_in_the_record(
    made: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    for case in of_kind(made, "drug not in the chart"):
        assert isinstance(case.fact, Medicine)
        orders = held(case, raw, "MedicationRequest", "MedicationStatement")
        assert case.fact.key not in texts(orders)


def test_a_wrong_dose_is_the_dose_of_no_order_that_the_sentence_could_mean(
    made: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    for case in of_kind(made, "dose"):
        name = case.fact.names[0].split("/")[0]
        day = case.fact.since if case.fact.state == "prescribed" else ""
        for order in held(case, raw, "MedicationRequest"):
            dated = order.get("authoredOn", "").startswith(day)
            if dated and name in str(order.get("medicationCodeableConcept", "")).lower():
                doses = [
                    rate["doseQuantity"]["value"]
                    for step in order.get("dosageInstruction", [])
                    for rate in step.get("doseAndRate", [])
                    if "doseQuantity" in rate
                ]
                assert all(Decimal(str(d)) != case.fact.amount for d in doses)


def test_a_denied_disease_is_one_that_the_record_holds(
    made: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = 0
    for case in of_kind(made, "negation inserted"):
        if isinstance(case.fact, Illness):
            reference = case.statement.citations[0].reference
            resource = raw[case.chart.patient.reference][reference]
            assert resource["verificationStatus"]["coding"][0]["code"] == "confirmed"
            seen += 1
    assert seen > 5


def test_a_disease_given_to_a_relative_is_in_no_family_history(
    made: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    seen = 0
    for case in of_kind(made, "subject"):
        if isinstance(case.fact, Relative):
            family = held(case, raw, "FamilyMemberHistory")
            of_kin = [f for f in family if case.fact.relative in str(f["relationship"]).lower()]
            assert case.fact.key.lower() not in texts(of_kin)
            seen += 1
    assert seen > 5


def test_another_patients_resource_is_in_no_chart_but_theirs(made: tuple[Case, ...]) -> None:
    for case in of_kind(made, "another patient's resource"):
        (citation,) = case.statement.citations
        assert case.chart.get(citation.reference) is None


def test_a_wrong_citation_leaves_the_sentence_as_it_was(made: tuple[Case, ...]) -> None:
    true = defaultdict(set)
    for case in made:
        true[case.statement.text].add(case.statement.citations)
    for case in of_kind(made, "wrong citation"):
        assert case.statement.text == case.before
        assert len(true[case.statement.text]) > 1
        assert case.chart.get(case.statement.citations[0].reference) is not None


def test_a_source_made_wrong_says_so_in_the_resource_and_leaves_the_record_alone(
    made: tuple[Case, ...], charts: tuple[Chart, ...]
) -> None:
    for case in of_kind(made, IN_ERROR):
        reference = case.statement.citations[0].reference
        said = str(case.chart.raw(reference))
        assert any(word in said for word in ("entered-in-error", "refuted", "cancelled"))
        assert not case.chart.get(reference).live
    for chart in charts:
        reference = chart.entries[-1].reference
        before = chart.raw(reference)
        assert "entered-in-error" in str(in_error(chart, [reference]).raw(reference))
        assert chart.raw(reference) == before


def test_a_preliminary_result_is_not_called_so_when_it_is_given_as_final(
    made: tuple[Case, ...],
) -> None:
    for case in of_kind(made, PRELIMINARY):
        reference = case.statement.citations[0].reference
        assert case.chart.get(reference).status == "preliminary"
        assert "preliminary" not in case.statement.text.lower()


def test_a_false_half_leaves_the_other_half_as_it_was(made: tuple[Case, ...]) -> None:
    for case in of_kind(made, "one false half of two"):
        true = next(c for c in made if not c.kind and c.statement.text == case.before)
        changed = [a for a, b in zip(case.fact.parts, true.fact.parts, strict=True) if a != b]
        assert len(changed) == 1


def test_one_seed_gives_one_set_of_cases_and_another_seed_another(
    charts: tuple[Chart, ...],
) -> None:
    def said(seed: str) -> list[tuple[str, str]]:
        return [(c.kind, c.statement.text) for c in cases(charts[:3], seed, 60)]

    assert said("1") == said("1")
    assert said("1") != said("2")


def test_a_limit_is_the_number_of_true_sentences_of_a_patient(charts: tuple[Chart, ...]) -> None:
    found = list(cases(charts[:1], "1", 25))
    drawn = [c for c in found if not c.kind and c.chart is charts[0]]
    assert len(drawn) == 25


def test_a_patient_is_wholly_in_one_half_and_both_halves_are_filled(made: tuple[Case, ...]) -> None:
    halves = defaultdict(set)
    for case in made:
        halves[case.half].add(case.chart.patient.reference)
        assert case.half == half_of(case.chart.patient.reference)
    assert set(halves) == {"tuned", "held out"}
    assert not halves["tuned"] & halves["held out"]


def test_some_sentences_are_kept_for_patients_held_out(made: tuple[Case, ...]) -> None:
    held_out = [c for c in made if c.half == "held out"]
    kept = [c for c in held_out if c.reserved]
    assert 0.3 < len(kept) / len(held_out) < 0.7
    assert not any(c.reserved for c in made if c.half == "tuned")


@pytest.mark.parametrize(
    ("family", "ways"),
    [("result", 40), ("medicine", 25), ("problem", 30), ("event", 30), ("course", 25)],
)
def test_one_kind_of_fact_is_said_in_many_ways(
    made: tuple[Case, ...], family: str, ways: int
) -> None:
    said = [c for c in made if not c.kind and c.family == family]
    openings = {" ".join(pattern(c.statement.text).split()[:3]) for c in said}
    assert len(openings) >= ways


def test_dates_are_written_in_every_common_style(made: tuple[Case, ...]) -> None:
    text = " ".join(c.statement.text for c in made)
    for style in ("19 Mar", "2013-0", "March 2", "Mar 20", " in 20", "2019,"):
        assert style in text or style.replace("19", "12") in text, style


def test_no_sentence_leaves_a_blank_or_a_placeholder(made: tuple[Case, ...]) -> None:
    for case in made:
        text = case.statement.text
        assert text.endswith(".")
        assert "  " not in text
        assert "{" not in text
        assert "None" not in text
        assert " ." not in text


def test_one_word_of_a_quotation_is_another_and_the_passage_stands_in_no_document(
    made: tuple[Case, ...],
) -> None:
    for case in of_kind(made, "one word of a quotation"):
        assert isinstance(case.fact, Quote)
        before, after = Counter(case.fact.held.split()), Counter(case.fact.words.split())
        assert 0 < ((before - after) + (after - before)).total() <= 4
        assert not any(case.fact.words in d.text for d in case.chart.documents())


def test_what_was_done_is_denied_and_what_was_never_done_is_not_cited_as_done(
    made: tuple[Case, ...], raw: dict[str, Raw]
) -> None:
    for case in of_kind(made, "once for never"):
        words = case.fact.key.split()[0]
        assert words not in str(raw[case.chart.patient.reference]).lower()
    for case in of_kind(made, "never for once"):
        assert not case.fact.done


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", text)


def test_the_lowest_of_a_year_is_not_called_the_highest_unless_that_is_false(
    made: tuple[Case, ...],
) -> None:
    for case in of_kind(made, "lowest and highest exchanged"):
        assert case.fact.low > case.fact.high
        assert case.fact.ends
        assert sorted(_figures(case.statement.text)) == sorted(_figures(case.before))
        assert _figures(case.statement.text) != _figures(case.before)


def test_an_age_a_limit_or_a_reason_that_is_changed_is_not_the_one_of_the_source(
    made: tuple[Case, ...],
) -> None:
    for kind, field in (
        ("age at onset", "age"),
        ("stop reason", "why"),
        ("number of visits", "count"),
    ):
        true = {c.statement.text: c.fact for c in made if not c.kind}
        for case in of_kind(made, kind):
            assert getattr(case.fact, field) != getattr(true[case.before], field)
    for case in of_kind(made, "reference limit"):
        assert case.fact.least < case.fact.most


def test_a_disease_that_is_over_is_said_never_to_have_been_not_only_to_be_absent_now(
    made: tuple[Case, ...],
) -> None:
    seen = Counter()
    for case in of_kind(made, "negation inserted"):
        entry = case.chart.get(case.statement.citations[0].reference)
        if isinstance(case.fact, Illness):
            over = entry.end is not None or entry.status == "resolved"
            seen[over] += 1
            now_only = ("evidence", "free of", "does not have", "do not have")
            assert not (over and any(w in case.statement.text for w in now_only))
    assert min(seen[True], seen[False]) > 5


def test_a_wrong_reaction_is_no_other_word_for_the_right_one(made: tuple[Case, ...]) -> None:
    for case in of_kind(made, "reaction or severity"):
        if case.fact.reaction in {"hives", "rash", "angioedema"}:
            entry = case.chart.get(case.statement.citations[0].reference)
            said = " ".join(entry.reactions).lower()
            other = {"hives": "urticaria", "rash": "exanthema", "angioedema": "swelling"}
            assert other[case.fact.reaction] not in said or case.fact.severity
