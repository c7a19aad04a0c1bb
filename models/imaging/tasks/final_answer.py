"""The short answer that a model was asked to end with, read strictly: what is unclear is none.

The published prompts ask for `Final Answer: X`. A model may repeat the instruction in quotes before
it answers, set the words in bold, or end with two answers that differ; the last is no answer.
"""

import re
from typing import Final

from chartside.models.imaging.tasks.finding import NO_ANSWER

_MARK: Final = re.compile(
    r"(?P<quote>[\"'`\u201c\u2018]?)\**\s*Final Answer\s*\**\s*:\s*\**\s*", re.I
)
_YES_NO: Final = re.compile(
    r"[\"'`\u201c\u2018(\[]*(yes|no)\b\s*(?=$|[.,;:!)\]*\"'`\u201d\u2019\n])", re.I
)
_BOTH: Final = re.compile(r"\byes\b.*\bno\b|\bno\b.*\byes\b", re.I)
_CHOICE: Final = re.compile(r"[\"'`\u201c(\[]*([A-Z])\b\s*(?=$|[.,;:!)\]*\"'`\u201d\n])", re.I)
_AROUND: Final = " \t.*\"'`\u201c\u201d\u2018\u2019"
_LONGEST: Final = 200


def final_answers(text: str) -> tuple[str, ...]:
    """What stands behind each `Final Answer:`, to the end of its line.

    Those in quotes are the instruction repeated, unless there is no other.
    """
    found = [(bool(one["quote"]), _line(text[one.end() :])) for one in _MARK.finditer(text)]
    plain = tuple(said for quoted, said in found if not quoted and said)
    return plain or tuple(said for _, said in found if said)


def yes_or_no(text: str) -> str:
    r"""`yes`, `no`, or `NO_ANSWER`.

    >>> yes_or_no("There is a lesion.\n\n**Final Answer:** Yes.")
    'yes'
    >>> yes_or_no("Final Answer: not certain"), yes_or_no("Yes.")
    ('no answer', 'no answer')
    """
    read = {_yes_or_no(said) for said in final_answers(text)}
    return read.pop() if len(read) == 1 else NO_ANSWER


def choice(text: str, options: dict[str, str]) -> str:
    """One of the options, by its letter or its name, or `NO_ANSWER`.

    >>> choice("Final Answer: (B)", {"A": "improved", "B": "stable"})
    'stable'
    """
    read = {_chosen(said, options) for said in final_answers(text)}
    return read.pop() if len(read) == 1 else NO_ANSWER


def few_words(text: str) -> str:
    """The short answer to an open question, or `NO_ANSWER`."""
    said = {one.strip(_AROUND) for one in final_answers(text)}
    one = said.pop() if len(said) == 1 else ""
    return one if one and len(one) <= _LONGEST else NO_ANSWER


def _line(rest: str) -> str:
    return rest.lstrip("\n").partition("\n")[0].strip()


def _yes_or_no(said: str) -> str:
    found = _YES_NO.match(said)
    return NO_ANSWER if found is None or _BOTH.search(said) else found[1].lower()


def _chosen(said: str, options: dict[str, str]) -> str:
    letter = _CHOICE.match(said)
    by_letter = letter[1].upper() if letter else ""
    named = {
        key for key, name in options.items() if re.search(rf"\b{re.escape(name)}\b", said, re.I)
    }
    meant = named | ({by_letter} if by_letter else set())
    return options.get(meant.pop(), NO_ANSWER) if len(meant) == 1 else NO_ANSWER
