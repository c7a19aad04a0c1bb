"""A first suite, made of a record: cases that are true of it, for their author to go on from.

What is expected is computed from the record's JSON, as in `chart-questions`: nobody has to trust
the assistant for it, and the author has to read it all the same.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from chartside.draft import AT_FAULT
from chartside.errors import StoreError, UsageError
from chartside.evals.authoring.cases import Do
from chartside.evals.authoring.computed import expect_of
from chartside.evals.chart_questions.expected import (
    Count,
    Expected,
    Measured,
    Names,
    OnDay,
    Silent,
    YesNo,
)
from chartside.evals.chart_questions.gather import asked_of
from chartside.evals.chart_questions.question import Question
from chartside.evals.chart_questions.questions import questions
from chartside.evals.chart_questions.raw import AS_OF, Person
from chartside.evals.injected_errors.cases import cases as sentences
from chartside.evals.running.patients import Records, Scratch, charts_of, people_of
from chartside.evals.running.sources import laid_down
from chartside.evals.suite import Name, toml
from chartside.fhir.record import is_server, open_record
from chartside.signoff.filing import write_atomically

_TYPES: Final[tuple[type[Expected], ...]] = (Measured, OnDay, Names, YesNo, Silent, Count)
_DOCUMENTS: Final = ("summary", "previsit", "handoff")
_KEY: Final = ("active problems", "current medicines", "allergies")
_EACH: Final = 5
_PATIENTS: Final = 4
_SOURCES: Final = 3
"""More sources than these are not laid down as expected: any one of them would do."""

_STARTERS: Final = Path(__file__).with_name("starters.toml")
_name: Final[TypeAdapter[str]] = TypeAdapter(Name)


@dataclass(frozen=True, slots=True)
class Drafted:
    """The files that were written, and how many cases of how many patients."""

    files: tuple[Path, ...]
    cases: int
    patients: int

    @property
    def suite(self) -> Path:
        """The file to be named to `chartside eval`."""
        return self.files[0]


def draft(place: Path, do: Do, source: str = "", *, scorer: bool = False) -> Drafted:
    """A suite beside its cases, `place.toml` and `place.jsonl`, and perhaps a scorer.

    Raises:
        UsageError: A name that is none, a file that is there already, or a record that is not.
        SourceError: The record cannot be read.
        StoreError: The files cannot be written.
    """
    files = _files(place, scorer=scorer)
    cases = list(_cases(do, source))
    if not cases:
        raise UsageError("nothing can be drafted from this record: it says too little")
    held = toml(_STARTERS)
    texts = [_suite(files, do, source, held), "".join(f"{_line(case)}\n" for case in cases)]
    if scorer:
        texts.append(_scorer(held, "code", do).lstrip())
    try:
        for file, text in zip(files, texts, strict=True):
            write_atomically(file, text.encode())  # for its owner alone: cases are of the record
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise StoreError(f"the suite cannot be written: {reason}") from None
    return Drafted(files, len(cases), len({case.get("patient", "") for case in cases}))


def _files(place: Path, *, scorer: bool) -> tuple[Path, ...]:
    place = place.with_suffix("") if place.suffix == ".toml" else place
    try:
        _name.validate_python(place.name.replace("_", "-"))
    except ValidationError:
        raise UsageError("name it in small letters, digits and -, such as anticoagulants") from None
    if not place.parent.is_dir():
        raise UsageError(f"no such folder: {place.parent}")
    files = [place.parent / f"{place.name}{end}" for end in (".toml", ".jsonl")]
    if scorer:
        files.append(place.parent / f"{re.sub('[-.]', '_', place.name)}_grading.py")
    there = [file.name for file in files if file.exists() or file.is_symlink()]
    if there:
        raise UsageError(f"nothing is overwritten: there is {', '.join(there)} already")
    return tuple(files)


def _suite(files: tuple[Path, ...], do: Do, source: str, held: dict[str, Any]) -> str:
    lines = [f"line = {_said(_text(held, 'line', do))}", f'do = "{do}"']
    if source:
        lines.append(f"source = {_said(_beside(Path(source), files[0].parent))}")
    if do != "prompt":
        lines.append(f'as_of = "{AS_OF.isoformat()}"  # the "now" of every chart')
    lines.append(f'cases = "{files[1].name}"')
    lines += [f'scorer = "{scorer.name}:grade"' for scorer in files[2:]]
    told = _text(held, "head", do).lstrip() + "\n" + "\n".join(lines) + "\n"
    return told + "".join(_scorer(held, "measures", do) for _ in files[2:])


def _beside(source: Path, folder: Path) -> str:
    """A record by its way from the folder of the suite, where it lies in it."""
    whole = source.resolve()
    within = whole.is_relative_to(folder.resolve())
    return str(whole.relative_to(folder.resolve()) if within else whole)


def _text(held: dict[str, Any], table: str, name: str) -> str:
    return str(held[table][name])


def _scorer(held: dict[str, Any], part: str, do: Do) -> str:
    """A part of the scorer to begin with, which counts answers that are short."""
    return Template(_text(held, "scorer", part)).substitute(words=held["words"][do])


def _said(text: str) -> str:
    """As TOML has it, which takes JSON's strings."""
    return json.dumps(text, ensure_ascii=False)


def _line(case: dict[str, Any]) -> str:
    return json.dumps(case, ensure_ascii=False)


def _cases(do: Do, source: str) -> Iterator[dict[str, Any]]:
    if do == "prompt":
        yield from _prompts()
        return
    if is_server(source):
        raise UsageError("a suite is run on files or a store: export the server's record first")
    if source:
        open_record(source).patients()  # what is no record is said in words
    scratch = Scratch()
    records = laid_down(Records(source, 0), scratch.folder).records
    people = list(people_of(records))[:_PATIENTS]
    made = {"ask": _questions, "summarize": _documents}
    alone = len(people_of(records)) == 1
    found = made[do](people) if do in made else _sentences(records, people)
    yield from _numbered(found, alone=alone)


def _prompts() -> list[dict[str, Any]]:
    held: Any = toml(_STARTERS)["prompts"]
    return list(held)


def _numbered(cases: Iterable[dict[str, Any]], *, alone: bool) -> Iterator[dict[str, Any]]:
    """Each with an id of its own; the patient is left out where the record has only one."""
    taken: set[str] = set()
    for case in cases:
        bare = re.sub(r"[^a-z0-9]+", "-", case["id"].lower()).strip("-")
        named, number = bare, 1
        while named in taken:
            number += 1
            named = f"{bare}-{number}"
        taken.add(named)
        yield {k: v for k, v in {**case, "id": named}.items() if not (alone and k == "patient")}


def _questions(people: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """Questions of several kinds about each patient."""
    for person in people:
        held: dict[type[Expected], Question] = {}
        for question in questions([person]):
            if not question.reserved:
                held.setdefault(type(question.expected), question)
        for kind in [kind for kind in _TYPES if kind in held][:_EACH]:
            yield _asked(held[kind])


def _asked(question: Question) -> dict[str, Any]:
    expect = expect_of(question.expected) or {}
    sources = sorted(question.asked.sources)
    if 0 < len(sources) <= _SOURCES:
        expect["cites"] = sources
    return {
        "id": question.kind,
        "patient": question.patient,
        "kind": question.kind,
        "ask": question.text,
        "expect": expect,
    }


def _documents(people: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """Documents of each patient, and the lists in force that they must not leave out."""
    rng = random.Random(0)  # noqa: S311 - lists are not drawn, the gatherers only ask for one
    for person in people:
        facts: dict[str, None] = {}
        for asked in asked_of(person, rng):
            if asked.kind in _KEY and isinstance(asked.expected, Names):
                facts |= dict.fromkeys(asked.expected.required)
        for kind in _DOCUMENTS if facts else ():
            yield {
                "id": kind,
                "patient": person.reference,
                "kind": kind,
                "expect": {"names": list(facts)},
            }


def _sentences(records: Records, people: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """Sentences that are true of each patient, and twins of them that are false in a known way."""
    mine = {person.reference for person in people}
    held: dict[str, int] = {}
    kinds: set[tuple[str, str]] = set()
    charts = [chart for chart in charts_of(records) if chart.patient.reference in mine]
    for case in sentences(charts, "0", _EACH):
        patient = case.chart.patient.reference
        if case.reserved or held.get(patient, 0) == _EACH or (patient, case.kind) in kinds:
            continue
        held[patient] = held.get(patient, 0) + 1
        kinds.add((patient, case.kind))
        yield {
            "id": case.kind or "true",
            "patient": patient,
            "kind": case.kind or "true",
            "sentence": case.statement.text,
            "citations": [c.reference for c in case.statement.citations],
            "expect": {"verdict": sorted(AT_FAULT) if case.kind else "supported"},
        }
