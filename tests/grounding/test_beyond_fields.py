"""What no field of an order, a result, a problem or a visit can bear out is never supported by it.

Each sentence names what it cites, or nothing, and tells something else besides.
"""

from collections.abc import Callable

import pytest

from chartside.draft import Statement, Verdict

Judge = Callable[..., Statement]

LOSARTAN, APIXABAN = "MedicationRequest/losartan-2014-03", "MedicationRequest/apixaban-2019-11"
FAILURE, KIDNEYS = "Condition/condition-heart-failure", "Condition/condition-ckd-3b"
POTASSIUM, CATARACT = "Observation/potassium-2026-11-03", "Procedure/cataract-left-2021"
METFORMIN = "MedicationRequest/metformin-2021-03"

UNBORNE: dict[str, tuple[tuple[str, str], ...]] = {
    "a plan": (
        ("Follow up in two weeks.", LOSARTAN),
        ("Follow-up: 3 months.", LOSARTAN),
        ("Return in 6 months.", LOSARTAN),
        ("Return to clinic in 2 weeks.", KIDNEYS),
        ("Monitor potassium weekly.", POTASSIUM),
        ("Potassium 5.9 mmol/L on 3 November 2026. Follow up in one week.", POTASSIUM),
        ("The heart failure will be watched with a yearly review.", FAILURE),
        ("Losartan 100 mg once daily, to be reviewed in spring.", LOSARTAN),
        ("It may be possible to stop losartan later.", LOSARTAN),
    ),
    "how somebody feels": (
        ("She feels well on losartan and is happy with it.", LOSARTAN),
        ("Potassium 5.9 mmol/L on 3 November 2026, and she feels fine.", POTASSIUM),
        ("She is frightened of her heart failure.", FAILURE),
        ("She dislikes taking apixaban.", APIXABAN),
        ("In good spirits.", FAILURE),
    ),
    "how it is borne": (
        ("She tolerates apixaban well.", APIXABAN),
        ("Losartan 100 mg once daily, well tolerated.", LOSARTAN),
        ("No side effects from losartan.", LOSARTAN),
        ("She had no problems after the cataract surgery.", CATARACT),
        ("Her kidney disease is well controlled.", KIDNEYS),
        ("Her heart failure is much better than before.", FAILURE),
    ),
    "what somebody does or knows": (
        ("Takes apixaban 5 mg twice daily and never misses a dose.", APIXABAN),
        ("She is adherent to her apixaban.", APIXABAN),
        ("She understands the risks of apixaban.", APIXABAN),
        ("Her husband fills her pill box with apixaban.", APIXABAN),
        ("She works part time in a bakery.", LOSARTAN),
    ),
    "what was said to somebody": (
        ("Potassium 5.9 mmol/L on 3 November 2026; the result was phoned to her.", POTASSIUM),
        ("The pros and cons of losartan were explained to her.", LOSARTAN),
    ),
    "why": (("Losartan was chosen because of its price.", LOSARTAN),),
}
BORNE = (
    ("Please note the potassium of 5.9 mmol/L on 3 November 2026.", POTASSIUM),
    ("Follow-up potassium was 5.9 mmol/L on 3 November 2026.", POTASSIUM),
    ("Potassium should lie between 3.5 and 5.3 mmol/L and was 5.9 mmol/L.", POTASSIUM),
    ("Losartan 100 mg once daily, for hypertension as well.", LOSARTAN),
    ("Metformin was stopped on 6 October 2026 because her eGFR was below 30.", METFORMIN),
    ("Colonoscopy is planned.", "ServiceRequest/order-colonoscopy-2026"),
    ("She avoids penicillin because of hives.", "AllergyIntolerance/allergy-penicillin"),
    ("She was seen for follow-up on 6 October 2026.", "Encounter/visit-2026-10-06"),
)


@pytest.mark.parametrize(
    ("text", "reference"),
    [pytest.param(*row, id=f"{sort}: {row[0]}") for sort, rows in UNBORNE.items() for row in rows],
)
def test_what_no_field_holds_is_not_supported_by_what_the_sentence_names(
    text: str, reference: str, judge: Judge
):
    judged = judge(text, reference)
    assert judged.verdict is not Verdict.SUPPORTED
    assert judged.reasons


@pytest.mark.parametrize(("text", "reference"), BORNE, ids=lambda v: v[:50])
def test_what_a_field_holds_may_be_phrased_freely(text: str, reference: str, judge: Judge):
    judged = judge(text, reference)
    assert (judged.verdict, judged.reasons) == (Verdict.SUPPORTED, ())


def test_a_result_phoned_to_the_ward_is_not_told_by_the_result(judge: Judge):
    text = "A preliminary potassium of 6.8 mmol/L was phoned to the ward on 11 February 2024."
    judged = judge(text, "Observation/potassium-2024-02-11-preliminary")
    assert judged.verdict is Verdict.NOT_CHECKABLE


def test_a_note_may_tell_what_no_field_holds(judge: Judge):
    text = "She feels well."
    assert judge(text, LOSARTAN).verdict is Verdict.NOT_CHECKABLE
    assert not any(
        "no field of" in r for r in judge(text, "DocumentReference/note-2026-10-06").reasons
    )
