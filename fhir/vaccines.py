"""What a CVX code is a vaccine of: kinds that count as one another, and combinations.

Source: CVX codes and vaccine groups of the Centers for Disease Control and Prevention (public
domain). Finer than CDC's groups where one product does not stand for another: live and recombinant
zoster, conjugate and polysaccharide, each valency of the pneumococcal conjugate, the two B
meningococcal vaccines.
"""

from typing import Final

KINDS: Final = {
    "influenza, seasonal": "15 16 88 111 135 140 141 144 149 150 151 153 155 158 161 166 168 171"
    " 185 186 197 205",
    "influenza H1N1 2009": "125 126 127 128",
    "influenza H5N1": "123 160",
    "COVID-19": "207 208 210 211 212 213 217 218 219 221 228 229 230 300 301 302 308 309 310 311"
    " 312 313",
    "hepatitis B": "08 42 43 44 45 189",
    "hepatitis A": "31 52 83 84 85 169",
    "Hib": "17 46 47 48 49",
    "measles": "05",
    "mumps": "07",
    "rubella": "06",
    "varicella": "21",
    "zoster, live": "121",
    "zoster, recombinant": "187",
    "polio, inactivated": "10",
    "polio, oral": "02 178 179 182",
    "DTaP": "20 106 107",
    "DTP": "01",
    "DT": "28",
    "Td": "09 113 138 139",
    "Tdap": "115",
    "tetanus": "35 112 142",
    "pneumococcal conjugate, 7": "100",
    "pneumococcal conjugate, 10": "177",
    "pneumococcal conjugate, 13": "133",
    "pneumococcal conjugate, 15": "215",
    "pneumococcal conjugate, 20": "216",
    "pneumococcal polysaccharide, 23": "33",
    "meningococcal ACWY conjugate": "114 136 147 203",
    "meningococcal ACWY polysaccharide": "32",
    "meningococcal C": "103",
    "meningococcal B, fully recombinant": "162",
    "meningococcal B, OMV": "163",
    "human papillomavirus": "62 118 137 165",
    "rotavirus": "74 116 119 122",
    "typhoid, oral": "25",
    "typhoid, injected": "41 53 101",
    "rabies": "18 40 90 175 176",
    "yellow fever": "37 183 184",
    "Japanese encephalitis": "39 129 134",
    "cholera": "26 172 173 174",
    "tuberculosis (BCG)": "19",
    "smallpox": "75 105",
    "tetanus immune globulin": "13 180",
    "Rho(D) immune globulin": "156 157 159",
    "tuberculin skin test": "95 96 97 98",
}
"""Codes of one kind: a dose of one counts as a dose of another."""

COMBINED: Final = {
    "03": ("measles", "mumps", "rubella"),
    "04": ("measles", "rubella"),
    "38": ("mumps", "rubella"),
    "94": ("measles", "mumps", "rubella", "varicella"),
    "104": ("hepatitis A", "hepatitis B"),
    "51": ("Hib", "hepatitis B"),
    "22": ("DTP", "Hib"),
    "102": ("DTP", "Hib", "hepatitis B"),
    "50": ("DTaP", "Hib"),
    "110": ("DTaP", "hepatitis B", "polio, inactivated"),
    "120": ("DTaP", "Hib", "polio, inactivated"),
    "170": ("DTaP", "Hib", "polio, inactivated"),
    "130": ("DTaP", "polio, inactivated"),
    "146": ("DTaP", "Hib", "hepatitis B", "polio, inactivated"),
}

UNSPECIFIED: Final = {
    "89": ("polio, inactivated", "polio, oral"),
    "91": ("typhoid, oral", "typhoid, injected"),
    "188": ("zoster, live", "zoster, recombinant"),
    "164": ("meningococcal B, fully recombinant", "meningococcal B, OMV"),
    "108": ("meningococcal ACWY conjugate", "meningococcal ACWY polysaccharide"),
    "152": tuple(k for k in KINDS if k.startswith("pneumococcal conjugate")),
    "109": tuple(k for k in KINDS if k.startswith("pneumococcal")),
    "167": tuple(k for k in KINDS if k.startswith("meningococcal")),
}
"""One of several kinds, it is not said which."""

_KINDS: Final = {
    **{code: (kind,) for kind, codes in KINDS.items() for code in codes.split()},
    **COMBINED,
}


def vaccine_kinds(cvx: str) -> frozenset[str]:
    """The kinds of vaccine in a dose of this CVX code (two digits or three); empty if unknown.

    >>> sorted(vaccine_kinds("94"))
    ['measles', 'mumps', 'rubella', 'varicella']
    """
    return frozenset(_KINDS.get(cvx, ()))


def same_vaccine(one: str, other: str) -> bool | None:
    """Whether two CVX codes are one kind of vaccine; None where the codes do not say.

    A combination is another vaccine than one of its parts, but not a different matter: None.

    >>> same_vaccine("140", "150"), same_vaccine("03", "140"), same_vaccine("03", "94")
    (True, False, None)
    """
    if one == other:
        return True
    if one in UNSPECIFIED or other in UNSPECIFIED:
        apart = not (_possible(one) & _possible(other)) and _possible(one) and _possible(other)
        return False if apart else None
    have, want = vaccine_kinds(one), vaccine_kinds(other)
    if not (have and want):
        return None
    if have == want:
        return True
    return None if have & want else False


def _possible(code: str) -> frozenset[str]:
    return frozenset(UNSPECIFIED.get(code, ())) or vaccine_kinds(code)
