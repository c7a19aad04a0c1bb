"""Vaccines: given, and the one she declined."""

from collections.abc import Iterator

from chartside.demo.people import NURSE, PRACTICE, display
from chartside.demo.shapes import CVX, PATIENT, Json, Term, at, concept, ref
from chartside.demo.visits import encounter

_FLU = Term(
    "Influenza vaccine", ((CVX, "140", "Influenza, seasonal, injectable, preservative free"),)
)
_FLU_FOUR = Term(
    "Influenza vaccine, quadrivalent",
    ((CVX, "150", "Influenza, injectable, quadrivalent, preservative free"),),
)
_FLU_HIGH = Term(
    "Influenza vaccine, high dose",
    ((CVX, "135", "influenza, high dose seasonal, preservative-free"),),
)
_ZOSTER = Term("Recombinant zoster vaccine", ((CVX, "187", "zoster vaccine recombinant"),))
_COVID = Term(
    "COVID-19 vaccine, mRNA (Moderna)",
    ((CVX, "207", "COVID-19, mRNA, LNP-S, PF, 100 mcg/0.5 mL dose"),),
)
_HEPATITIS = Term("Hepatitis B vaccine, adult", ((CVX, "43", "hepatitis B vaccine, adult dosage"),))

_AT_VISITS = (
    (
        "pneumococcal-2012",
        Term(
            "Pneumococcal polysaccharide vaccine (23-valent)",
            ((CVX, "33", "pneumococcal polysaccharide vaccine, 23 valent"),),
        ),
        "2012-03-13",
    ),
    ("hepatitis-b-2013-03", _HEPATITIS, "2013-03-12"),
    ("hepatitis-b-2013-06", _HEPATITIS, "2013-06-11"),
    (
        "tdap-2013",
        Term(
            "Tetanus, diphtheria and pertussis vaccine (Tdap)",
            (
                (
                    CVX,
                    "115",
                    "tetanus toxoid, reduced diphtheria toxoid, and acellular pertussis vaccine, "
                    "adsorbed",
                ),
            ),
        ),
        "2013-09-10",
    ),
    ("hepatitis-b-2013-12", _HEPATITIS, "2013-12-10"),
    ("zoster-2019-03", _ZOSTER, "2019-03-12"),
    ("zoster-2019-06", _ZOSTER, "2019-06-11"),
    (
        "pneumococcal-2022",
        Term(
            "Pneumococcal conjugate vaccine (20-valent)",
            (
                (
                    CVX,
                    "216",
                    "Pneumococcal conjugate PCV20, polysaccharide CRM197 conjugate, adjuvant, PF",
                ),
            ),
        ),
        "2022-09-13",
    ),
    (
        "td-2023",
        Term(
            "Tetanus and diphtheria vaccine (Td)",
            (
                (
                    CVX,
                    "113",
                    "tetanus and diphtheria toxoids, adsorbed, preservative free, for adult use "
                    "(5 Lf of tetanus toxoid and 2 Lf of diphtheria toxoid)",
                ),
            ),
        ),
        "2023-09-12",
    ),
)
_FLU_DAYS = (
    *((day, _FLU) for day in ("2012-10-16", "2013-10-15", "2014-10-14")),
    *(
        (day, _FLU_FOUR)
        for day in (
            "2015-10-13",
            "2016-10-18",
            "2017-10-17",
            "2018-10-16",
            "2019-10-15",
            "2020-10-13",
            "2021-10-12",
        )
    ),
    *((day, _FLU_HIGH) for day in ("2022-10-18", "2023-10-17", "2024-10-15")),
)
_COVID_DAYS = ("2021-02-23", "2021-03-23", "2021-11-23")

DECLINED = "influenza-2025"


def resources() -> Iterator[Json]:
    """Vaccines given at reviews and at the nurse's own clinics, and the one that was not done."""
    for key, term, day in _AT_VISITS:
        yield immunization(key, term, day, f"Encounter/visit-{day}")
    for day, term in _FLU_DAYS:
        yield from _clinic(f"influenza-{day[:4]}", term, day)
    for number, day in enumerate(_COVID_DAYS, start=1):
        yield from _clinic(f"covid-19-dose-{number}", _COVID, day)
    yield immunization(DECLINED, _FLU_HIGH, "2025-09-09", "Encounter/visit-2025-09-09") | {
        "status": "not-done",
        "statusReason": concept(
            "Patient declined",
            ("http://terminology.hl7.org/CodeSystem/v3-ActReason", "PATOBJ", "patient objection"),
        ),
        "primarySource": True,
    }


def _clinic(key: str, term: Term, day: str) -> Iterator[Json]:
    name = f"nurse-{day}"
    yield encounter(
        name, "Vaccination", NURSE, at(day, "17:30"), at(day, "17:30", 10), organization=PRACTICE
    )
    yield immunization(key, term, day, f"Encounter/{name}")


def immunization(key: str, term: Term, day: str, visit: str) -> Json:
    """A vaccine given by the practice nurse."""
    return {
        "resourceType": "Immunization",
        "id": key,
        "status": "completed",
        "vaccineCode": term.concept,
        "patient": ref(PATIENT),
        "encounter": ref(visit),
        "occurrenceDateTime": day,
        "primarySource": True,
        "performer": [{"actor": ref(NURSE, display(NURSE))}],
    }
