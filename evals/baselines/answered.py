"""The navigator's answer as a draft: its sentences, and the resources that it names in brackets."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from chartside.draft import Author, Citation, Draft, RecordStamp, Section, Statement
from chartside.errors import NothingToSay
from chartside.evals.baselines.flow import PROMPTS
from chartside.fhir.chart import Chart
from chartside.fhir.r4 import ALL_TYPES
from chartside.prompts.prompt import prompt

_REFERENCE: Final = re.compile(r"\b([A-Z][A-Za-z]{2,63})/([A-Za-z0-9\-.]{1,64})")
_BRACKETS: Final = re.compile(r"\s*[\[(]([^\[\]()]*)[\])](?:\([^()\s]*\))?")
_MARKS: Final = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+|\*\*|__|`")
_HEADING: Final = re.compile(r"\s*(?:#|```|---|\*\*[^*]*[^*.!?]\*\*:?\s*$)")
"""A heading, a fence or a line across: a line in bold that ends no sentence is a heading too."""
_ENDS: Final = re.compile(r"(?<=[.!?])\s+(?=[^\[(\s])")
_SILENT: Final = re.compile(
    r"\b(?:no|any) (?:\w+ ){0,2}(?:information|data|records?|mention|facts?|results?)\b"
    r"|\bnot (?:\w+ )?(?:available|found|documented|recorded|mentioned|provided|specified)\b"
    r"|\bdo(?:es)? not (?:\w+ )?(?:say|contain|include|mention|provide|specify)\b"
    r"|\bcannot be (?:determined|answered)\b|\bunable to (?:determine|answer)\b",
    re.IGNORECASE,
)


def statements_in(markdown: str, chart: Chart) -> tuple[Statement, ...]:
    """The sentences of an answer in Markdown, numbered; headings are left out.

    A sentence cites what stands in brackets in it, whether the chart has it or not. Not covered:
    tables, references without brackets.
    """
    found = [
        _statement(sentence, chart)
        for line in markdown.splitlines()
        if line.strip() and not _HEADING.match(line)
        for sentence in _sentences(line)
    ]
    kept = [(text, cited) for text, cited in found if re.search(r"\w", text)]
    return tuple(Statement(text, cited, id=f"s{n}") for n, (text, cited) in enumerate(kept, 1))


def _sentences(line: str) -> Iterator[str]:
    bare = line
    while (next_ := _MARKS.sub("", bare)) != bare:
        bare = next_
    yield from (s.strip() for s in _ENDS.split(bare) if s.strip())


def _statement(sentence: str, chart: Chart) -> tuple[str, tuple[Citation, ...]]:
    cited: dict[str, Citation] = {}
    for bracket in _BRACKETS.finditer(sentence):
        for kind, name in _REFERENCE.findall(bracket[0]):
            reference = f"{kind}/{name.rstrip('.')}"
            if kind in ALL_TYPES:
                entry = chart.get(reference)
                cited[reference] = Citation(reference, entry.version if entry else None)

    def without(bracket: re.Match[str]) -> str:
        return "" if _REFERENCE.search(bracket[0]) else bracket[0]

    return " ".join(_BRACKETS.sub(without, sentence).split()), tuple(cited.values())


def draft_of(markdown: str, kind: str, model: str, chart: Chart) -> Draft:
    """A draft that nobody has judged yet.

    Raises:
        NothingToSay: There is no sentence, or all that is said, citing nothing, is that the record
            is silent: the flow has no other way to abstain.
    """
    said = statements_in(markdown, chart)
    quiet = all(_SILENT.search(s.text) and not s.citations for s in said)
    if not said or quiet:
        raise NothingToSay("the navigator found nothing to say")
    return Draft(
        id=uuid.uuid4().hex,
        kind=kind,
        patient=chart.patient.reference,
        author=Author("navigator", model),
        created=datetime.now(UTC).isoformat(),
        record=RecordStamp(chart.digest, len(chart.entries), chart.as_of.isoformat()),
        sections=(Section("", said),),
        prompts={name: prompt(name).stamp for name in PROMPTS},
    )
