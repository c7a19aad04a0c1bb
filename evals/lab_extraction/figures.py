"""Numbers, dates, units and ranges as a country or a laboratory prints them."""

import random
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

_SPELLINGS: Final = {
    "10*9/L": ("10^9/L", "x10^9/L", "10*9/L", "10⁹/L", "x10E9/L", "G/L"),
    "10*12/L": ("10^12/L", "x10^12/L", "10*12/L", "10¹²/L", "x10E12/L", "T/L"),
    "10*3/uL": ("x10E3/uL", "K/uL", "10^3/uL", "Thousand/uL", "10*3/µL"),
    "10*6/uL": ("x10E6/uL", "M/uL", "10^6/uL", "Million/uL", "10*6/µL"),
    "umol/L": ("umol/L", "µmol/L", "μmol/l", "µmol/L"),
    "ug/L": ("ug/L", "µg/L", "µg/l"),
    "ug/dL": ("ug/dL", "mcg/dL", "µg/dL"),
    "ug/mL": ("ug/mL", "mcg/mL", "µg/mL"),
    "m[IU]/L": ("mIU/L", "mU/L", "mIU/L"),
    "m[IU]/mL": ("mIU/mL", "mIU/ml"),
    "u[IU]/mL": ("uIU/mL", "µIU/mL"),
    "k[IU]/L": ("kIU/L", "kU/L"),
    "[IU]/L": ("IU/L", "IU/l"),
    "[IU]/mL": ("IU/mL", "IU/ml"),
    "meq/L": ("mEq/L", "meq/L"),
    "mL/min/{1.73_m2}": ("mL/min/1.73m2", "mL/min/1,73m²", "ml/min/1.73 m²", "mL/min/1.73 m^2"),
    "mosm/kg": ("mOsm/kg", "mosm/kg"),
    "ng/mL{FEU}": ("ng/mL FEU", "ng/ml FEU"),
    "s": ("sec", "s", "seconds"),
    "mm/h": ("mm/h", "mm/hr"),
    "mg/g{creat}": ("mg/g creat", "mg/g"),
    "mg/mmol": ("mg/mmol", "mg/mmol"),
    "U/L": ("U/L", "U/l", "IU/L"),
    "{INR}": ("", ""),
    "1": ("", ""),
    "[pH]": ("", ""),
}
_ABROAD: Final = {
    ("de", "10*3/uL"): ("/nL", "Tsd/µL", "10^3/µL"),
    ("de", "10*6/uL"): ("/pL", "Mio/µL", "10^6/µL"),
    ("es", "10*3/uL"): ("10^3/µL", "x10E3/µL", "mil/mm³"),
    ("es", "10*6/uL"): ("10^6/µL", "x10E6/µL", "mill/mm³"),
    **{(language, "s"): ("s", "sec") for language in ("nl", "fr", "es")},
    ("de", "s"): ("s", "sek"),
}
"""Whole units that are spelled otherwise where English is not spoken."""
_LOCAL: Final = {
    "nl": {"IU": "IE", "mm/hr": "mm/uur"},
    "de": {"IU": "IE", "mm/hr": "mm/h"},
    "fr": {"IU": "UI", "mm/hr": "mm/h"},
    "es": {"IU": "UI", "mm/hr": "mm/h"},
}


@dataclass(frozen=True, slots=True)
class Style:
    """How one laboratory prints."""

    language: str
    decimal: str = "."
    thousands: str = ""
    day: str = "%d/%m/%Y"
    time: str = " %H:%M"
    conventional: bool = False
    american: bool = False
    litre: str = "L"
    spelling: int = 0
    """Which of the spellings of each unit; the same throughout a report."""

    def number(self, value: Decimal, decimals: int | None = None) -> str:
        """`1.234,5`; decimals as the value has them unless they are said."""
        text = f"{value:,f}" if decimals is None else f"{value:,.{decimals}f}"
        return "".join({",": self.thousands, ".": self.decimal}.get(c, c) for c in text)

    def date(self, at: datetime) -> str:
        """The day only."""
        return at.strftime(self.day)

    def moment(self, at: datetime) -> str:
        """The day and the minute."""
        return at.strftime(self.day + self.time)

    def unit(self, ucum: str) -> str:
        """The unit as this laboratory spells it; empty where it prints none."""
        known = _ABROAD.get((self.language, ucum), _SPELLINGS.get(ucum, (ucum,)))
        text = known[self.spelling % len(known)]
        for english, theirs in _LOCAL.get(self.language, {}).items():
            text = text.replace(english, theirs)
        if self.decimal == ",":
            text = text.replace("1.73", "1,73")
        return text.replace("L", "l") if self.litre == "l" else text

    def interval(
        self, low: Decimal | None, high: Decimal | None, relation: str = "", dash: str = " - "
    ) -> str:
        """`3,5 - 5,1`, `< 5`, `>= 60`; empty where there is no bound."""
        if low is not None and high is not None:
            return f"{self.number(low)}{dash}{self.number(high)}"
        if high is not None:
            return f"{relation or '<'} {self.number(high)}"
        if low is not None:
            return f"{relation or '>'} {self.number(low)}"
        return ""


def style_of(country: str, rng: random.Random) -> Style:
    """A laboratory of `us`, `uk`, `nl`, `fr`, `de` or `es`.

    Not every laboratory of a country is drawn: only such as print dates that their own readers
    can tell.
    """
    spelling = rng.randrange(12)
    if country == "us":
        return Style(
            *("en", ".", ","),
            day="%m/%d/%Y",
            time=rng.choice((" %I:%M %p", " %H:%M")),
            conventional=True,
            american=True,
            spelling=spelling,
        )
    if country == "uk":
        return Style("en", day=rng.choice(("%d/%m/%Y", "%d-%b-%Y", "%d %b %Y")), spelling=spelling)
    day = {"nl": ("%d-%m-%Y", "%d/%m/%Y"), "de": ("%d.%m.%Y",)}.get(country, ("%d/%m/%Y",))
    return Style(
        *(country, ",", rng.choice(("", "."))),
        day=rng.choice(day),
        conventional=country in {"de", "es"} and rng.random() < 0.7,
        litre=rng.choice(("L", "l")),
        spelling=spelling,
    )
