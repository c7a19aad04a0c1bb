"""Eye clinic.

Screening, the first retinopathy, two cataract operations; nothing since November 2024.
"""

from chartside.demo.contacts import Contact
from chartside.demo.notes import PROCEDURE
from chartside.demo.people import EYE_DOCTOR

_NONE = (
    "Dilated retinal examination: no diabetic retinopathy in either eye. Visual acuity 20/20 both "
    "eyes."
)
_MILD = (
    "Dilated retinal examination: mild nonproliferative diabetic retinopathy in both eyes, no "
    "macular edema."
)
_YEARLY = ("Repeat in one year.",)

_SCREENING = tuple(
    Contact(
        key,
        "10:40",
        25,
        EYE_DOCTOR,
        "Diabetic eye screening",
        story,
        plan,
        reason="Diabetic eye screening",
    )
    for key, story, plan in (
        ("eye-2012-10-09", _NONE, ("Repeat in two years.",)),
        ("eye-2014-10-07", _NONE, ("Repeat in two years.",)),
        ("eye-2016-10-11", _NONE, ("Repeat in two years.",)),
        ("eye-2018-11-06", f"First change: microaneurysms. {_MILD}", _YEARLY),
        ("eye-2019-11-05", f"{_MILD} Early lens opacity, right more than left.", _YEARLY),
        (
            "eye-2020-05-05",
            f"{_MILD} Nuclear cataract, right 20/60 and left 20/40, glare at night.",
            ("Phacoemulsification of the right eye, then the left.",),
        ),
        ("eye-2021-11-09", f"{_MILD} Both lens implants clear, 20/25 each eye.", _YEARLY),
        ("eye-2022-11-08", f"{_MILD} Unchanged.", _YEARLY),
        ("eye-2023-11-07", f"{_MILD} Unchanged.", _YEARLY),
        ("eye-2024-11-05", f"{_MILD} Unchanged.", ("Repeat in one year (November 2025).",)),
    )
)

SURGERY = tuple(
    Contact(
        f"surgery-{day}",
        "07:45",
        150,
        EYE_DOCTOR,
        "Cataract surgery",
        f"Phacoemulsification of the {side} cataract with a foldable lens implant in the bag, "
        "topical anesthesia, no complication. Apixaban continued.",
        ("Prednisolone drops for four weeks.", "Review in one week."),
        term=PROCEDURE,
        reason=f"Cataract, {side} eye",
    )
    for day, side in (("2020-06-24", "right"), ("2021-04-14", "left"))
)

CONTACTS = (*_SCREENING, *SURGERY)
