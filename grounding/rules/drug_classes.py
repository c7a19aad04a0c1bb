"""Which medicines belong together: a small table of ingredients by class.

Source: the pharmacological grouping of the WHO ATC classification (the group is named beside each
class) and the "Established Pharmacologic Class" in FDA labels on DailyMed. Names are United
States Adopted Names; other spellings are in `spellings`. Covered: the classes that the rules of
this folder speak of. An ingredient that is not here is compared by its own name only.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class: its key, what one of it is called (`a statin`), its ATC group, its ingredients."""

    key: str
    one: str
    atc: str
    members: frozenset[str]


def _class(key: str, one: str, atc: str, members: str) -> DrugClass:
    """Members are separated by spaces; an underscore stands for a space inside a name."""
    return DrugClass(key, one, atc, frozenset(m.replace("_", " ") for m in members.split()))


CLASSES: Final = (
    # Anti-infectives
    _class(
        "penicillins", "a penicillin", "J01C",
        "penicillin amoxicillin ampicillin benzathine_penicillin penicillin_g penicillin_v "
        "piperacillin ticarcillin oxacillin nafcillin cloxacillin dicloxacillin flucloxacillin "
        "pivmecillinam temocillin",
    ),
    _class(
        "cephalosporins", "a cephalosporin", "J01DB-E",
        "cephalexin cefadroxil cefazolin cefradine cefuroxime cefaclor cefprozil cefoxitin "
        "cefotetan ceftriaxone cefotaxime ceftazidime cefdinir cefixime cefpodoxime cefditoren "
        "ceftibuten cefepime ceftaroline ceftolozane cefiderocol",
    ),
    _class("carbapenems", "a carbapenem", "J01DH", "imipenem meropenem ertapenem doripenem"),
    _class(
        "sulfonamide antimicrobials", "a sulfonamide antimicrobial", "J01E",
        "sulfamethoxazole sulfadiazine sulfadoxine sulfisoxazole sulfacetamide silver_sulfadiazine "
        "sulfasalazine",
    ),
    _class(
        "macrolides", "a macrolide", "J01FA",
        "erythromycin clarithromycin azithromycin roxithromycin fidaxomicin",
    ),
    _class(
        "fluoroquinolones", "a fluoroquinolone", "J01MA",
        "ciprofloxacin levofloxacin moxifloxacin ofloxacin norfloxacin gemifloxacin delafloxacin",
    ),
    _class(
        "tetracyclines", "a tetracycline", "J01A",
        "tetracycline doxycycline minocycline demeclocycline tigecycline eravacycline omadacycline",
    ),
    _class(
        "aminoglycosides", "an aminoglycoside", "J01G",
        "gentamicin tobramycin amikacin streptomycin neomycin plazomicin",
    ),
    # Pain
    _class(
        "NSAIDs", "an NSAID", "M01A, N02BA",
        "aspirin ibuprofen naproxen diclofenac indomethacin ketorolac ketoprofen meloxicam "
        "piroxicam nabumetone etodolac sulindac oxaprozin flurbiprofen diflunisal fenoprofen "
        "tolmetin mefenamic_acid celecoxib etoricoxib dexketoprofen tenoxicam salsalate",
    ),
    _class(
        "opioids", "an opioid", "N02A",
        "morphine codeine oxycodone hydrocodone hydromorphone oxymorphone fentanyl sufentanil "
        "remifentanil methadone meperidine tapentadol tramadol buprenorphine butorphanol "
        "nalbuphine pentazocine dihydrocodeine levorphanol diamorphine",
    ),
    _class(
        "phenanthrene opioids", "an opioid of the same structure", "N02AA",
        "morphine codeine oxycodone hydrocodone hydromorphone oxymorphone dihydrocodeine "
        "levorphanol diamorphine nalbuphine butorphanol",
    ),
    # Heart and vessels
    _class(
        "ACE inhibitors", "an ACE inhibitor", "C09A",
        "lisinopril enalapril enalaprilat captopril ramipril benazepril quinapril fosinopril "
        "perindopril trandolapril moexipril",
    ),
    _class(
        "angiotensin receptor blockers", "an angiotensin receptor blocker", "C09C",
        "losartan valsartan candesartan irbesartan olmesartan telmisartan azilsartan eprosartan",
    ),
    _class("neprilysin inhibitors", "a neprilysin inhibitor", "C09DX04", "sacubitril"),
    _class(
        "statins", "a statin", "C10AA",
        "atorvastatin rosuvastatin simvastatin pravastatin lovastatin fluvastatin pitavastatin",
    ),
    _class(
        "beta blockers", "a beta blocker", "C07A",
        "metoprolol atenolol bisoprolol carvedilol propranolol nebivolol labetalol nadolol "
        "pindolol acebutolol betaxolol timolol sotalol",
    ),
    _class(
        "dihydropyridine calcium channel blockers", "a dihydropyridine", "C08CA",
        "amlodipine nifedipine felodipine isradipine nicardipine lercanidipine nisoldipine "
        "levamlodipine lacidipine",
    ),
    _class(
        "thiazide diuretics", "a thiazide diuretic", "C03A, C03BA",
        "hydrochlorothiazide chlorthalidone indapamide metolazone chlorothiazide "
        "bendroflumethiazide",
    ),
    _class(
        "loop diuretics", "a loop diuretic", "C03C", "furosemide bumetanide torsemide "
        "ethacrynic_acid",
    ),
    _class(
        "potassium-sparing diuretics", "a potassium-sparing diuretic", "C03D",
        "spironolactone eplerenone finerenone amiloride triamterene",
    ),
    _class(
        "anticoagulants", "an anticoagulant", "B01AA, B01AB, B01AE, B01AF",
        "warfarin acenocoumarol phenprocoumon apixaban rivaroxaban edoxaban dabigatran heparin "
        "enoxaparin dalteparin tinzaparin nadroparin fondaparinux argatroban bivalirudin",
    ),
    _class(
        "heparins", "a heparin", "B01AB", "heparin enoxaparin dalteparin tinzaparin nadroparin"
    ),
    _class(
        "P2Y12 inhibitors", "a P2Y12 inhibitor", "B01AC",
        "clopidogrel prasugrel ticagrelor ticlopidine cangrelor",
    ),
    # Glucose
    _class(
        "insulins", "an insulin", "A10A",
        "insulin insulin_glargine insulin_detemir insulin_degludec insulin_isophane insulin_nph "
        "insulin_lispro insulin_aspart insulin_glulisine insulin_regular insulin_human",
    ),
    _class(
        "basal insulins", "a basal insulin", "A10AE",
        "insulin_glargine insulin_detemir insulin_degludec",
    ),
    _class(
        "sulfonylureas", "a sulfonylurea", "A10BB",
        "glipizide glimepiride glyburide gliclazide tolbutamide chlorpropamide tolazamide",
    ),
    _class(
        "DPP-4 inhibitors", "a DPP-4 inhibitor", "A10BH",
        "sitagliptin saxagliptin linagliptin alogliptin vildagliptin",
    ),
    _class(
        "GLP-1 receptor agonists", "a GLP-1 receptor agonist", "A10BJ",
        "semaglutide liraglutide dulaglutide exenatide lixisenatide tirzepatide",
    ),
    _class(
        "SGLT2 inhibitors", "an SGLT2 inhibitor", "A10BK",
        "empagliflozin dapagliflozin canagliflozin ertugliflozin bexagliflozin sotagliflozin",
    ),
    # Stomach, mind, nerves
    _class(
        "proton pump inhibitors", "a proton pump inhibitor", "A02BC",
        "omeprazole esomeprazole lansoprazole dexlansoprazole pantoprazole rabeprazole",
    ),
    _class(
        "benzodiazepines", "a benzodiazepine", "N05BA, N05CD",
        "diazepam lorazepam alprazolam clonazepam temazepam oxazepam chlordiazepoxide clobazam "
        "midazolam triazolam estazolam flurazepam clorazepate nitrazepam",
    ),
    _class(
        "SSRIs and SNRIs", "an SSRI or SNRI", "N06AB, N06AX",
        "sertraline fluoxetine paroxetine citalopram escitalopram fluvoxamine venlafaxine "
        "desvenlafaxine duloxetine levomilnacipran milnacipran",
    ),
    _class(
        "aromatic anticonvulsants", "an aromatic anticonvulsant", "N03A",
        "phenytoin fosphenytoin carbamazepine oxcarbazepine eslicarbazepine phenobarbital "
        "primidone lamotrigine",
    ),
    _class(
        "bisphosphonates", "a bisphosphonate", "M05BA",
        "alendronate risedronate ibandronate zoledronic_acid pamidronate",
    ),
    # Airways
    _class(
        "long-acting beta agonists", "a long-acting beta agonist", "R03AC",
        "salmeterol formoterol arformoterol vilanterol indacaterol olodaterol",
    ),
    _class(
        "long-acting muscarinic antagonists", "a long-acting muscarinic antagonist", "R03BB",
        "tiotropium umeclidinium aclidinium glycopyrronium revefenacin",
    ),
    # Immunity, cancer
    _class("thiopurines", "a thiopurine", "L01BB, L04AX01", "azathioprine mercaptopurine"),
    _class(
        "immunosuppressants", "an immunosuppressant", "L04A",
        "methotrexate azathioprine mercaptopurine tacrolimus cyclosporine mycophenolate sirolimus "
        "everolimus leflunomide cyclophosphamide",
    ),
    _class(
        "iodinated contrast media", "an iodinated contrast medium", "V08A",
        "iohexol iopamidol iodixanol ioversol iopromide diatrizoate",
    ),
    _class(
        "gadolinium contrast media", "a gadolinium contrast medium", "V08CA",
        "gadobutrol gadoterate gadobenate gadoxetate gadopiclenol gadoteridol gadodiamide",
    ),
)  # fmt: skip

BY_KEY: Final = {c.key: c for c in CLASSES}


def classes_of(ingredients: frozenset[str]) -> tuple[DrugClass, ...]:
    """The classes that any of these ingredients belongs to, in the order of the table.

    >>> [c.key for c in classes_of(frozenset({"ramipril"}))]
    ['ACE inhibitors']
    """
    return tuple(c for c in CLASSES if not c.members.isdisjoint(ingredients))
