"""Questions about what notes say: a rare word of their text, and the notes that have it."""

import base64
import binascii
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from chartside.evals.chart_questions.expected import Passage
from chartside.evals.chart_questions.question import Asked, Named
from chartside.evals.chart_questions.raw import Body, Person, at, codes, label, listed, name_of

_WORD = re.compile(r"(?<![\w.?!:/-] )(?<=[a-z,] )[a-z]{7,}(?=[ ,;])")
"""A word inside a sentence, so that it is no name and no heading."""

_NO_NOUN: Final = re.compile(
    r"(?:ly|ing|ed|ive|ous|ful|able|ible|al|ic|ary|est|ent|ant|less|ward|ever|where|while)$"
)
_FUNCTION: Final = frozenset(
    (
        *("without", "because", "against", "between", "through", "another", "whether", "already"),
        *("besides", "towards", "himself", "herself", "several", "further", "instead", "perhaps"),
        *("nothing", "anything", "everything", "although", "sometimes", "otherwise", "tonight"),
        *("tomorrow", "yesterday", "discuss", "recheck", "continue", "remains", "becomes"),
        *("changes", "follows", "returns"),
    )
)
_MOST: Final = 3
"""Notes with the word, at most."""


def notes(person: Person, rng: random.Random) -> Iterator[Asked]:
    """Words that few notes have and no coded entry."""
    held: dict[str, set[str]] = defaultdict(set)
    for body in person.of("DocumentReference", "DiagnosticReport"):
        for text in texts(body):
            for word in set(_WORD.findall(text)):
                held[word].add(name_of(body))
    said = " ".join(coded(person)).lower()
    rare = [
        w
        for w, where in sorted(held.items())
        if len(where) <= _MOST and not _NO_NOUN.search(w) and w not in said and w not in _FUNCTION
    ]
    for word in rng.sample(rare, min(4, len(rare))):
        where = frozenset(held[word])
        yield Asked("note", Passage(word, where), Named((word,)), sources=where)


def texts(body: Body) -> Iterator[str]:
    """The plain text of a note's attachments."""
    attachments = [at(c, "attachment") for c in listed(body, "content")]
    for attachment in [*attachments, *listed(body, "presentedForm")]:
        kind, data = at(attachment, "contentType"), at(attachment, "data")
        if isinstance(data, str) and str(kind).startswith("text/plain"):
            try:
                yield base64.b64decode(data).decode("utf-8")
            except (binascii.Error, UnicodeDecodeError):
                continue


def coded(person: Person) -> Iterator[str]:
    """The words of every code of the record."""
    for body in person.resources:
        for name in ("code", "vaccineCode", "medicationCodeableConcept"):
            yield label(body.get(name))
            yield from codes(body.get(name))
