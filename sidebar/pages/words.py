"""The words of the pages, in the languages that a site may offer.

`words.toml` has one table for each part of the pages; each word has all languages side by side, so
that none is missing in one of them. `{name}` is a blank. A word that depends on a number has two
forms, `one` and `many`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("en", "de")
Word = Mapping[str, str]


@cache
def words() -> Mapping[str, Word]:
    """Every word by its full name, `part.name`, in each language."""
    held = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    return {
        f"{part}.{name}": word for part, listed in held.items() for name, word in listed.items()
    }


def word(key: str, language: str, **blanks: object) -> str:
    """One word in a language, its blanks filled in.

    Raises:
        KeyError: There is no such word, or a blank of it was not given.
    """
    return words()[key][language].format_map(blanks)


def known(key: str) -> bool:
    """Whether there is such a word."""
    return key in words()


def counted(key: str, language: str, number: int, **blanks: object) -> str:
    """The form of a word for a number, with the number as `{number}`."""
    form = "one" if number == 1 else "many"
    shown = f"{number:,}".replace(",", _THOUSANDS[language])
    return word(f"{key}_{form}", language, number=shown, **blanks)


_THOUSANDS: Final = {"en": ",", "de": "."}


def preferred(asked: str, chosen: str, offered: tuple[str, ...]) -> str:
    """The language to speak.

    Args:
        asked: The header Accept-Language (RFC 9110, 12.5.4), its order of preference.
        chosen: What the person chose by themselves; it wins where the site offers it.
        offered: What the site offers, its first where nothing else fits.
    """
    if chosen in offered:
        return chosen
    ranked = sorted(map(_ranged, asked.split(",")), key=lambda one: -one[1])
    wanted = (tag.partition("-")[0] for tag, quality in ranked if quality > 0)
    return next((tag for tag in wanted if tag in offered), offered[0])


def _ranged(part: str) -> tuple[str, float]:
    tag, _, parameter = part.strip().lower().partition(";")
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return tag.strip(), 1.0
    try:
        return tag.strip(), float(value)
    except ValueError:
        return tag.strip(), 0.0
