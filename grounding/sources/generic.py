"""Words that do not tell one entry from another, and what each kind of entry is called."""

from collections.abc import Mapping
from typing import Final

from chartside.fhir.entry import Kind
from chartside.grounding.reading.words import plain_words

_SHARED: Final = (
    """
disorder disease finding procedure situation syndrome condition acute chronic mild moderate severe
left right both bilateral upper lower primary secondary essential localized generalized recurrent
unspecified specified other type stage grade class nos with without of the in to and or for by on
at from not due a an no as is oral tablet tablets tab capsule cap solution suspension syrup
injection injectable injector auto auto-injector prefilled syringe pen vial inhaler metered dose
dry powder inhalation nasal spray cream ointment gel patch system transdermal topical ophthalmic
drop rectal suppository vaginal ring implant sublingual er xr sr cr xl hour day pack product pill
extended delayed release chewable disintegrating hydrochloride hcl sodium potassium calcium
magnesium besylate maleate mesylate phosphate sulfate bitartrate medoxomil monohydrate dihydrate
trihydrate hydrobromide fumarate acetate citrate tosylate succinate tartrate anhydrous mg ml mcg
unt unit units actuat hr mucosal counter per prefill injection mass volume ratio rate moles
presence count number total serum plasma blood urine level panel measurement result automated
fraction score test strip percentile actual vaccine vaccination immunization preservative free
seasonal adult pediatric unspecified formulation live dose seen visit encounter follow-up follow
up new old established patient structure body region site part eye knee hip foot hand arm leg
chest abdomen head neck back breast lung heart kidney skin wrist ankle shoulder elbow finger toe
upper_lobe lobe medial lateral single attack substance allergy allergic intolerance propensity
adverse reaction repeat status history record note report document scan study plan goal care order
"""
    + " "
)
GENERIC: Final = frozenset(plain_words(_SHARED)) | {"i", "ii", "iii", "x"}
"""A name that is left empty without these keeps them."""

SALTS_THAT_ARE_TESTS: Final = frozenset(
    {"sodium", "potassium", "calcium", "magnesium", "phosphate"}
)
"""Part of a salt's name in a medicine, and an analyte in a laboratory result."""

_KINDS: Final[Mapping[Kind, str]] = {
    Kind.PATIENT: "patient man woman male female born birth died death deceased age year old"
    " gentleman lady sex",
    Kind.PROBLEM: "condition diagnosis problem disease disorder syndrome onset episode illness"
    " injury"
    " chronic",
    Kind.MEDICATION: "medication medicine drug tablet capsule prescription therapy treatment dose"
    " pill"
    " order tab cap injection"
    " inhaler pen vial solution patch cream drop otc counter release extended",
    Kind.ADMINISTRATION: "medication medicine drug administered infusion injection dose"
    " administration",
    Kind.DISPENSE: "medication medicine drug dispensed supply filled refill pharmacy",
    Kind.ALLERGY: "allergy allergic intolerance intolerant reaction hypersensitivity"
    " sensitivity sensitive sensitized"
    " adverse allergen criticality"
    " rxn lead leads led reacts substance react causes drug food environmental medication",
    Kind.LAB: "laboratory lab test result level value concentration serum plasma blood count"
    " measurement sample lab panel"
    " venous fasting",
    Kind.VITAL: "vital sign measurement reading",
    Kind.SURVEY: "score questionnaire survey assessment answer screening total instrument",
    Kind.SOCIAL: "social status history",
    Kind.FAMILY: "family history relative familial fh",
    Kind.OBSERVATION: "observation finding result",
    Kind.PROCEDURE: "procedure surgery operation surgical intervention performed underwent",
    Kind.ENCOUNTER: "visit encounter appointment consult consultation seen stay clinic"
    " hospital attendance"
    " attended period presented"
    " presentation attend presents cc pc complaint chief rfv",
    Kind.IMMUNIZATION: "vaccine vaccination immunization immunized vaccinated dose shot"
    " booster series course"
    " jab",
    Kind.IMAGING: "imaging image study scan report impression finding conclusion examination"
    " radiology"
    " read reading",
    Kind.REPORT: "report result conclusion finding laboratory panel specimen",
    Kind.DOCUMENT: "note letter document summary report text form",
    Kind.GOAL: "goal target aim due",
    Kind.PLAN: "plan care",
    Kind.TEAM: "team care member",
    Kind.DEVICE: "device implant implanted place hardware apparatus prosthesis equipment aid",
    Kind.ORDER: "order request referral requested ordered referred pending service",
    Kind.ADMINISTRATIVE: "",
    Kind.OTHER: "",
}
KIND_WORDS: Final = {kind: frozenset(plain_words(words)) for kind, words in _KINDS.items()}
"""Words that any entry of a kind explains, because they only say what kind it is."""

_CLASSES: Final = {
    (
        "IMP",
        "ACUTE",
        "NONAC",
        "inpatient",
    ): "inpatient admission admitted hospital hospitalization hospitalized stay discharged"
    " discharge inpatient",
    ("EMER", "emergency"): "emergency department room er ed presented acute",
    ("AMB", "ambulatory", "outpatient"): "outpatient ambulatory office clinic visit consultation",
    ("VR", "virtual"): "virtual telephone video remote telehealth call",
    ("SS", "OBSENC"): "observation short stay admission",
    ("HH", "home"): "home visit",
    ("urgentcare",): "urgent care",
    ("wellness",): "wellness check up preventive physical",
}
ENCOUNTER_WORDS: Final = {
    code: plain_words(words) for codes, words in _CLASSES.items() for code in codes
}
"""What a class of encounters (HL7 v3 ActEncounterCode) is called."""
