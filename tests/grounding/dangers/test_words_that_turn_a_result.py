"""Resistance, priority, side, outcome and appraisal: a word that says the opposite is found."""

from itertools import product
from typing import Any

import pytest

from chartside.fhir.chart import Chart


@pytest.fixture(scope="module")
def chart(records: Any) -> Chart:
    """Cultures, orders, a cataract of one side, ends of pregnancies, appraised results."""
    culture = "Escherichia coli, sensitive to nitrofurantoin, resistant to trimethoprim"

    def lab(name: str, text: str, loinc: str, number: float, **fields: Any) -> Any:
        return records.result(name, text, loinc, "2026-03-02", number=number, **fields)

    def done(name: str, text: str) -> Any:
        return records.resource(
            "Procedure", name, status="completed", code={"text": text},
            performedDateTime="2024-11-05",
        )  # fmt: skip

    def asked(name: str, **fields: Any) -> Any:
        return records.resource(
            "ServiceRequest", name, status="active", intent="order", authoredOn="2026-02-03",
            code={"text": "Referral to rheumatology service"}, **fields,
        )  # fmt: skip

    return records.chart_of(
        records.result("culture", "Urine culture", "630-4", "2026-03-02", words=culture),
        records.result("cip", "Ciprofloxacin [Susceptibility]", "18906-8", "2026-03-02", words="R"),
        asked("urgent", priority="urgent"),
        asked("routine", priority="routine"),
        asked("plain"),
        done("cataract", "Phacoemulsification of cataract of right eye"),
        done("hernia", "Repair of left inguinal hernia"),
        done("termination", "Induced termination of pregnancy"),
        done("birth", "Normal vaginal delivery of pregnancy at term"),
        lab("ef-low", "Left ventricular ejection fraction", "10230-1", 34, unit="%"),
        lab("ef-kept", "Left ventricular ejection fraction", "10230-1", 62, unit="%"),
        lab("tsh", "TSH", "3016-3", 3.1, unit="mIU/L", low=0.4, high=4.0),
        lab("tsh-low", "TSH", "3016-3", 0.01, unit="mIU/L", low=0.4, high=4.0, flag="L"),
        lab("crp", "C-reactive protein", "1988-5", 28, unit="mg/L", high=5, flag="H"),
        lab("crp-low", "C-reactive protein", "1988-5", 2, unit="mg/L", high=5),
        lab("hb", "Hemoglobin", "718-7", 103, unit="g/L", low=115, high=165, flag="L"),
        lab("hb-ok", "Hemoglobin", "718-7", 132, unit="g/L", low=115, high=165),
    )


TO = ("E. coli {} to {}.", "Urine culture grew E. coli {} to {}.", "Urine culture: {} to {}")
BEFORE = ("Urine culture: E. coli, {1} {0}.", "Urine culture grew E. coli, {1} {0}")
YES = ("sensitive", "susceptible", "fully sensitive")
NO = ("resistant", "highly resistant")


def test_sensitive_and_resistant_are_not_exchanged(records: Any, chart: Chart) -> None:
    for drug, right, wrong in (("nitrofurantoin", YES, NO), ("trimethoprim", NO, YES)):
        said = [f.format(w, drug) for f, w in product((*TO, *BEFORE), right)]
        assert records.flagged(chart, said, "Observation/culture") == []
        said = [f.format(w, drug) for f, w in product((*TO, *BEFORE), wrong)]
        assert records.passed(chart, said, "Observation/culture") == []


def test_sensitive_to_both_means_each(records: Any, chart: Chart) -> None:
    whole = ("both", "both nitrofurantoin and trimethoprim", "all tested", "everything",
             "nitrofurantoin and trimethoprim")  # fmt: skip
    said = [f.format(w, to) for f, w, to in product(TO[1:], ("sensitive", "resistant"), whole)]
    assert records.passed(chart, said, "Observation/culture") == []


def test_a_test_of_one_drug_has_its_letter(records: Any, chart: Chart) -> None:
    frames = ("The isolate is {} to ciprofloxacin.", "Ciprofloxacin: {}.")
    assert records.flagged(chart, [f.format("resistant") for f in frames], "Observation/cip") == []
    assert records.passed(chart, [f.format("sensitive") for f in frames], "Observation/cip") == []


URGENT = ("Urgent referral to rheumatology sent.", "Referred urgently to rheumatology.",
          "Urgent rheumatology referral made in February 2026.")  # fmt: skip
ROUTINE = ("Routine referral to rheumatology sent.", "Referred routinely to rheumatology.",
           "Non-urgent referral to rheumatology sent.",
           "Routine rheumatology referral made in February 2026.")  # fmt: skip


def test_an_order_is_as_urgent_as_recorded(records: Any, chart: Chart) -> None:
    assert records.flagged(chart, URGENT, "ServiceRequest/urgent") == []
    assert records.passed(chart, ROUTINE, "ServiceRequest/urgent") == []
    for name in ("routine", "plain"):
        assert records.flagged(chart, ROUTINE, f"ServiceRequest/{name}") == []
        assert records.passed(chart, URGENT, f"ServiceRequest/{name}") == []


def test_both_of_a_thing_with_one_side_is_false(records: Any, chart: Chart) -> None:
    wrong = ["Both cataracts done in 2024.", "Both cataracts were removed in November 2024."]
    assert records.passed(chart, wrong, "Procedure/cataract") == []
    assert records.flagged(chart, ["Right cataract done in 2024."], "Procedure/cataract") == []
    wrong = ["Both hernias repaired in 2024.", "Both inguinal hernias were repaired in 2024."]
    assert records.passed(chart, wrong, "Procedure/hernia") == []


BORN = ("The pregnancy went to term.", "Pregnancy in 2024 was carried to term.",
        "The pregnancy ended in a live birth.", "She gave birth in November 2024.",
        "Pregnancy of 2024: went to full term")  # fmt: skip
ENDED = ("The pregnancy was terminated in 2024.", "Termination of pregnancy in November 2024.")
LOST = ("The pregnancy ended in a miscarriage.", "She miscarried her pregnancy in 2024.")


def test_a_pregnancy_ended_as_recorded(records: Any, chart: Chart) -> None:
    assert records.passed(chart, [*BORN, *LOST], "Procedure/termination") == []
    assert records.flagged(chart, ENDED, "Procedure/termination") == []
    assert records.passed(chart, [*ENDED, *LOST], "Procedure/birth") == []
    assert records.flagged(chart, [BORN[0], BORN[1]], "Procedure/birth") == []


def test_an_ejection_fraction_is_preserved_from_fifty(records: Any, chart: Chart) -> None:
    frames = ("EF was {}.", "Ejection fraction {} in March 2026.", "EF measured in 2026 was {}.",
              "EF is {}", "{} ejection fraction.")  # fmt: skip
    kept = [f.format(w) for f, w in product(frames, ("preserved", "well preserved"))]
    low = [f.format(w) for f, w in product(frames, ("reduced", "impaired", "severely reduced"))]
    assert records.flagged(chart, kept, "Observation/ef-kept") == []
    assert records.passed(chart, low, "Observation/ef-kept") == []
    assert records.flagged(chart, low, "Observation/ef-low") == []
    assert records.passed(chart, kept, "Observation/ef-low") == []


def test_suppressed_is_below_the_range(records: Any, chart: Chart) -> None:
    said = ["TSH was suppressed.", "TSH suppressed in March 2026.", "TSH is suppressed"]
    assert records.flagged(chart, said, "Observation/tsh-low") == []
    assert records.passed(chart, said, "Observation/tsh") == []
    assert records.flagged(chart, ["TSH was not suppressed."], "Observation/tsh") == []


def test_what_is_flagged_is_not_fine(records: Any, chart: Chart) -> None:
    frames = ("CRP was {}.", "CRP {} in March 2026.", "CRP came back {}.", "CRP is {}")
    words = ("fine", "ok", "okay", "all right", "perfectly fine", "absolutely fine")
    said = [f.format(w) for f, w in product(frames, words)]
    assert records.passed(chart, said, "Observation/crp") == []
    assert records.flagged(chart, said, "Observation/crp-low") == []


def test_a_state_is_denied_only_where_the_result_is_not_so(records: Any, chart: Chart) -> None:
    said = ["She was not anaemic.", "Not anaemic, Hb as measured in March 2026.",
            "She is not anemic."]  # fmt: skip
    assert records.passed(chart, said, "Observation/hb") == []
    assert records.flagged(chart, said, "Observation/hb-ok") == []
