"""Words of medicine names that are not the ingredient: forms, salts, grades, packs, strengths.

Sources: RxNorm Technical Documentation, section 5 and appendix 1 (term types SCD, SBD, GPCK, BPCK;
quantity factors, qualitative distinctions) and appendix 2 (dose forms); WHO, International
Nonproprietary Names Modified (INNM), for radicals and salts; FDA, Nonproprietary Naming of
Biological Products (2017), for the four-letter suffix.
"""

import re
from typing import Final

UNITS: Final = (
    r"(?:(?:mg|milligrams?|mcg|micrograms?|[u\u00b5\u03bc]g|g|gm|grams?|kg|ng|ml|units?|unt|iu|meq"
    r"|mmol|hrs?|hours?|actuat|bau|mci|cfu|million|billion|ppm)\b|%)"
)
_NUMBER: Final = r"\d[\d.,]*(?:\s*[-/]\s*\d[\d.,]*)*"

LEAD: Final = re.compile(
    rf"^(?:(?:nda|anda|bla)\d+\s+|{_NUMBER}\s*-?\s*(?:{UNITS}|day\b)\s+"
    r"|[a-z]+-(?:deterrent|free|daily)\s+)+",
    re.IGNORECASE,
)
"""An application number, a quantity factor (10 ML, 12 HR), a distinction (Abuse-Deterrent)."""

STRENGTH: Final = re.compile(rf"\s+\(?{_NUMBER}\s*-?\s*{UNITS}.*", re.IGNORECASE | re.DOTALL)
"""The first strength and all that follows it."""

DAYS: Final = re.compile(r"\s+\d+\s*-?\s*day\b.*", re.IGNORECASE)
"""`28 Day Pack`."""

FRACTION: Final = re.compile(r"\s+(?:\d[\d.]*(?:/\d[\d.]*)+|\d+\.\d+|#\d+)$")
"""`Levora 0.15/30`; a whole number may belong to the name (polyethylene glycol 3350)."""

CARRIER: Final = re.compile(
    r"\s+in\s+(?:(?:sterile\s+)?water|dextrose|glucose|sodium chloride|saline|nacl|d5w|oil)\b.*",
    re.IGNORECASE,
)

FORM: Final = re.compile(
    r"(?<![\w-])(?:oral|(?:dosage )?forms?|tablets?|tabs?|capsules?|caps?|delayed|extended"
    r"|immediate|modified"
    r"|sustained|prolonged|controlled|release|chewable|disintegrating|effervescent|soluble|enteric"
    r"|coated|film-coated|solution|suspension|syrup|elixir|emulsion|granules?|lozenges?|troche"
    r"|injection|injectable|injector|auto-?injector|pen-?injector|prefilled|pre-filled|syringes?"
    r"|pens?|vials?|ampoules?|ampules?|cartridges?|infusion|intravenous|intramuscular"
    r"|subcutaneous|inhaler|inhalant|metered|dose|dry|powder|inhalation|nebuli[sz]er|nasal|spray"
    r"|mucosal|buccal|sublingual|cream|ointment|gel|lotion|foam|shampoo|patch|system|transdermal"
    r"|topical|ophthalmic|otic|drops|rectal|suppository|enema|vaginal|pessary|ring|implant"
    r"|intrauterine|irrigation|kit|er|xr|sr|cr|xl|la|ir|dr|ec|odt|hfa|hour|day|pack|product|pill)"
    r"(?![\w-])",
    re.IGNORECASE,
)

SALTS: Final = frozenset(
    {
        "hydrochloride", "dihydrochloride", "monohydrochloride", "hcl", "sodium", "disodium",
        "potassium", "calcium", "magnesium", "besylate", "besilate", "maleate", "mesylate",
        "mesilate", "phosphate", "sulfate", "sulphate", "bisulfate", "bitartrate", "tartrate",
        "succinate", "medoxomil", "hemihydrate", "monohydrate", "dihydrate", "trihydrate",
        "pentahydrate", "heptahydrate", "hydrate", "anhydrous", "hydrobromide", "bromide",
        "chloride", "iodide", "nitrate", "fumarate", "acetate", "citrate", "tosylate", "tosilate",
        "cilexetil", "disoproxil", "etexilate", "axetil", "proxetil", "lactate", "malate",
        "oxalate", "carbonate", "gluconate", "pamoate", "embonate", "xinafoate", "napsylate",
        "stearate", "ethylsuccinate", "tromethamine", "trometamol", "meglumine", "erbumine",
        "arginine", "esylate", "edisylate", "isethionate", "saccharate", "aspartate",
    }
)  # fmt: skip
MISSPELT_SALT: Final = re.compile(r"hydroc\w*oride")

IONS: Final = frozenset(
    {
        "sodium", "potassium", "calcium", "magnesium", "zinc", "ferrous", "ferric", "iron",
        "lithium", "aluminum", "aluminium", "ammonium", "barium", "bismuth", "copper", "cupric",
        "silver", "strontium", "manganese", "chromic", "lanthanum", "ethyl", "hydrogen", "rubidium",
        "thallous", "gallium", "amyl",
    }
)  # fmt: skip
"""What is named together with its salt: `ferrous sulfate` is no `ferrous`."""

SALT_TELLS: Final = frozenset({("metoprolol", "succinate"), ("metoprolol", "tartrate")})
"""Salts that tell two products apart which may not be exchanged.

Metoprolol succinate is the extended, tartrate the immediate release (ISMP, List of Confused Drug
Names).
"""

SALT_FIRST: Final = frozenset(
    {
        "valproate", "clavulanate", "fusidate", "cromoglicate", "cromoglycate", "picosulfate",
        "aurothiomalate", "alendronate", "risedronate", "stibogluconate", "tetradecyl",
    }
)  # fmt: skip
"""Acids that British names put behind the metal: `sodium valproate`."""

GRADES: Final = frozenset(
    {
        "human", "porcine", "bovine", "recombinant", "usp", "bp", "ph.eur", "rdna", "origin",
        "macrocrystals", "macrocrystalline", "micronized", "micronised",
    }
)  # fmt: skip

BIOSIMILAR: Final = re.compile(
    r"(?<=mab|ept|tim|lfa|eta|ine|art|pro|ase|xin|kin|sin|ran)-[a-z]{4}$"
)
"""`-aacf`, `-yfgn`: FDA's suffix, four letters without meaning, behind a biological's name."""

PREFIXES: Final = frozenset(
    {
        "acetyl", "methyl", "hydroxy", "alpha", "gamma", "dextro", "immune", "cyclo", "fluoro",
        "beta", "delta", "omega", "multi", "interferon", "peginterferon", "sodium", "calcium",
    }
)  # fmt: skip
"""First halves of one hyphenated name; `lisinopril-hydrochlorothiazide` is two."""
