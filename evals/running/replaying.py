"""A run once more from its capsule: no model is asked, and what comes is held against what came."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from chartside.errors import UsageError
from chartside.evals.capsule.keeping import (
    Capsule,
    Key,
    Replaying,
    prompts_digest,
    read_capsule,
    standing,
    versions,
)
from chartside.evals.running.patients import Scratch
from chartside.evals.running.run import Asked, digests, run
from chartside.fhir.record import is_server

_PARTS: Final = {
    "calls": "what was asked of a model",
    "tools": "what a tool was asked or gave",
    "outcome": "what came",
}

_OF_FAILED: Final = {"outcome": _PARTS["outcome"]}
"""Of a run that failed: what was written beside the section that did is a matter of time."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A case that did not come out as it did, and in what."""

    suite: str
    case: str
    stage: str
    what: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found: cases that are the same to the last bit, and those that are not.

    `changed` are versions, prompts or files that are not those of the run, for the reader to know
    where a difference may come from.
    """

    same: int
    different: tuple[Difference, ...]
    changed: dict[str, tuple[str, str]]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "same": self.same,
            "different": [d.to_json() for d in self.different],
            "changed": {name: list(pair) for name, pair in self.changed.items()},
        }


def replay(folder: Path, source: str = "", data: Mapping[str, str] | None = None) -> Replay:
    """Run what a capsule holds once more.

    Args:
        folder: Of the run, or of its capsule.
        source: Where the records lie now, if they were moved.
        data: Where a suite's material lies now, by the suite's name.

    Raises:
        UsageError: There is no capsule, or the records or the material are not those of the run.
        SourceError: It is damaged, or something cannot be read.
    """
    capsule = read_capsule(folder)
    asked = _asked(capsule, source, data or {})
    if is_server(asked.records.source) and not source:
        raise UsageError("the run asked a FHIR server: to ask it again, name it with --source")
    held, here = capsule.about["digests"], digests(asked)
    if moved := sorted(n for n in {*held, *here} if held.get(n) != here.get(n)):
        raise UsageError(f"not what the run was on: {', '.join(moved)}")
    between = Replaying(capsule)
    scratch = Scratch()
    with standing(between):
        run(asked, scratch.folder)
    different = tuple(_differences(capsule.cases, between.seen))
    names = {(d.suite, d.case, d.stage) for d in different}
    return Replay(len(capsule.cases.keys() - names), different, _changed(capsule))


def _asked(capsule: Capsule, source: str, data: Mapping[str, str]) -> Asked:
    try:
        asked = _options.validate_python(capsule.about["asked"])
    except ValidationError:
        raise UsageError("the capsule is of a run with options that are not known here") from None
    records = replace(asked.records, source=source) if source else asked.records
    return replace(asked, records=records, data={**asked.data, **data})


_options: Final = TypeAdapter(Asked)


def _changed(capsule: Capsule) -> dict[str, tuple[str, str]]:
    was = {**capsule.about["versions"], "prompts": capsule.about["prompts"]}
    now = {**versions(), "prompts": prompts_digest()}
    pairs = {name: (was.get(name, "-"), now.get(name, "-")) for name in {*was, *now}}
    return {name: pair for name, pair in sorted(pairs.items()) if pair[0] != pair[1]}


def _differences(
    before: Mapping[Key, dict[str, Any]], after: Mapping[Key, dict[str, Any]]
) -> Iterator[Difference]:
    for key, old in before.items():
        new = after.get(key)
        if new is None:
            yield Difference(*key, "it was not run")
            continue
        parts = _OF_FAILED if old["outcome"].get("failed") else _PARTS
        differ = [words for part, words in parts.items() if _said(old, part) != _said(new, part)]
        if differ:
            yield Difference(*key, ", ".join(differ))
    for key in after.keys() - before.keys():
        yield Difference(*key, "it is not in the capsule")


def _said(case: Mapping[str, Any], part: str) -> list[str] | str:
    """A part of a case as text. Sections are written side by side: calls have no order."""
    held = case[part]
    if isinstance(held, list):
        return sorted(json.dumps(one, sort_keys=True) for one in held)
    return json.dumps(held, sort_keys=True)
