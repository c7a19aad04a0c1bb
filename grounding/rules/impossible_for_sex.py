"""A problem that the recorded sex or the age rules out.

By anatomy: pregnancy and diseases of uterus, ovary, vagina; of prostate, testis, penis. The
record is often right about the disease and wrong, or silent, about the person: of a transgender
or intersex patient the recorded sex says nothing about organs. So the rule speaks only if all
that the Patient resource says on sex and gender agrees, and it says "recorded sex". Sources:
ICD-10-CM code edits of the US Centers for Medicare and Medicaid Services ("Medicare Code Editor",
sex and age conflicts); HL7 Gender Harmony (sex parameter for clinical use).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.rules.finding import cite_all
from chartside.grounding.rules.wording import on, outer

SEX_RULE: Final = "impossible-for-sex"
AGE_RULE: Final = "impossible-for-age"

_NOT_MINE = re.compile(
    r"\b(?:family history|screening|mother|father|partner|wife|husband|maternal|paternal|fear of"
    r"|exposure|fetus|fetal|infant|born|birth|delivery|donor|test|male menopause|feminization"
    r"|androgen insensitivity|counsel\w*|vaccin\w*)\b",
    re.IGNORECASE,
)
_PREGNANT: Final = (
    r"(?<!not )(?<!non-)\bpregnan(?:cy|t)|gestational (?:diabetes|hypertension|trophoblastic)"
    r"|\becclampsia|pre-?eclampsia|miscarriage|ectopic pregnancy|abortion"
    r"|postpartum|puerperal|hyperemesis gravidarum|antepartum"
)
_FEMALE: Final = re.compile(
    rf"{_PREGNANT}|\bovar(?:y|ies|ian)\b|\buter(?:us|ine)\b|endometri|cervix uteri|cervical"
    r" (?:cancer|carcinoma|intraepithelial)|\bvagin(?:a|al|itis|osis)\b|vulv(?:a|ar|itis)\b"
    r"|menopaus|menorrhagia|dysmenorrh|amenorrh|fallopian|salpingitis",
    re.IGNORECASE,
)
_MALE: Final = re.compile(
    r"\bprostat(?:e|ic|itis)\b|\btest(?:is|es|icular)\b|\bpenis\b|penile|\bphimosis|scrot(?:um|al)"
    r"|epididym|varicocele|hydrocele of testis|cryptorchid|erectile dysfunction|hypospadias",
    re.IGNORECASE,
)
_PREGNANCY = re.compile(_PREGNANT, re.IGNORECASE)
_NEWBORN = re.compile(r"\b(?:of (?:the )?newborn|neonatal)\b", re.IGNORECASE)
_LATE_LIFE = re.compile(
    r"\balzheimer|\bsenile\b|menopaus|hyperplasia of prostate|prostatic hyperplasia", re.IGNORECASE
)
FERTILE: Final = range(9, 61)
"""Completed years between which a pregnancy is believed (the code editor has 9 to 64)."""
GROWN: Final = 18

_SEX_EXTENSIONS: Final = (
    "birthsex", "genderIdentity", "sex-for-clinical-use", "recordedSexOrGender",
    "recorded-sex-or-gender", "sexParameterForClinicalUse", "patient-genderIdentity", "us-core-sex",
)  # fmt: skip
_SAME: Final = {
    "m": "male", "f": "female", "male": "male", "female": "female", "man": "male",
    "woman": "female", "446151000124109": "male", "446141000124107": "female",
    "248153007": "male", "248152002": "female", "male-typical": "male",
    "female-typical": "female",
}  # fmt: skip


def impossible_for_sex(chart: Chart) -> Iterator[Finding]:
    """Problems of organs that the recorded sex does not have."""
    sex = agreed_sex(chart)
    wrong = {"male": _FEMALE, "female": _MALE}.get(sex)
    person = chart.get(chart.patient.reference)
    if wrong is None or person is None:
        return
    for entry in _problems(chart):
        if wrong.search(entry.label):
            text = f"{outer(entry.label)}{on(entry.when)}: the recorded sex is {sex}"
            yield Finding(SEX_RULE, text, Severity.MODERATE, cite_all([entry, person]))


def impossible_for_age(chart: Chart) -> Iterator[Finding]:
    """Problems that began at an age at which they do not begin."""
    person = chart.get(chart.patient.reference)
    for entry in _problems(chart) if person else ():
        age = chart.patient.age(entry.when.date) if entry.when else None
        if age is not None and person is not None and _wrong_age(entry.label, age):
            text = f"{outer(entry.label)}{on(entry.when)}: the recorded age then is {age} years"
            yield Finding(AGE_RULE, text, Severity.MODERATE, cite_all([entry, person]))


def _wrong_age(label: str, age: int) -> bool:
    if _PREGNANCY.search(label):
        return age not in FERTILE and "history" not in label.lower()
    if _NEWBORN.search(label):
        return age > 1
    return bool(_LATE_LIFE.search(label)) and age < GROWN


def _problems(chart: Chart) -> Iterator[Entry]:
    """The newest record of each name: a problem coded at ten visits is one finding."""
    names: dict[str, Entry] = {}
    for entry in chart.of(Kind.PROBLEM):
        if entry.live and not _NOT_MINE.search(entry.label):
            names[entry.label.lower()] = entry
    yield from names.values()


def agreed_sex(chart: Chart) -> str:
    """The recorded sex if all that the Patient says on sex and gender agrees; else empty."""
    body = chart.raw(chart.patient.reference) or {}
    said = {_SAME.get(v.lower(), v.lower()) for v in _said(body.get("extension"), inside=False)}
    sex = chart.patient.sex
    return sex if sex in {"male", "female"} and said <= {sex, "unk", "unknown", "asku"} else ""


_DEEPEST: Final = 4
"""Extensions in extensions: the profiles on sex and gender need two."""


def _said(extensions: Any, *, inside: bool, depth: int = 0) -> Iterator[str]:
    """Codes in the extensions on sex and gender, and in the extensions of these."""
    for item in extensions if isinstance(extensions, list) and depth < _DEEPEST else ():
        if isinstance(item, Mapping):
            name = str(item.get("url", "")).rsplit("/", 1)[-1]
            here = inside or any(known in name for known in _SEX_EXTENSIONS)
            if here:
                yield from _codes(item)
            yield from _said(item.get("extension"), inside=here, depth=depth + 1)


def _codes(item: Mapping[str, Any]) -> Iterator[str]:
    for key in ("valueCode", "valueString"):
        if isinstance(item.get(key), str):
            yield item[key]
    concept = item.get("valueCodeableConcept") or {"coding": [item.get("valueCoding")]}
    codings = concept.get("coding") if isinstance(concept, Mapping) else None
    for coding in codings if isinstance(codings, list) else ():
        if isinstance(coding, Mapping) and isinstance(coding.get("code"), str):
            yield coding["code"]
