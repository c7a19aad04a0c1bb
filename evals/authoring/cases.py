"""The cases of a suite of a user's own, as they stand in its file or beside it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from chartside.draft import Citation
from chartside.evals.authoring.case import Case
from chartside.evals.authoring.expecting import Expect
from chartside.evals.authoring.reading import Unreadable, lines_of, mistakes, object_of

Do = Literal["ask", "summarize", "verify", "prompt"]
"""A question to the assistant, a document, a sentence put to the checker, or a plain prompt."""

ASKED: Final[dict[str, str]] = {
    "ask": "ask",
    "summarize": "kind",
    "verify": "sentence",
    "prompt": "prompt",
}
"""Which key of a case holds what is asked."""

_TEXTS: Final = ("ask", "sentence", "prompt")


def moment(value: Any) -> datetime | None:
    """A "now": a day is its beginning in UTC, a time has an offset.

    Raises:
        ValueError: It is neither.
    """
    if value is None or (isinstance(value, datetime) and value.tzinfo):
        return value
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("write a day as 2026-03-01, or a time with its offset")
    return value


def _cited(value: Any) -> Any:
    """A source is named as `Type/id`, or with the passage of it that is quoted."""
    held = value if isinstance(value, list) else [value]
    return [{"reference": one} if isinstance(one, str) else one for one in held]


class Source(BaseModel):
    """A source that a sentence cites."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    reference: Annotated[str, Field(pattern=r"^[A-Za-z]+/\S+$")]
    quote: str | None = None


class Written(BaseModel):
    """A case as its author writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    id: Annotated[str, Field(pattern=r"^[\w.:/-]+$", max_length=120)]
    patient: Annotated[str, Field(pattern=r"^(?:Patient/)?[\w.-]+$")] | None = None
    kind: Annotated[str, Field(max_length=80)] = ""
    ask: str = ""
    sentence: str = ""
    prompt: str = ""
    citations: Annotated[tuple[Source, ...], BeforeValidator(_cited)] = ()
    as_of: Annotated[datetime | None, BeforeValidator(moment)] = None
    expect: Expect | None = None
    reference: Any = None


@dataclass(frozen=True, slots=True)
class Asking:
    """What is done with every case of a suite, and whether code of its author's grades it."""

    do: Do
    scored: bool
    as_of: datetime | None = None


Raw = tuple[str, dict[str, Any] | Unreadable]
"""Where a case stands, and what stands there."""


def in_lines(text: str, *, first: int = 1) -> Iterator[Raw]:
    """Cases as one JSON object a line, from a line on."""
    for number, line in lines_of(text):
        if number < first:
            continue
        try:
            yield f"line {number}", object_of(line)
        except Unreadable as wrong:
            yield f"line {number}", wrong


def inline(held: Sequence[Any], text: str) -> Iterator[Raw]:
    """Cases as `[[cases]]` of the suite's own file."""
    heads = [n for n, line in lines_of(text) if re.match(r"\s*\[\[\s*cases\s*\]\]", line)]
    for number, one in enumerate(held):
        where = f"line {heads[number]}" if len(heads) == len(held) else f"case {number + 1}"
        wrong = Unreadable("no table: write [[cases]] above its keys")
        yield where, one if isinstance(one, dict) else wrong


def cases_of(raw: Iterable[Raw], asking: Asking) -> tuple[list[Case], list[tuple[str, str]]]:
    """The cases, and what is wrong with those that cannot be used, each with where it stands."""
    found: dict[str, Case] = {}
    wrong: list[tuple[str, str]] = []
    for where, held in raw:
        try:
            case = _case(held, where, asking)
        except Unreadable as reason:
            wrong.append((where, str(reason)))
            continue
        if case.id in found:
            same = found[case.id].where
            wrong.append((where, f"its `id` is that of {same}: give each its own"))
        found.setdefault(case.id, case)
    return list(found.values()), wrong


def _case(held: dict[str, Any] | Unreadable, where: str, asking: Asking) -> Case:
    if isinstance(held, Unreadable):
        raise held
    try:
        written = Written.model_validate(held)
    except ValidationError as wrong:
        raise Unreadable(mistakes(wrong, Written)) from None
    _require_meant(written, asking)
    patient = written.patient or ""
    return Case(
        id=written.id,
        text=getattr(written, ASKED[asking.do]),
        where=where,
        patient=patient if not patient or "/" in patient else f"Patient/{patient}",
        kind=written.kind or "of no kind",
        as_of=written.as_of or asking.as_of,
        citations=tuple(Citation(s.reference, quote=s.quote) for s in written.citations),
        expect=written.expect,
        reference=written.reference,
    )


def _require_meant(written: Written, asking: Asking) -> None:
    """A case says what its suite does, and expects what that can give.

    Raises:
        Unreadable: It does not.
    """
    asked, expect = ASKED[asking.do], written.expect
    others = [name for name in _TEXTS if name != asked and getattr(written, name)]
    for wrong, why in (
        (not getattr(written, asked).strip(), f"`{asked}` is missing: the suite does {asking.do}"),
        (others, f"`{''.join(others[:1])}` is of another suite: this one does {asking.do}"),
        (written.citations and asking.do != "verify", "`citations` belong to a `sentence`"),
        (expect is None and not asking.scored, '`expect` is missing, such as {"count": 3}'),
    ):
        if wrong:
            raise Unreadable(why)
    if expect is not None:
        _require_gradable(expect, asking.do)


def _require_gradable(expect: Expect, do: Do) -> None:
    if do == "verify" and not expect.verdict:
        raise Unreadable('of a sentence a verdict is expected, such as {"verdict": "supported"}')
    if do != "verify" and expect.verdict:
        raise Unreadable('a verdict is of a `sentence`: set do = "verify"')
    if do == "prompt" and expect.cites:
        raise Unreadable("a plain prompt has no sources: leave `cites` out")


def cases_file(folder: Path, named: str) -> Path:
    """A file of the suite's folder, by the name that the suite has for it.

    Raises:
        Unreadable: It lies elsewhere.
    """
    if "\0" in named:
        raise Unreadable("a name of a file has no NUL in it")
    path = (folder / named).resolve()
    if Path(named).is_absolute() or not path.is_relative_to(folder.resolve()):
        raise Unreadable("it must lie in the folder of the suite")
    return path
