"""What a schema must say so that an answer held to it comes to an end."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import llguidance
import pytest
from pydantic import BaseModel, ConfigDict, Field

from chartside.errors import UsageError
from chartside.models.structured.bounds import MOST_CHARACTERS, MOST_ITEMS, bounded
from chartside.models.structured.within import problems


class Urgency(StrEnum):
    ROUTINE = "routine"
    URGENT = "urgent"


class Finding(BaseModel):
    """A finding."""

    kind: Literal["finding"]
    text: str
    size: Decimal | None = None


class Nothing(BaseModel):
    kind: Literal["nothing"]


class Report(BaseModel):
    title: Annotated[str, Field(max_length=20, description="A few words.")]
    on: date
    urgency: Urgency
    pages: list[list[str]]
    pair: tuple[int, str]
    found: Annotated[Finding | Nothing, Field(discriminator="kind")]
    twice: Finding
    notes: Annotated[list[str], Field(max_length=3)] = []
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}\d*$")] = "AB"


GOOD: dict[str, Any] = {
    "title": "Chest",
    "on": "2026-01-05",
    "urgency": "urgent",
    "pages": [["a"], []],
    "pair": [1, "b"],
    "found": {"kind": "finding", "text": "nodule", "size": 4},
    "twice": {"kind": "finding", "text": "nodule"},
}


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from nodes(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from nodes(inner)


def test_everything_has_an_end() -> None:
    for node in nodes(bounded(Report)):
        if node.get("type") == "array":
            assert "maxItems" in node
        if node.get("type") == "string" and not node.keys() & {"enum", "const"}:
            assert "maxLength" in node or node["format"] == "date"
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
        assert "$ref" not in node


def test_a_limit_that_the_shape_sets_stands_and_others_are_set() -> None:
    named = bounded(Report)["properties"]
    assert named["title"]["maxLength"] == 20
    assert named["notes"]["maxItems"] == 3
    assert named["pages"]["maxItems"] == MOST_ITEMS
    assert named["twice"]["properties"]["text"]["maxLength"] == MOST_CHARACTERS
    assert named["title"]["description"] == "A few words."


def test_a_grammar_can_be_made_of_it() -> None:
    grammar = llguidance.LLMatcher.grammar_from_json_schema(json.dumps(bounded(Report)))
    assert llguidance.LLMatcher.validate_grammar(grammar) == ""


class Tree(BaseModel):
    name: str
    below: list["Tree"] = []


class Left(BaseModel):
    other: "Right | None" = None


class Right(BaseModel):
    other: Left | None = None


class Free(BaseModel):
    by_name: dict[str, int]


class Anything(BaseModel):
    value: Any


class Listed(BaseModel):
    values: list[Any]


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


class Untyped(BaseModel):
    values: list  # type: ignore[type-arg]  # that is the fault


@pytest.mark.parametrize("shape", [Tree, Left, Free, Anything, Listed, Open, Untyped])
def test_a_shape_that_need_not_end_is_refused(shape: type[BaseModel]) -> None:
    with pytest.raises(UsageError):
        bounded(shape)


def test_what_is_within_the_schema_has_no_problem() -> None:
    assert list(problems(GOOD, bounded(Report))) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"title": "x" * 21}, "too-long at title"),
        ({"title": None}, "not-string at title"),
        ({"urgency": "soon"}, "not-one-of-these at urgency"),
        ({"pages": [["a"], "b"]}, "not-array at pages[1]"),
        ({"pages": [["a"], ["x" * 3000]]}, "too-long at pages[1][0]"),
        ({"pages": [[]] * 65}, "too-many at pages"),
        ({"pair": [True, "b"]}, "not-integer at pair[0]"),
        ({"pair": [1, "b", "c"]}, "too-many at pair"),
        ({"notes": ["a"] * 4}, "too-many at notes"),
        ({"found": {"kind": "nothing", "text": "x"}}, "unknown-key at found"),
        ({"twice": {"kind": "finding"}}, "missing at twice.text"),
        ({"4471-Ostrander": 1}, "unknown-key"),
    ],
)
def test_what_is_not_within_it_is_told_by_code_and_field(
    changed: dict[str, Any], problem: str
) -> None:
    assert problem in list(problems({**GOOD, **changed}, bounded(Report)))


def test_every_field_that_must_be_there_is_missed() -> None:
    for key in set(GOOD):
        left = {k: v for k, v in GOOD.items() if k != key}
        assert list(problems(left, bounded(Report))) == [f"missing at {key}"]
