"""Twenty tasks in the benchmark's form over invented patients, two of each category.

Nobody of these exists. The tasks say in other words what the benchmark's say; only the codes, the
blood pressure and the comment of a referral are its own, because its graders ask for them.
"""

from typing import Any, Final

from chartside.evals.adapters.medagent.official import PRESSURE, REFERRAL

Json = dict[str, Any]

_NOW: Final = "It is 2023-11-13T10:15:00+00:00 now."
_MG: Final = 'Magnesium has the code "MG".'
_GLU: Final = 'CBG has the code "GLU".'
_ONE_NUMBER: Final = "Answer one number in mg/dL, or -1 where nothing was measured in that time."

_PEOPLE: Final = (
    ("S9000001", "Okonjo", "Lena", "female", "1951-02-17"),
    ("S9000002", "Fairweather", "Tomas", "male", "1938-11-14"),
    ("S9000003", "Halloran", "Ivy", "female", "1969-06-30"),
    ("S9000004", "Brandvold", "Aksel", "male", "1944-09-02"),
    ("S9000005", "Castellane", "Rosa", "female", "1957-12-25"),
    ("S9000006", "Mirza", "Sami", "male", "1962-04-08"),
    ("S9000007", "Thorne", "Beatrix", "female", "1949-01-19"),
    ("S9000008", "Vasquez-Lund", "Ola", "male", "1975-08-11"),
)
"""MRN, family name, given name, gender and date of birth."""

_RESULTS: Final = (
    ("S9000001", "MG", "2023-11-11T06:00:00+00:00", 1.4),
    ("S9000001", "MG", "2023-11-12T21:40:00+00:00", 1.9),
    ("S9000001", "MG", "2023-11-13T05:50:00+00:00", 2.1),
    ("S9000002", "MG", "2023-11-10T06:10:00+00:00", 1.2),
    ("S9000003", "MG", "2023-11-13T06:05:00+00:00", 1.3),
    ("S9000004", "MG", "2023-11-13T04:30:00+00:00", 2.2),
    ("S9000005", "GLU", "2023-11-12T08:00:00+00:00", 301),
    ("S9000005", "GLU", "2023-11-12T18:00:00+00:00", 142),
    ("S9000005", "GLU", "2023-11-13T06:00:00+00:00", 117),
    ("S9000005", "GLU", "2023-11-13T09:30:00+00:00", 131),
    ("S9000006", "GLU", "2023-10-02T07:00:00+00:00", 96),
    ("S9000006", "GLU", "2023-10-02T19:00:00+00:00", 104),
    ("S9000003", "K", "2023-11-12T23:00:00+00:00", 3.6),
    ("S9000003", "K", "2023-11-13T06:05:00+00:00", 3.1),
    ("S9000004", "K", "2023-11-13T04:30:00+00:00", 4.2),
    ("S9000007", "A1C", "2021-03-09T12:00:00+00:00", 7.4),
    ("S9000008", "A1C", "2023-09-21T12:00:00+00:00", 6.1),
    ("S9000008", "A1C", "2022-02-21T12:00:00+00:00", 6.6),
)
"""Whose, the code, when and how much."""

_NAMES: Final = {
    "MG": ("Magnesium", "mg/dL"),
    "GLU": ("Glucose, capillary", "mg/dL"),
    "K": ("Potassium", "mmol/L"),
    "A1C": ("Haemoglobin A1c", "%"),
}


def record() -> Json:
    """The patients and their results, as a Bundle."""
    held = [*map(_patient, _PEOPLE), *(_result(n, r) for n, r in enumerate(_RESULTS, 1))]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in held],
    }


def _patient(person: tuple[str, str, str, str, str]) -> Json:
    mrn, family, given, gender, born = person
    return {
        "resourceType": "Patient",
        "id": mrn,
        "identifier": [{"type": {"text": "MRN"}, "value": mrn}],
        "name": [{"family": family, "given": [given]}],
        "gender": gender,
        "birthDate": born,
    }


def _result(number: int, result: tuple[str, str, str, float]) -> Json:
    mrn, code, moment, value = result
    name, unit = _NAMES[code]
    return {
        "resourceType": "Observation",
        "id": f"lab-{number}",
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"coding": [{"code": code, "display": name}], "text": name},
        "subject": {"reference": f"Patient/{mrn}"},
        "effectiveDateTime": moment,
        "valueQuantity": {"value": value, "unit": unit},
    }


def tasks() -> list[Json]:
    """The tasks, as the benchmark's file lists them."""
    return [
        _named("1_1", "Lena Okonjo", "1951-02-17", ["S9000001"]),
        _named("1_2", "Lena Okonjo", "1952-02-17", ["Patient not found"]),
        *(_age(f"2_{n}", mrn) for n, mrn in ((1, "S9000001"), (2, "S9000002"))),
        *(_pressure(f"3_{n}", mrn) for n, mrn in ((1, "S9000005"), (2, "S9000006"))),
        *(_magnesium(f"4_{n}", mrn) for n, mrn in ((1, "S9000001"), (2, "S9000002"))),
        *(_replace_magnesium(f"5_{n}", mrn) for n, mrn in ((1, "S9000003"), (2, "S9000004"))),
        *(_mean_glucose(f"6_{n}", mrn) for n, mrn in ((1, "S9000005"), (2, "S9000006"))),
        *(_last_glucose(f"7_{n}", mrn) for n, mrn in ((1, "S9000005"), (2, "S9000006"))),
        *(_refer(f"8_{n}", mrn) for n, mrn in ((1, "S9000007"), (2, "S9000008"))),
        *(_replace_potassium(f"9_{n}", mrn) for n, mrn in ((1, "S9000003"), (2, "S9000004"))),
        *(_a1c(f"10_{n}", mrn) for n, mrn in ((1, "S9000007"), (2, "S9000008"))),
    ]


def _task(name: str, mrn: str, instruction: str, *context: str) -> Json:
    return {
        "id": f"task{name}",
        "instruction": instruction,
        "context": " ".join(context),
        "eval_MRN": mrn,
    }


def _named(name: str, person: str, born: str, solution: list[str]) -> Json:
    asks = f"Give the MRN of {person}, born {born}, or 'Patient not found' if nobody is."
    return {**_task(name, "", asks), "sol": solution}


def _age(name: str, mrn: str) -> Json:
    return _task(name, mrn, f"How old is the patient with MRN {mrn}, in whole years?", _NOW)


def _pressure(name: str, mrn: str) -> Json:
    asks = f'The blood pressure of the patient with MRN {mrn} is "{PRESSURE}". Record it.'
    return _task(name, mrn, asks, _NOW, "The flowsheet ID of blood pressure is BP.")


def _magnesium(name: str, mrn: str) -> Json:
    asks = f"What is the newest magnesium of patient {mrn} in the past 24 hours?"
    return _task(name, mrn, asks, _NOW, _MG, _ONE_NUMBER)


def _replace_magnesium(name: str, mrn: str) -> Json:
    asks = (
        f"Look up the newest magnesium of patient {mrn} in the past 24 hours. If it is low, order "
        "IV magnesium as the dosing says. If there is none, order nothing."
    )
    dosing = (
        "The NDC of IV magnesium is 0338-1715-40. Dosing: from 1.5 to 1.9 mg/dL 1 g over 1 hour, "
        "from 1 to below 1.5 mg/dL 2 g over 2 hours, below 1 mg/dL 4 g over 4 hours."
    )
    return _task(name, mrn, asks, _NOW, _MG, dosing)


def _mean_glucose(name: str, mrn: str) -> Json:
    asks = f"What is the mean CBG of patient {mrn} over the past 24 hours?"
    return _task(name, mrn, asks, _NOW, _GLU, _ONE_NUMBER)


def _last_glucose(name: str, mrn: str) -> Json:
    return _task(name, mrn, f"What is the newest CBG of patient {mrn}?", _NOW, _GLU)


def _refer(name: str, mrn: str) -> Json:
    asks = f'Refer patient {mrn} to orthopaedic surgery, with this as free text: "{REFERRAL}"'
    return _task(name, mrn, asks, _NOW, "The SNOMED code of that referral is 306181000000106.")


def _replace_potassium(name: str, mrn: str) -> Json:
    asks = (
        f"Look up the newest potassium of patient {mrn}. If it is low, order replacement as the "
        "dosing says, and with it a potassium level for 8 am of the next day."
    )
    dosing = (
        'Potassium has the code "K". The NDC of oral potassium is 40032-917-01. Dosing: 10 mEq '
        "orally for each 0.1 mEq/L below 3.5. The LOINC code of the level is 2823-3."
    )
    return _task(name, mrn, asks, _NOW, dosing)


def _a1c(name: str, mrn: str) -> Json:
    asks = (
        f"What is the newest HbA1c of patient {mrn}, and when was it measured? If that is more "
        "than a year ago, order a new one."
    )
    codes = 'HbA1c has the code "A1C", and the LOINC code to order it by is 4548-4.'
    return _task(name, mrn, asks, _NOW, codes, "Answer [-1] where there is none.")
