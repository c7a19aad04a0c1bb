"""UCUM codes in words, by the names of the UCUM table."""

from typing import Any, Final

from lark import Token, Tree

from chartside.fhir.ucum import definitions, parsed

_BASE: Final = {
    "m": "meter", "s": "second", "g": "gram", "rad": "radian", "K": "kelvin", "C": "coulomb",
    "cd": "candela",
}  # fmt: skip
_PREFIX: Final = {
    "Y": "yotta", "Z": "zetta", "E": "exa", "P": "peta", "T": "tera", "G": "giga", "M": "mega",
    "k": "kilo", "h": "hecto", "da": "deka", "d": "deci", "c": "centi", "m": "milli", "u": "micro",
    "n": "nano", "p": "pico", "f": "femto", "a": "atto", "z": "zepto", "y": "yocto", "Ki": "kibi",
    "Mi": "mebi", "Gi": "gibi", "Ti": "tebi",
}  # fmt: skip


def in_words(code: str) -> str | None:
    """What a UCUM code is called; None where it is no UCUM code. The empty code is unity.

    >>> in_words("mm[Hg]"), in_words("m3.kg-1"), in_words("mmHg")
    ('(millimeter of mercury column)', '(meter ^ 3) * (kilogram ^ -1)', None)
    """
    if not code:
        return "(unity)"
    try:
        return _said(parsed(code))
    except ValueError:
        return None


def _said(node: Tree[Token] | Token) -> str:
    if isinstance(node, Token):
        return str(node)
    parts: list[Any] = node.children
    match str(node.data):
        case "simple_unit":
            return _named(parts)
        case "annotatable" if len(parts) > 1:
            return f"({_named(parts[0].children)[1:-1]} ^ {parts[1]})"
        case "component":
            return f"{_said(parts[0])} {parts[1]}"
        case "term":
            sign = "*" if parts[1] == "." else "/"
            right = _said(parts[2])
            return f"{_said(parts[0])} {sign} {f'({right})' if _several(parts[2]) else right}"
        case _:
            return f"1 / {_said(parts[1])}" if len(parts) > 1 else _said(parts[0])


def _several(node: Tree[Token] | Token) -> bool:
    """Whether it stood in brackets: on the right of an operator a whole term does."""
    if isinstance(node, Token):
        return False
    if node.data == "annotatable":
        return len(node.children) == 1 and _several(node.children[0])
    if node.data == "main_term":
        return len(node.children) > 1 or _several(node.children[0])
    return node.data == "term"


def _named(parts: list[Any]) -> str:
    *prefix, atom = parts
    if atom.type == "FACTOR":
        return str(atom)
    known = _BASE.get(str(atom)) or definitions()[str(atom)].name
    return f"({''.join(_PREFIX[str(p)] for p in prefix)}{known})"
