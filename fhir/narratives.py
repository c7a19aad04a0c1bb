"""The text of a Composition: titles and narratives of its sections, nested ones after theirs."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from chartside.fhir.attachments import Json, objects, tidied
from chartside.fhir.text.found import Place, Readable, Unread
from chartside.fhir.text.markup import html_places, laid_out

_DEEPEST: Final = 8
_BETWEEN: Final = "\n\n"
_PAGE: Final = "/html/body"
"""What a parser puts around a narrative."""


class _Part(NamedTuple):
    """A title or a narrative: its text, the FHIRPath of its element, and a narrative's source."""

    read: Readable
    path: str
    div: str = ""

    def places(self) -> tuple[Place, ...]:
        if not self.div:
            return (Place(0, len(self.read.text), self.path),)
        laid = laid_out(self.div)
        before = "" if isinstance(laid, Unread) else laid.text
        cut = len(before) - len(before.lstrip("\n"))
        return tuple(
            Place(p.start - cut, p.end - cut, self.path + p.path.removeprefix(_PAGE))
            for p in html_places(self.div)
        )


def composed(body: Json) -> Readable | None:
    """The text of a Composition; None where it has none."""
    parts = list(_parts(body.get("section"), "Composition"))
    text = _BETWEEN.join(part.read.text for part in parts)
    notices = dict.fromkeys(notice for part in parts for notice in part.read.notices)
    return Readable(text, tuple(notices)) if text else None


def composed_places(body: Json) -> tuple[Place, ...]:
    """Where the parts of that text stand: the element of the resource, and within its narrative."""
    found: list[Place] = []
    start = 0
    for part in _parts(body.get("section"), "Composition"):
        found += (place.moved(start) for place in part.places())
        start += len(part.read.text) + len(_BETWEEN)
    return tuple(found)


def _parts(sections: Any, above: str, depth: int = 0) -> Iterator[_Part]:
    for number, section in enumerate(objects(sections) if depth < _DEEPEST else ()):
        path = f"{above}.section[{number}]"
        title = section.get("title")
        if isinstance(title, str) and title:
            yield _Part(Readable(title), f"{path}.title")
        narrative = section.get("text")
        div = narrative.get("div") if isinstance(narrative, dict) else None
        if isinstance(div, str) and not isinstance(said := _narrative(div), Unread):
            yield _Part(said, f"{path}.text", div)
        if why := _why_empty(section.get("emptyReason")):
            yield _Part(Readable(why), f"{path}.emptyReason")
        yield from _parts(section.get("section"), path, depth + 1)


_EMPTY: Final = {
    "nilknown": "Nil Known",
    "notasked": "Not Asked",
    "withheld": "Information Withheld",
    "unavailable": "Unavailable",
    "notstarted": "Not Started",
    "closed": "Closed",
}
"""HL7 CodeSystem list-empty-reason: the displays of its codes."""


def _why_empty(reason: Any) -> str:
    """Why a section has nothing in it, in the words of the source, else of the code system."""
    if not isinstance(reason, dict):
        return ""
    codings = list(objects(reason.get("coding")))
    said = [reason.get("text"), *(c.get("display") for c in codings)]
    said += [_EMPTY.get(str(c.get("code"))) for c in codings]
    return next((words for words in said if isinstance(words, str) and words.strip()), "").strip()


def _narrative(div: str) -> Readable | Unread:
    found = laid_out(div)
    return found if isinstance(found, Unread) else tidied(found)
