"""The text of notes and reports: decoded, freed of markup, and each text once.

What is covered: text in an attachment or a Binary (attachments.py has the formats), the sections of
a Composition, the conclusion of a report. What is not covered in this version: images and scans;
such a document has no text, and says why (`reason`). Nor what Chartside wrote itself, which is no
source of its own (written_here.py).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from chartside.fhir.at_hand import at_hand
from chartside.fhir.attachments import (
    MARKUP,
    MAX_BYTES,
    PLAIN,
    Held,
    Json,
    decoded,
    media_type,
    objects,
    places_of,
    text_of,
)
from chartside.fhir.entry import Entry
from chartside.fhir.narratives import composed, composed_places
from chartside.fhir.text.found import Place, Readable, Unread
from chartside.fhir.when import When
from chartside.fhir.written_here import ASSERTED, REASON, is_asserted, reads_as_own

SAME_NOTE: Final = 200
"""Characters from which identical texts without an encounter are one note whatever their dates."""


@dataclass(frozen=True, slots=True)
class Document:
    """A note or report as a reader sees it.

    `references` are all resources that hold this text, a DocumentReference before others. `text` is
    what quotes and offsets count in. `reason` says why there is no text, and is empty otherwise.
    `notices` say what the text leaves out: words that are hidden in the source, or deleted. `own`
    is what Chartside wrote: it is listed, its text is not read.
    """

    references: tuple[str, ...]
    label: str
    when: When | None = None
    status: str = ""
    author: str = ""
    encounter: str = ""
    text: str = ""
    reason: str = ""
    notices: tuple[str, ...] = ()
    own: bool = False

    @property
    def reference(self) -> str:
        """The resource to cite."""
        return self.references[0]


def read_documents(
    entries: Iterable[Entry],
    raw: Callable[[str], Json | None],
    own: Collection[str] = (),
    beside: Collection[str] = (),
) -> tuple[Document, ...]:
    """Every document of these entries that is not in error, oldest first, each text once.

    Args:
        entries: Entries, of which those that hold no document are passed over.
        raw: The resource at `Type/id`.
        own: References of what is known to be written with Chartside. It is not read; nor is what
            reads as such, unless a person brought it in.
        beside: What a person brought in for one draft.
    """
    read = []
    for entry in entries:
        body = raw(entry.reference)
        found = content(body, raw) if entry.live and body is not None else None
        if body is not None and found is not None:
            ours = entry.reference in own or (
                entry.reference not in beside
                and isinstance(found, Readable)
                and reads_as_own(found.text)
            )
            found = Unread(REASON) if ours else found
            read.append(
                Document(
                    references=(entry.reference,),
                    label=_label(entry, body),
                    own=ours,
                    when=entry.when,
                    status=entry.status,
                    author=entry.author,
                    encounter=entry.encounter,
                    text="" if isinstance(found, Unread) else found.text,
                    reason=found.reason if isinstance(found, Unread) else "",
                    notices=() if isinstance(found, Unread) else found.notices,
                )
            )
    return _once(read)


def _label(entry: Entry, body: Json) -> str:
    """What a reader calls it; whose word it is where software asserts it."""
    name = entry.label or "Document"
    return f"{name} ({ASSERTED})" if is_asserted(body) else name


def content(body: Json, raw: Callable[[str], Json | None]) -> Readable | Unread | None:
    """The text of one resource.

    `Unread` where it has some that is not read, None where it has none to read.
    """
    kind = body.get("resourceType")
    if kind == "Composition":
        return composed(body)
    forms = attachments(body)
    if kind == "DocumentReference":
        return _best(forms, raw) if forms else Unread("it has no content")
    if kind == "DiagnosticReport":
        found = _best(forms, raw) if forms else None
        said = body.get("conclusion")
        return (
            Readable(said) if isinstance(said, str) and not isinstance(found, Readable) else found
        )
    return None


def attachments(body: Json) -> list[Json]:
    """The attachments of a DocumentReference or a DiagnosticReport; none for any other type.

    With their `data` where a `data:` URL or a contained Binary holds it.
    """
    kind = body.get("resourceType")
    held: list[Any] = []
    if kind == "DocumentReference":
        held = [c.get("attachment") for c in objects(body.get("content"))]
    elif kind == "DiagnosticReport":
        held = list(objects(body.get("presentedForm")))
    return [at_hand(a, body, 2 * MAX_BYTES) for a in held if isinstance(a, dict)]


def unreadable(body: Json, raw: Callable[[str], Json | None]) -> str:
    """Why the text of this resource will not be read.

    Empty where it will, or where there is none. Plain text and HTML are taken to be readable, since
    most notes are; a PDF, RTF or CDA document is read to know.
    """
    wrong = ""
    for form in attachments(body):
        held = decoded(form, raw)
        if isinstance(held, Unread):
            wrong = wrong or held.reason
        elif held.kind in PLAIN | MARKUP:
            return ""
        elif isinstance(found := text_of(held), Unread):
            wrong = wrong or found.reason
        else:
            return ""
    return wrong


def places(body: Json, raw: Callable[[str], Json | None]) -> tuple[Place, ...]:
    """Where the parts of a document's text stand in the form of it that was read."""
    if body.get("resourceType") == "Composition":
        return composed_places(body)
    forms = attachments(body)
    found = _read(forms, raw) if forms else Unread("")
    if isinstance(found, Unread):
        said = body.get("conclusion")
        path = f"{body.get('resourceType')}.conclusion"
        return (Place(0, len(said), path),) if isinstance(said, str) else ()
    return places_of(found[0])


def _best(forms: list[Json], raw: Callable[[str], Json | None]) -> Readable | Unread:
    """The text of the best form."""
    found = _read(forms, raw)
    return found if isinstance(found, Unread) else found[1]


def _read(forms: list[Json], raw: Callable[[str], Json | None]) -> tuple[Held, Readable] | Unread:
    """The forms of a document are the same text in several formats.

    The first that can be read, plain text before others, with its text.
    """
    tried = [Unread("it has no content")]
    for form in sorted(forms, key=lambda f: media_type(f) not in PLAIN):
        held = decoded(form, raw)
        found = held if isinstance(held, Unread) else text_of(held)
        if not isinstance(held, Unread) and not isinstance(found, Unread):
            return held, found
        tried.append(found if isinstance(found, Unread) else Unread(""))
    return tried[1] if len(tried) > 1 else tried[0]


def _once(documents: list[Document]) -> tuple[Document, ...]:
    """Each text once: a note filed under two resources, or imported twice, is one document."""
    kept: dict[str, list[Document]] = {}
    for document in documents:
        same = kept.setdefault(" ".join(document.text.split()) or document.reference, [])
        twin = next((n for n, known in enumerate(same) if _one_note(known, document)), None)
        if twin is None:
            same.append(document)
        else:
            same[twin] = _joined(same[twin], document)
    found = [document for same in kept.values() for document in same]
    return tuple(sorted(found, key=lambda d: d.when.low.timestamp() if d.when else float("-inf")))


def _one_note(one: Document, other: Document) -> bool:
    """Whether two documents with the same words are one.

    The words of two visits are two notes, however alike: the encounters decide. Where one of them
    names none, a day decides, and for a text too long to be typed twice nothing else is asked.
    """
    if one.encounter and other.encounter:
        return one.encounter == other.encounter
    day, other_day = (d.when.day if d.when else "" for d in (one, other))
    return day == other_day or len(one.text) >= SAME_NOTE


def _joined(one: Document, other: Document) -> Document:
    """Both references under the better described of the two, at the earlier time."""
    first, second = sorted(
        (one, other), key=lambda d: not d.reference.startswith("DocumentReference/")
    )
    times = [d.when for d in (one, other) if d.when]
    return replace(
        first,
        references=tuple(dict.fromkeys((*first.references, *second.references))),
        when=min(times) if times else None,
        author=first.author or second.author,
        encounter=first.encounter or second.encounter,
    )
