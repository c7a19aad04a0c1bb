"""How the practice's two systems wrote notes, and the DocumentReference that carries any note."""

from html import escape

from chartside.demo.labs import result
from chartside.demo.people import PRACTICE, display, employer
from chartside.demo.shapes import PATIENT, Json, Term, at, attachment, loinc, ref
from chartside.demo.visits import Visit
from chartside.demo.vitals import vitals_on

NEW_SYSTEM = "2017-01-01"
"""The practice's notes are plain text until here, and HTML from here."""

PROGRESS = loinc("11506-3", "Progress note")
CONSULT = loinc("11488-4", "Consult note")
DISCHARGE = loinc("18842-5", "Discharge summary")
ADMISSION = loinc("34117-2", "History and physical note")
EMERGENCY = loinc("34111-5", "Emergency department note")
PROCEDURE = loinc("28570-0", "Procedure note")
TELEPHONE = loinc("34748-4", "Telephone encounter Note", "Telephone note")
PATHOLOGY = loinc("11526-1", "Pathology study", "Pathology report")
REFERRAL = loinc("57133-1", "Referral note")

_QUOTED = ("hba1c", "creatinine", "egfr", "potassium", "urine-acr", "ldl", "hemoglobin")

Section = tuple[str, tuple[str, ...]]


def document(
    key: str,
    term: Term,
    author: str,
    when: str,
    content: Json,
    *,
    encounter: str = "",
    custodian: str = "",
) -> Json:
    """A final DocumentReference `key` with one attachment.

    `author` may be a conditional reference.
    """
    known = "?" not in author
    made = {
        "resourceType": "DocumentReference",
        "id": key,
        "status": "current",
        "docStatus": "final",
        "type": term.concept,
        "subject": ref(PATIENT),
        "date": when,
        "author": [ref(author, display(author)) if known else ref(author)],
        "custodian": ref(custodian or employer(author)),
        "content": [{"attachment": content}],
    }
    return made | ({"context": {"encounter": [ref(encounter)]}} if encounter else {})


def plain(title: str, text: str) -> Json:
    """A plain-text attachment in UTF-8."""
    return attachment("text/plain; charset=utf-8", text.encode(), title)


def html(title: str, sections: tuple[Section, ...]) -> Json:
    """An HTML attachment.

    A heading and a paragraph, or a list where there are several lines, for each section.
    """
    body = "\n".join(_html_section(*section) for section in sections)
    name = escape(title)
    head = f"<html><head><title>{name}</title></head><body>\n<h1>{name}</h1>\n"
    page = f"{head}{body}\n</body></html>\n"
    return attachment("text/html; charset=utf-8", page.encode(), title)


def text_of(title: str, sections: tuple[Section, ...]) -> str:
    """The same sections as plain text."""
    blocks = (f"{head.upper()}\n" + "\n".join(lines) for head, lines in sections)
    return f"{title}\n\n" + "\n\n".join(blocks) + "\n"


def visit_note(visit: Visit, *, first: bool) -> Json:
    """The doctor's note of a review; the first visit had no blood tests to read."""
    title = f"{PROGRESS.text}: {visit.reason}"
    doctor = display(visit.doctor)
    sections: list[Section] = [("History", (visit.history,))]
    if not visit.telephone:
        sections.append(("Examination", (vitals_on(visit.day).words + ".",)))
    if not first:
        sections.append((f"Results of {visit.drawn}", (_results(visit) + ".",)))
    sections += [("Plan", visit.plan), ("Signed", (doctor,))]
    made = (
        html(title, tuple(sections))
        if visit.day >= NEW_SYSTEM
        else plain(title, text_of(title, tuple(sections)))
    )
    minutes = 12 if visit.telephone else 25
    return document(
        f"note-{visit.day}",
        PROGRESS,
        visit.doctor,
        at(visit.day, visit.clock, minutes),
        made,
        encounter=visit.reference,
        custodian=PRACTICE,
    )


def _results(visit: Visit) -> str:
    month = visit.day[5:7]
    keys = _QUOTED if month == "03" else _QUOTED[:6] if month == "09" else _QUOTED[:4]
    return ", ".join(result(k, visit.drawn).words for k in keys)


def _html_section(head: str, lines: tuple[str, ...]) -> str:
    if len(lines) == 1:
        return f"<h2>{escape(head)}</h2>\n<p>{escape(lines[0])}</p>"
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{escape(head)}</h2>\n<ul>{items}</ul>"
