"""Contacts at the practice that are not reviews: telephone calls, an acute visit, the dietitian."""

from chartside.demo.contacts import Contact
from chartside.demo.notes import PROGRESS, TELEPHONE
from chartside.demo.people import BRANDT, DIETITIAN, OKAFOR

CONTACTS = (
    Contact(
        "dietitian-2012-07-10",
        "10:30",
        40,
        DIETITIAN,
        "Dietitian",
        "Eats regularly, large portions of bread and rice, fruit juice daily. Wants to lose five "
        "kilograms by Christmas.",
        ("Swap juice for water, halve the starch at supper.", "Food diary; see again on request."),
        reason="Type 2 diabetes",
    ),
    Contact(
        "phone-2013-05-14",
        "17:10",
        10,
        BRANDT,
        "Telephone consultation",
        "The cough wakes her nightly. Chest X-ray of 19 March was clear.",
        ("Stop lisinopril because of the cough.", "Start losartan 50 mg once daily."),
        term=TELEPHONE,
        code="VR",
        reason="Cough",
    ),
    Contact(
        "phone-2015-02-10",
        "08:50",
        10,
        BRANDT,
        "Telephone consultation",
        "Two days of burning on passing water, no fever or flank pain. Allergic to penicillin and "
        "to sulfa antibiotics.",
        ("Nitrofurantoin 100 mg twice daily for five days.",),
        term=TELEPHONE,
        code="VR",
        reason="Urinary symptoms",
    ),
    Contact(
        "visit-2017-10-04",
        "16:20",
        15,
        BRANDT,
        "Office visit",
        "Two days of a painful blistering rash in a band over the left ribs. Well otherwise. "
        "Shingles.",
        ("Valacyclovir 1 g twice daily for seven days (dose for kidney function).",),
        term=PROGRESS,
        reason="Rash",
    ),
    Contact(
        "phone-2021-01-26",
        "12:20",
        8,
        OKAFOR,
        "Telephone consultation",
        "Asks whether she may have a COVID-19 vaccine with her penicillin allergy. She may.",
        ("Book the vaccine.",),
        term=TELEPHONE,
        code="VR",
        reason="Vaccine question",
    ),
    Contact(
        "phone-2023-06-08",
        "17:40",
        8,
        OKAFOR,
        "Telephone consultation",
        "The laboratory withdrew the very high potassium of 6 June: the tube was another "
        "patient's. Our own sample of that day was normal. She is well.",
        ("No action. The result is marked as entered in error.",),
        term=TELEPHONE,
        code="VR",
        reason="Withdrawn result",
    ),
    Contact(
        "phone-2026-07-14",
        "09:10",
        10,
        OKAFOR,
        "Telephone consultation",
        "Vomits for two days after each injection. Weight 80 kg.",
        ("Hold semaglutide until the autumn review.", "Sick-day rules repeated."),
        term=TELEPHONE,
        code="VR",
        reason="Vomiting",
    ),
)
