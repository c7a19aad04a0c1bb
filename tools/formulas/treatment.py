"""Whether a medicine of some classes is taken on a day, and whether the patient smokes.

Classes: `chartside.grounding.rules.drug_classes`, and what that table has not, by ATC group.
"""

from typing import Final

from chartside.fhir.clinical import medicines, smoking_status
from chartside.fhir.entry import Entry
from chartside.grounding.rules.drug_classes import BY_KEY
from chartside.grounding.rules.duplicate_ingredient import SYSTEMIC
from chartside.grounding.rules.ingredients import ingredients
from chartside.tools.formulas.history import cite
from chartside.tools.formulas.sheet import Input, Sheet


def _members(*classes: str, more: str = "") -> frozenset[str]:
    return frozenset(more.split("|") if more else ()).union(*(BY_KEY[c].members for c in classes))


BLEEDING_DRUGS: Final = _members(
    "NSAIDs",
    "P2Y12 inhibitors",
    more="dipyridamole|vorapaxar|triflusal|cilostazol|prasugrel|acetylsalicylic acid|aceclofenac"
    "|lornoxicam|parecoxib|tiaprofenic acid|meclofenamate",
)
"""Platelet inhibitors (ATC B01AC) and NSAIDs (M01A): the drugs of HAS-BLED."""
VITAMIN_K_ANTAGONISTS: Final = frozenset(
    {"warfarin", "acenocoumarol", "phenprocoumon", "fluindione", "phenindione"}
)
"""ATC B01AA."""
ANTIHYPERTENSIVES: Final = _members(
    "ACE inhibitors", "angiotensin receptor blockers", "beta blockers", "thiazide diuretics",
    "dihydropyridine calcium channel blockers", "potassium-sparing diuretics", "loop diuretics",
    more="verapamil|diltiazem|clonidine|methyldopa|hydralazine|minoxidil|doxazosin|prazosin"
    "|terazosin|aliskiren|guanfacine|moxonidine|reserpine|cilazapril|imidapril|zofenopril"
    "|nitrendipine|celiprolol|torasemide|xipamide",
)  # fmt: skip
"""ATC C02, C03, C07, C08, C09. The record need not say what they are for."""


def taken(sheet: Sheet, name: str, members: frozenset[str]) -> bool | None:
    """Whether one of these ingredients is taken by a way that reaches the blood.

    None, and open, where the record does not say whether one that was ordered or supplied was
    taken then.
    """
    found = [
        m
        for m in medicines(sheet.chart, sheet.at.asked)
        if m.route in SYSTEMIC and any(ingredients(e) & members for e in m.entries)
    ]
    current = [m for m in found if m.state == "current"]
    if current:
        for medicine in current:
            cite(sheet, name, medicine.entry)
        return True
    unsure = [m for m in found if m.state == "unknown"]
    if unsure:
        cite(sheet, f"{name}, not known whether taken", unsure[-1].entry)
        sheet.ask(f"{name}: the record does not say whether it is taken")
        return None
    sheet.absent.append(name)
    return False


_SMOKES: Final = frozenset(
    {
        "449868002", "428041000124106", "77176002", "428071000124103", "428061000124105",
        "65568007", "230059006", "160603005", "160604004", "160605003", "160606002",
        "LA18976-3", "LA18977-1", "LA18979-7", "LA18981-3", "LA18982-1",
    }
)  # fmt: skip
_DOES_NOT: Final = frozenset(
    {"8517006", "266919005", "405746006", "8392000", "LA15920-4", "LA18978-9"}
)
"""SNOMED CT and LOINC answers of US Core's smoking status value set, and its forerunners."""
_NO_WORDS: Final = ("never", "former", "ex-smoker", "ex smoker", "non-smoker", "nonsmoker", "quit")
_YES_WORDS: Final = ("every day", "some day", "daily", "current", "heavy", "light", "smokes")


def smokes(sheet: Sheet) -> bool | None:
    """Whether the newest statement, however old, says that the patient smokes.

    Missing where none tells.
    """
    said = smoking_status(sheet.chart)
    answer = None if said is None else _answer(said)
    if said is None or answer is None:
        sheet.missing.append("smoking status")
        return None
    words = said.value.words if said.value else ""
    day = said.when.day if said.when else ""
    sheet.inputs.append(Input("smoking status", words, day, (said.reference,)))
    return answer


def _answer(said: Entry) -> bool | None:
    coded = said.value.coded if said.value else None
    codes = {c.code for c in coded.codings} if coded else set()
    if codes & (_SMOKES | _DOES_NOT):
        return bool(codes & _SMOKES)
    words = said.value.words.lower() if said.value else ""
    if any(w in words for w in _NO_WORDS):
        return False
    return True if any(w in words for w in _YES_WORDS) else None
