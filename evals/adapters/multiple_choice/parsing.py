"""Which option an answer means: told by rules, the same each time, with no model.

In this order: what stands behind the last "Final Answer:"; behind the last phrase like it ("the
correct answer is"); an answer, or its last line, that is nothing but a letter; the text of exactly
one option. An announcement that names no option is passed over for the one before it. Two options
named where one was asked for are none, and so is a letter that is no option. Where letter and text
disagree the letter counts, as in the published measure.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

Options = Mapping[str, str]

_MARKUP: Final = re.compile(r"[*_`$\"]+|\\(?:boxed|text|mathrm|textbf)\b|[{}]")
_TAGGED: Final = re.compile(r"<(/?)answer>", re.IGNORECASE)
_FINAL: Final = re.compile(r"\bfinal answer\b\s*(?:is\b)?\s*:?\s*", re.IGNORECASE)
_SAYS: Final = re.compile(
    r"\b(?:the |my )?(?:correct |best |right |most likely )?(?:answer|option|choice|diagnosis)"
    r"\s*(?:is\b\s*:?|:)\s*|\bI(?: would| will|['\u2019]d)? (?:choose|select|pick|go with)\s+"
    r"|\bit(?: is|['\u2019]s)\s+(?=[(\[]?[A-J]\b[)\]]?[.,]?\s*$)"
    r"|\b(?:the )?[Aa]nswer\s+(?=[(\[]?[A-J]\b[)\]]?\.?\s*$)"
    r"|\bthe \w+ is\s+(?=[(\[]?[A-J]\b[)\]]?\.?\s*$)",
    re.IGNORECASE,
)
"""What an answer is announced with: by the form that was asked for, and by others."""
_IS_RIGHT: Final = re.compile(
    r"(?P<before>\b\w+\s+)?[(\[]?\b(?P<letter>[A-J])\b[)\]]?\s+(?:is|would be|seems)\s+(?:the\s+)?"
    r"(?:correct|best|right|most likely)\b"
)
_LETTER: Final = re.compile(
    r"""(?:(?:[Oo]ption|[Cc]hoice|[Ll]etter)\s*(?=[(\[\s]))?\s*
        (?: [(\[] \s* (?P<held>[A-Ja-j]) \s* [)\]]        # (B)
          | (?P<bare>[A-J]) (?= \s*$ | \s*[).:,;\]] | \s+[-\u2013\u2014(]
                              | \s+(?:because|since|as|due)\b )
          | (?P<small>[a-j]) (?= \s*[).]?\s*$ ) )""",
    re.VERBOSE,
)
_ANOTHER: Final = re.compile(
    r"(?:,|\band\b|\bor\b|/|&)\s*(?:[Oo]ption\s+)?(?:[(\[]\s*[A-J]\s*[)\]]|[A-J](?=\s*$|\s*[).,;]))"
)
"""A second option beside the first; `, not (A)` and the article of a sentence are none."""
_ALONE: Final = re.compile(r"\s*(?:[Oo]ption\s+)?[(\[]?\s*([A-Ja-j])\s*[)\]]?\s*[.:]?\s*")
_WITH_TEXT: Final = re.compile(r"\s*[(\[]?([A-J])[)\].:]{1,2}\s+(.+)")
_DENIES: Final = re.compile(
    r"\b(?:not|cannot|none|neither|nor|never|wrong|incorrect)\b|n['\u2019]t\b", re.IGNORECASE
)
_LONGEST: Final = 200
"""Characters of a line in which the text of an option is looked for."""
_BEHIND: Final = 2000
"""Characters behind an announcement that are looked at."""


def _as_words(tag: re.Match[str]) -> str:
    return "\n" if tag[1] else "\nAnswer: "


class _NoneMeant(Exception):
    """Several options are named, or a letter that is none: the answer means none of them."""


def chosen(answer: str, options: Options) -> str | None:
    """The letter of the option that an answer means; None where it can't be told.

    >>> chosen("Low ferritin. **Final Answer: (B)**", {"A": "Scurvy", "B": "Iron deficiency"})
    'B'
    """
    text = _MARKUP.sub("", _TAGGED.sub(_as_words, answer)).strip()
    finals = list(_FINAL.finditer(text))
    # What was written under the head "Final Answer" may announce it once more, in other words.
    rest = text[finals[-1].end() :] if finals else text
    try:
        letter = _last(text, finals, options) or _last(rest, list(_SAYS.finditer(rest)), options)
    except _NoneMeant:
        return None
    lines = text.splitlines()
    if letter or finals or not lines:
        return letter
    return _called_right(lines[-1], options) or _bare(lines, options)


def _last(text: str, announcements: Sequence[re.Match[str]], options: Options) -> str | None:
    """The option of the last announcement that names one."""
    for found in reversed(announcements):
        if letter := _announced(text[found.end() : found.end() + _BEHIND], options):
            return letter
    return None


def _announced(behind: str, options: Options) -> str | None:
    """What was announced, in the next line that is not empty; None where it names no option.

    Raises:
        _NoneMeant: It names several, or what is none.
    """
    line = next(iter(behind.strip(' "#\n').splitlines()), "")
    found = _LETTER.match(line)
    if found is None:
        letter, _, rest = line.partition(" ")
        if letter in options and _plain(rest).startswith(_plain(options[letter])):
            return letter
        return _named(line, options)
    letter = (found["held"] or found["bare"] or found["small"]).upper()
    if letter not in options or _goes_on(line[found.end() :], options[letter]):
        raise _NoneMeant
    return letter


def _goes_on(rest: str, text: str) -> bool:
    """Whether a second option follows the letter of the first, or its text."""
    behind = rest.lstrip(" ).:]-")
    if behind.lower().startswith(text.lower()):
        behind = behind[len(text) :]
    return bool(_ANOTHER.match(behind.lstrip()))


def _called_right(line: str, options: Options) -> str | None:
    """`B is the correct answer`, where nothing stands before it that makes it another statement."""
    found = _IS_RIGHT.search(line)
    if found is None or (found["before"] or "").strip().lower() in {"or", "nor", "and", "than"}:
        return None
    return found["letter"] if found["letter"] in options else None


def _bare(lines: list[str], options: Options) -> str | None:
    """A last line that is nothing but a letter, or a text that is one line with an option in it."""
    if alone := _ALONE.fullmatch(lines[-1]):
        return alone[1].upper() if alone[1].upper() in options else None
    found = _WITH_TEXT.fullmatch(lines[0])
    if found and len(lines) == 1 and found[1] in options:
        same = _plain(found[2]).startswith(_plain(options[found[1]]))
        several = any(
            f"({k})" in lines[0] or f"{k}) " in lines[0] for k in options if k != found[1]
        )
        return found[1] if same and not several else None
    return _named(lines[-1], options)


def _named(line: str, options: Options) -> str | None:
    """The one option whose text a short line begins with, or has without a word that denies it.

    A text inside of a longer option's is not named by that one.
    """
    if len(line) > _LONGEST:
        return None
    first = {k for k, text in options.items() if _begins(line, text)}
    if len(first) == 1:
        return first.pop()
    said, held = f" {_plain(line)} ", set()
    for letter, text in sorted(options.items(), key=lambda one: -len(one[1])):
        words = f" {_plain(text)} "
        if words.strip() and words in said:
            held.add(letter)
            said = said.replace(words, " | ")
    return held.pop() if len(held) == 1 and not _DENIES.search(said) else None


def _begins(line: str, text: str) -> bool:
    """Whether the line is the text, or goes on behind it with a comma or the like."""
    head = re.split(r"[,.;:](?:\s|$)", line.strip(), maxsplit=1)[0]
    return bool(_plain(text)) and _plain(head) == _plain(text)


def _plain(text: str) -> str:
    """Words and numbers in small letters, one blank between them."""
    return " ".join(re.findall(r"[^\W_]+(?:['.\u2019][^\W_]+)*", text.lower()))
