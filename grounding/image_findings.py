"""What a model saw in images is never the only source of a sentence.

It is written in one form, by which it is known again wherever it turns up, and stands in a draft
only where a report that the sentence cites says the same. A picture itself states nothing: a
sentence that no words of the chart bear out is not borne out by citing one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from chartside.draft import Citation, Severity, Verdict
from chartside.fhir.attachments import objects
from chartside.fhir.chart import Chart, relative
from chartside.fhir.clinical import study_reports
from chartside.fhir.entry import Entry, Kind
from chartside.grounding.faults import Fault, contradicted, not_found
from chartside.grounding.report_mentions import Mention, mention_of

MARK: Final = "AI image finding, not a diagnosis"
_FORM: Final = re.compile(
    rf"{re.escape(MARK)}: (?P<name>[^:;.()\n]{{1,80}}): (?P<state>seen|not seen|no answer)"
    r"(?: \((?:(?:instance|series|study) [0-9.]{1,64}, )?frames? \d{1,5}(?: to \d{1,5})?\))?\.?"
)
"""All of such a sentence: what else stood in it would not be read."""
_NOT_A_NAME: Final = re.compile(r"[:;.()?!\n]")
_LONGEST: Final = 80
_MARKED: Final = re.compile(r"\bAI image finding", re.I)
_PICTURES: Final = ("ImagingStudy/", "Media/")
_ALONE: Final = (
    "a model's reading of an image is never the only source: no cited report on it says so"
)
_SILENT: Final = "only images are cited, and an image states nothing: a report has to say it"


def written(name: str, where: str, *, seen: bool | None) -> str:
    """A finding as a sentence.

    Args:
        name: What was looked for.
        where: `instance 1.2.3, frame 0`, `series 1.2, frames 0 to 84`, or `frame 0`.
        seen: What the model said; None where it gave no answer.

    >>> written("pleural effusion", "frame 0", seen=True)
    'AI image finding, not a diagnosis: pleural effusion: seen (frame 0).'
    """
    state = "no answer" if seen is None else "seen" if seen else "not seen"
    plain = _NOT_A_NAME.sub(" ", name)
    return f"{MARK}: {' '.join(plain.split())[:_LONGEST].strip()}: {state} ({where})."


def is_of_a_picture(citation: Citation) -> bool:
    """Whether a source is images and no words."""
    return citation.reference.startswith(_PICTURES)


def report_words(chart: Chart, references: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Reports among these entries that hold, each with its words."""
    for reference in dict.fromkeys(references):
        entry = chart.get(reference)
        if entry is None or not entry.live or reference.startswith(_PICTURES):
            continue
        document = chart.document(reference)
        parts = [document.text if document else "", entry.value.words if entry.value else ""]
        if text := "\n".join(part for part in (*parts, entry.text) if part):
            yield entry.reference, text


def reports_of(chart: Chart, entry: Entry) -> tuple[tuple[str, str], ...]:
    """The live reports on the images of an entry, each with its words."""
    if entry.reference.startswith("DiagnosticReport/"):
        named: Iterable[Entry] = (entry,)
    elif entry.reference.startswith("ImagingStudy/"):
        named = study_reports(chart, entry)
    else:
        named = [
            e
            for e in chart.of(Kind.IMAGING, Kind.REPORT)
            if e.live
            and (
                entry.reference in (*e.links, *_key_images(chart, e)) or e.reference in entry.links
            )
        ]
    return tuple(report_words(chart, (e.reference for e in named)))


def _key_images(chart: Chart, report: Entry) -> Iterator[str]:
    """The Media that a report shows (DiagnosticReport.media.link)."""
    for one in objects((chart.raw(report.reference) or {}).get("media")):
        link = one.get("link")
        named = link.get("reference") if isinstance(link, dict) else None
        if isinstance(named, str):
            yield relative(named)


def judge_image_finding(text: str, citations: Sequence[Citation], chart: Chart) -> Iterator[Fault]:
    """A fault where a sentence tells what a model saw and no report that it cites agrees.

    The report has to be on the images that are cited too: what another examination showed, years
    before, agrees with nothing.
    """
    if not _MARKED.search(text):
        return
    form = _FORM.fullmatch(text.strip())
    cited = [one.reference for one in citations]
    held = [e for one in cited if (e := chart.get(one)) is not None]
    # A report may hold its images itself; it speaks for those of others only where it is on them.
    images = [e for e in held if not e.reference.startswith("DiagnosticReport/")] or held
    on_them = {name for one in images for name, _ in reports_of(chart, one)}
    reports = report_words(chart, (one for one in cited if relative(one) in on_them))
    if form is None or form["state"] == "no answer":
        yield not_found("image", 0, Severity.HIGH, _ALONE)
        return
    wanted = Mention.PRESENT if form["state"] == "seen" else Mention.ABSENT
    said = {reference: mention_of(form["name"], words) for reference, words in reports}
    for reference, mention in said.items():
        if mention in {Mention.PRESENT, Mention.ABSENT} and mention is not wanted:
            reason = f"{reference} says that the finding is {mention.value}"
            yield contradicted("image", 0, Severity.HIGH, reason)
    if wanted not in said.values():
        yield not_found("image", 0, Severity.HIGH, _ALONE)


def is_marked(text: str) -> bool:
    """Whether a sentence tells what a model saw, in the form that such a sentence has."""
    return _FORM.fullmatch(text.strip()) is not None


def without_words(verdict: Verdict, citations: Sequence[Citation]) -> Iterator[Fault]:
    """A fault where nothing of a sentence could be checked and all that it cites is images."""
    if citations and verdict is Verdict.NOT_CHECKABLE and all(map(is_of_a_picture, citations)):
        yield not_found("image", 0, Severity.MODERATE, _SILENT)
