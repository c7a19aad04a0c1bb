"""Units as laboratories, devices and people print them, and the UCUM code of each.

Collected from laboratory reports and LOINC's example units in English, German, Dutch, French,
Spanish and Polish. What two languages read differently is left out on purpose: `mil` (thousand in
Spanish and Portuguese, million in English), `billion` (10*9 in English, 10*12 in German), `gr`
(gram or grain), `M/L` (million or molar).
"""

from typing import Final

WHOLE: Final = {
    "%": "%", "percent": "%", "pct": "%", "mmhg": "mm[Hg]", "mm hg": "mm[Hg]", "mm[hg]": "mm[Hg]",
    "mm/hg": "mm[Hg]", "cmh2o": "cm[H2O]", "cm h2o": "cm[H2O]", "cm[h2o]": "cm[H2O]",
    "cel": "Cel", "c": "Cel", "°c": "Cel", "degc": "Cel", "deg c": "Cel", "[degf]": "[degF]",
    "f": "[degF]", "°f": "[degF]", "degf": "[degF]", "deg f": "[degF]", "bpm": "/min",
    "1/min": "/min", "lb": "[lb_av]", "lbs": "[lb_av]", "pounds": "[lb_av]", "[lb_us]": "[lb_av]",
    "[lb_av]": "[lb_av]", "oz": "[oz_av]", "[oz_av]": "[oz_av]", "in": "[in_i]", "inch": "[in_i]",
    "inches": "[in_i]", "[in_us]": "[in_i]", "[in_i]": "[in_i]", "ft": "[ft_i]", "feet": "[ft_i]",
    "[ft_i]": "[ft_i]", "kg/m^2": "kg/m2", "kg/m2": "kg/m2", "kg/m*2": "kg/m2", "seconds": "s",
    "secs": "s", "minutes": "min", "mins": "min", "hours": "h", "days": "d", "yr": "a", "yrs": "a",
    "years": "a", "year": "a", "week": "wk", "weeks": "wk", "wks": "wk", "month": "mo",
    "months": "mo", "mos": "mo", "ph": "[pH]", "[ph]": "[pH]",
    "ratio": "", "inr": "", "index": "", "1": "", "#": "", "count": "", "mg%": "mg/dL",
    "g%": "g/dL", "gm%": "g/dL",
    "% of total hgb": "%", "% of total hemoglobin": "%", "% hb": "%", "%hb": "%",
    "mmol/mol hb": "mmol/mol", "mmol/mol hgb": "mmol/mol", "mosm/kg h2o": "mosm/kg",
    "mosmol/kg h2o": "mosm/kg", "units": "U", "unit": "U",
    "titer": "{titer}", "titre": "{titer}", "centimeters": "cm", "stunden": "h",
    "pg/cel": "pg", "cel/ul": "/uL", "cel/mm3": "/uL",
    "ppm": "[ppm]", "‰": "[ppth]", "0/00": "[ppth]", "o/oo": "[ppth]", "um3": "fL", "um^3": "fL",
    "mm/u": "mm/h", "mm/1u": "mm/h", "mm/1 u": "mm/h", "mm/1e u": "mm/h", "mm 1h": "mm/h",
    "mm/1st h": "mm/h", "mm/st": "mm/h", "mm na 1u": "mm/h", "mm na 1 uur": "mm/h",
}  # fmt: skip
"""Whole units, lower case.

`C` is UCUM's coulomb and `F` its farad; they are degrees in every record we have seen. A ratio and
an international normalised ratio are plain numbers, with no unit.
"""

MOLAR: Final = {"mM": "mmol/L", "uM": "umol/L", "nM": "nmol/L", "pM": "pmol/L"}
"""Whole units whose case matters: `MM` is a length in capitals."""

ATOMS: Final = {
    # what is counted is no part of a unit
    "cells": "", "cell": "", "#": "", "wbc": "", "rbc": "", "count": "", "counts": "", "beats": "",
    "beat": "", "breaths": "", "breath": "", "br": "", "copies": "", "copy": "", "cp": "",
    "cps": "", "cfu": "", "[cfu]": "", "leu": "", "ery": "", "leuk": "",
    "leuko": "", "particles": "",
    "kopien": "", "zellen": "", "zelle": "", "cop": "", "cellen": "", "cels": "",
    "cellules": "", "cellule": "", "celulas": "", "celula": "", "elements": "", "leucos": "",
    "leucocytes": "", "leukozyten": "", "leukocyten": "",
    "hematies": "", "erythrozyten": "",
    "kopieen": "", "copias": "", "ufc": "", "kbe": "", "kve": "", "100 gb": "100",
    "100 leuko": "100", "100 leukozyten": "100", "100 leucocytes": "100",
    "100wbc": "100", "100 wbc": "100", "100leu": "100",
    "100 leu": "100", "100 leuk": "100", "100 leukocytes": "100",
    # volume
    "cumm": "uL", "cu mm": "uL", "cu.mm": "uL", "cmm": "uL", "mm3": "uL", "mm^3": "uL",
    "mm*3": "uL", "cm3": "mL", "cm^3": "mL", "cc": "mL", "mcl": "uL", "100ml": "dL", "100 ml": "dL",
    "liter": "L", "liters": "L", "litre": "L", "litres": "L", "lit": "L", "ltr": "L",
    # mass and length
    "g": "g", "gm": "g", "gms": "g", "gram": "g", "grams": "g", "mg": "mg", "ug": "ug",
    "mcg": "ug", "ng": "ng", "pg": "pg", "fg": "fg", "kg": "kg", "mm": "mm", "cm": "cm",
    "microgram": "ug", "micrograms": "ug", "milligram": "mg", "milligrams": "mg",
    # amount
    "mol": "mol", "mmol": "mmol", "umol": "umol", "mcmol": "umol", "nmol": "nmol", "pmol": "pmol",
    "fmol": "fmol", "mmole": "mmol", "mmoles": "mmol", "micromol": "umol",
    "nanomol": "nmol", "picomol": "pmol", "eq": "eq", "meq": "meq", "ueq": "ueq",
    "mval": "meq", "mequiv": "meq", "osm": "osm", "mosm": "mosm", "mosmol": "mosm",
    "kpa": "kPa", "ukat": "ukat", "mckat": "ukat", "nkat": "nkat", "kua": "kU", "ku(a)": "kU",
    # time
    "hr": "h", "hrs": "h", "hour": "h", "std": "h", "uur": "h", "1h": "h", "1hr": "h",
    "sec": "s", "sek": "s", "seg": "s", "secondes": "s", "segundos": "s", "seconden": "s",
    "sekunden": "s", "day": "d", "tag": "d", "24h": "d", "24 h": "d", "24hr": "d",
    "24 hr": "d", "24hrs": "d", "24 hrs": "d", "24.h": "d", "(24.h)": "d", "24 std": "d",
    "24-h": "d", "24 hours": "d", "24 hour": "d", "24hours": "d", "24u": "d", "24 u": "d",
    "24uur": "d", "24 uur": "d", "24 uren": "d", "24 stunden": "d", "24 heures": "d",
    "24 horas": "d", "24std": "d",
    "min": "min", "minute": "min", "minutes": "min", "mn": "min", "hours": "h", "days": "d",
    "week": "wk", "month": "mo", "year": "a",
    # antibodies against cardiolipin, in the units of their own standards
    "gpl": "[GPL'U]", "gplu": "[GPL'U]", "gpl-u": "[GPL'U]", "gpl u": "[GPL'U]",
    "gpl units": "[GPL'U]", "mpl": "[MPL'U]", "mplu": "[MPL'U]", "mpl-u": "[MPL'U]",
    "mpl u": "[MPL'U]", "mpl units": "[MPL'U]", "apl units": "[APL'U]",
    # microscopy
    "hpf": "[HPF]", "[hpf]": "[HPF]", "{hpf}": "[HPF]", "lpf": "[LPF]", "[lpf]": "[LPF]",
    "{lpf}": "[LPF]",
}  # fmt: skip
"""Factors of a unit, lower case."""

BELOW: Final = {
    "dag": "d", "jour": "d", "dia": "d", "die": "d", "etmaal": "d", "st": "h", "hora": "h",
    "heure": "h", "horas": "h", "1e uur": "h", "1.h": "h", "1.std": "h", "1ere h": "h",
    "1ere heure": "h", "1a hora": "h", "1 hora": "h", "1st hour": "h", "field": "{field}",
    "fields": "{field}", "champ": "{field}", "gesichtsfeld": "{field}", "gf": "{field}",
    "gezichtsveld": "{field}", "campo": "{field}", "veld": "{field}", "feld": "{field}",
}  # fmt: skip
"""Words that are a unit only below the line: `die` alone is an article."""

OF: Final = (
    r"cr[eé]a\w*|krea\w*|kre|cr|hb(?:a1c)?|hgb|ha?emoglobin|prot(?:ein)?|stuhl|stool|fa?eces"
)
"""What an amount below the line is an amount of, as in `mg/g crea` and `U/gHb`."""

THOUSANDS: Final = (
    (r"(?:k|th|thou|thous|thousand|thsd|tsd\.?|tys\.?|1000|tausend|miles|milliers|mille)", "10*3"),
    (
        r"(?:m(?=/(?:u|mc)l$|/cu|/cmm|/mm)|mio\.?|mill(?:ions?|ones|onen)?\.?|mln\.?|milj\.?|mpt)",
        "10*6",
    ),
    (r"(?:mrd\.?|giga|gpt)", "10*9"),
    (r"(?:t[eé]ra|tpt)", "10*12"),
)
"""Words for powers of ten in front of a volume.

`M` is a million only in front of a microlitre.
"""
