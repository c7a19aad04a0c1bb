"""How grave it is to believe a false sentence, by consequence: the table of docs/grounding.md."""

from collections.abc import Callable

import pytest

from chartside.draft import Severity, Statement, Verdict

Judge = Callable[..., Statement]

HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW


@pytest.mark.parametrize(
    ("text", "reference", "severity"),
    [
        ("No known allergies.", "AllergyIntolerance/allergy-penicillin", HIGH),
        ("Apixaban was stopped.", "MedicationRequest/apixaban-2019-11", HIGH),
        ("Apixaban 10 mg twice daily.", "MedicationRequest/apixaban-2019-11", HIGH),
        ("Left cataract extraction in June 2020.", "Procedure/cataract-right-2020", HIGH),
        ("She does not have hypertension.", "Condition/condition-hypertension", HIGH),
        ("Potassium 59 mmol/L on 3 November 2026.", "Observation/potassium-2026-11-03", HIGH),
        ("Atrial fibrillation has resolved.", "Condition/condition-atrial-fibrillation", MODERATE),
        ("Metoprolol was stopped.", "MedicationRequest/metoprolol-2024-02", MODERATE),
        ("Colonoscopy on 20 October 2021.", "Procedure/colonoscopy-2021", MODERATE),
        ("Admitted on 11 February 2024.", "Encounter/admission-2024-02", LOW),
        ("Influenza vaccine on 16 October 2024.", "Immunization/influenza-2024", LOW),
    ],
)
def test_severity_is_that_of_believing_it(
    text: str, reference: str, severity: Severity, judge: Judge
):
    judged = judge(text, reference)
    assert judged.verdict in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}
    assert judged.severity is severity


def test_a_true_fact_with_the_wrong_citation_is_told_the_right_one(judge: Judge):
    judged = judge("Paroxysmal atrial fibrillation.", "Condition/condition-hypertension")
    assert judged.verdict in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}
    assert "Condition/condition-atrial-fibrillation" in judged.reasons[0]
