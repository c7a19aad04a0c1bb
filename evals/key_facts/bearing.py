"""Whether a cited resource holds anything that the sentence says, by its JSON alone.

Lenient: one thing is enough (a name, a value, a quotation, a day where it has no name). It finds
citations of something else, not sentences that are wrong about what they cite.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any, Final

from chartside.draft import Citation
from chartside.evals.chart_questions.gather.events import against
from chartside.evals.chart_questions.gather.medicines import medicine
from chartside.evals.chart_questions.gather.notes import texts
from chartside.evals.chart_questions.gather.problems import spoken, substance
from chartside.evals.chart_questions.names import TESTS
from chartside.evals.chart_questions.raw import Body, Person, at, codes, day, label, listed
from chartside.evals.chart_questions.told import Told, names, numbers, told

_NAMED_BY: Final = (
    *("code", "medicationCodeableConcept", "vaccineCode", "type", "relationship", "description"),
    *("serviceType", "reasonCode", "class", "category"),
)
"""Where a resource says what it is."""
_TITLED_BY: Final = ("title", "description", "name", "distinctIdentifier")
_DATED_BY: Final = (
    *("effectiveDateTime", "performedDateTime", "occurrenceDateTime", "date", "authoredOn"),
    *("issued", "onsetDateTime", "recordedDate", "started", "created", "sent"),
)
_BY_DAY: Final = frozenset(
    {"Encounter", "DocumentReference", "DiagnosticReport", "ImagingStudy", "Composition"}
)
"""What is told by its day: nobody says the type of a note."""
_PERSON: Final = re.compile(
    r"\b(?:man|woman|male|female|boy|girl|born|aged?|year-old|died|patient|sex)\b", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[^>]*>")
_GENERAL: Final = frozenset(
    {"active", "laboratory", "vital signs", "problem list item", "encounter diagnosis", "imp"}
)
"""What says nothing of which resource it is."""


def bears(citation: Citation, sentence: str, person: Person) -> bool | None:
    """Whether the cited resource holds any of the sentence; None where this code cannot read it.

    A quotation is to stand in the resource, word for word but for blanks. Without one it is a name
    of the resource, its value, or its day where it is told by that.
    """
    body = person.everything.get(citation.reference)
    if body is None:
        return False
    if citation.quote:
        return _quoted(citation.quote, body)
    heard = told(sentence)
    return (
        _is_named(sentence, body, person)
        or any(said.is_(value) for said in numbers(heard.rest) for value in _values(body))
        or (body["resourceType"] in _BY_DAY and _on_its_day(body, heard))
    )


def _quoted(quote: str, body: Body) -> bool | None:
    held = [_plain(text) for text in _texts(body)]
    unread = not held and any(at(a, "url") or at(a, "data") for a in _attachments(body))
    return None if unread else any(_plain(quote) in text for text in held)


def _is_named(sentence: str, body: Body, person: Person) -> bool:
    if body["resourceType"] == "Patient":
        return bool(_PERSON.search(sentence))
    if against(label(body.get("vaccineCode"))) & against(sentence):
        return True
    return any(names(sentence, name) for name in _names(body, person))


def _on_its_day(body: Body, heard: Told) -> bool:
    held = [day(body.get(key)) for key in _DATED_BY] + [day(at(body, "period", "start"))]
    return any(said[: len(d)] == d[: len(said)] for d in held if d for said in heard.days)


def _names(body: Body, person: Person) -> Iterator[str]:
    for concept in _concepts(body, person):
        known = codes(concept)
        for test in TESTS:
            if test.codes & known:
                yield from (*test.name.known, *test.name.kept)
        for words in {label(concept), *(str(at(c, "display") or "") for c in _codings(concept))}:
            if words and words.lower() not in _GENERAL:
                yield from {spoken(words), medicine(words), substance(words)}
    for key in _TITLED_BY:
        if isinstance(body.get(key), str):
            yield str(body[key])


def _concepts(body: Body, person: Person) -> Iterator[Any]:
    for key in _NAMED_BY:
        held = body.get(key)
        yield from held if isinstance(held, list) else [held]
    target = person.everything.get(str(at(body, "medicationReference", "reference")))
    yield at(target, "code")
    for inner in (*listed(body, "condition"), *listed(body, "component")):
        yield at(inner, "code")
    for device in listed(body, "deviceName"):
        yield {"text": at(device, "name")}


def _codings(concept: Any) -> list[Any]:
    return [concept] if at(concept, "display") else listed(concept, "coding")


def _values(body: Body) -> Iterator[Decimal]:
    for held in (body, *listed(body, "component")):
        value = at(held, "valueQuantity", "value")
        if isinstance(value, int | Decimal):
            yield Decimal(value)


def _attachments(body: Body) -> list[Any]:
    return [*(at(c, "attachment") for c in listed(body, "content")), *listed(body, "presentedForm")]


def _texts(body: Body) -> Iterator[str]:
    yield from texts(body)
    for key in ("conclusion", "description", "comment"):
        if isinstance(body.get(key), str):
            yield str(body[key])
    yield from (str(at(note, "text") or "") for note in listed(body, "note"))
    if shown := at(body, "text", "div"):
        yield unescape(_TAG.sub(" ", str(shown)))


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()
