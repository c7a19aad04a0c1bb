"""Answers of a given shape: from any model, good or bad, in few tries, and verified."""

import traceback
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from langchain_core.messages import AIMessage
from pydantic import BaseModel, ConfigDict, Field, field_validator

from chartside.errors import EndpointFailed, ModelError, OffSchema, UsageError
from chartside.models.structured import Answer, ask_for

CANARY = "Wilhelmina-Ostrander-4471"


class Sentence(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)
    text: Annotated[str, Field(max_length=40)]
    cites: Annotated[list[Literal["e1", "e2"]], Field(max_length=2)]


GOOD = '{"text": "Potassium 3.1 mmol/L.", "cites": ["e1"]}'
VALUE = Sentence(text="Potassium 3.1 mmol/L.", cites=["e1"])


async def refused(model: Any, shape: type[BaseModel] = Sentence, attempts: int = 2) -> OffSchema:
    with pytest.raises(OffSchema) as told:
        await ask_for(model, "Say it.", shape, attempts=attempts)
    return told.value


async def test_a_server_that_holds_to_the_schema_gives_the_value_at_once(
    serve: Callable[..., Any], doing: Any, asks: Callable[..., Any]
) -> None:
    server = serve(doing.chat(GOOD))
    got = await ask_for(asks(server), "Say it.", Sentence)
    assert got == Answer(VALUE, True, False, 1, got.usage, got.about)
    assert got.usage == {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    assert got.about["model"] == "tiny-1"
    sent = server.asked[0]["response_format"]["json_schema"]["schema"]
    assert sent["properties"]["text"]["maxLength"] == 40
    assert sent["additionalProperties"] is False


async def test_a_server_that_ignores_the_schema_is_noticed(
    serve: Callable[..., Any], doing: Any, asks: Callable[..., Any]
) -> None:
    for wrote in (f"```json\n{GOOD}\n```", f"Here it is: {GOOD}"):
        got = await ask_for(asks(serve(doing.chat(wrote))), "Say it.", Sentence)
        assert (got.value, got.constrained, got.mended, got.asked) == (VALUE, False, True, 1)
    server = serve(doing.chat('{"text": "Potassium."}'), doing.chat(GOOD))
    got = await ask_for(asks(server), "Say it.", Sentence)
    assert (got.value, got.constrained, got.asked) == (VALUE, False, 2)


async def test_a_server_that_refuses_the_schema_is_not_called_constrained(
    serve: Callable[..., Any], doing: Any, asks: Callable[..., Any]
) -> None:
    server = serve(doing.status(400, "unknown field"), doing.chat(GOOD))
    got = await ask_for(asks(server), "Say it.", Sentence)
    assert (got.value, got.constrained, got.asked) == (VALUE, False, 1)


async def test_a_cut_off_answer_is_asked_again_and_does_not_speak_against_the_server(
    serve: Callable[..., Any], doing: Any, asks: Callable[..., Any]
) -> None:
    for cut in (GOOD[:30], "<unused94>thought\nHm"):
        server = serve(doing.chat(cut, finish="length"), doing.chat(GOOD))
        got = await ask_for(asks(server), "Say it.", Sentence)
        assert (got.constrained, got.asked) == (True, 2)
        assert "truncated" in server.asked[1]["messages"][0]["content"]


async def test_a_foreign_model_is_asked_in_words_and_verified(foreign: Callable[..., Any]) -> None:
    model = foreign(GOOD)
    got = await ask_for(model, "Say it.", Sentence)
    assert (got.value, got.constrained, got.usage) == (VALUE, False, None)
    assert "Say it." in model.asked[0]
    assert '"maxLength":40' in model.asked[0]
    assert "schema" not in model.options[0]


async def test_a_thought_before_the_answer_is_no_part_of_it(foreign: Callable[..., Any]) -> None:
    model = foreign(f'<unused94>thought\nMaybe {{"text": "no"}}<unused95>{GOOD}')
    assert (await ask_for(model, "Say it.", Sentence)).value == VALUE


async def test_the_second_time_it_is_told_what_was_wrong_and_never_what_it_wrote(
    foreign: Callable[..., Any],
) -> None:
    bad = f'{{"text": "{CANARY} {"x" * 40}", "cites": ["{CANARY}"], "{CANARY}": 1}}'
    model = foreign(bad, GOOD)
    assert (await ask_for(model, "Say it.", Sentence)).asked == 2
    assert "Say it." in model.asked[1]
    for problem in ("too-long at text", "not-one-of-these at cites[0]", "unknown-key"):
        assert problem in model.asked[1]
    assert CANARY not in model.asked[1]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I'm sorry, I cannot help with that.",
        "potassium " * 500,
        '{"text": "' + "low " * 500,
        "{" * 3000,
        "\x00\ufffd\u202e" * 100,
        GOOD[:-1],
        GOOD + GOOD,
        f"[{GOOD}]",
        '{"text": "a", "text": "b", "cites": []}',
        '{"text": "a", "cites": ["e9"]}',
        '{"text": "a", "cites": ["e1", "e1", "e1"]}',
        '{"text": "a", "cites": null}',
        '{"text": NaN, "cites": []}',
        '{"text": 5, "cites": []}',
        '{"text": "\\ud800", "cites": []}',
        "<unused94>thought\nThe patient",
        "null",
    ],
)
async def test_a_bad_model_ends_in_two_tries_with_a_reason(
    said: str, foreign: Callable[..., Any]
) -> None:
    model = foreign(said)
    told = await refused(model)
    assert (len(model.asked), told.asked, told.exit_status) == (2, 2, 5)
    assert told.problems
    assert said.strip()[:20] not in str(told) or not said.strip()


async def test_a_model_that_repeats_its_prompt_gets_nothing_through(
    foreign: Callable[..., Any],
) -> None:
    prompt = f"Answer as in this example:\n{GOOD}\nThe record says: sodium 139."
    for part in (None, len(prompt), prompt.index("sodium")):
        model = foreign(lambda asked, part=part: asked[:part])
        with pytest.raises(OffSchema):
            await ask_for(model, prompt, Sentence)


async def test_one_attempt_is_one(foreign: Callable[..., Any]) -> None:
    model = foreign("no")
    assert (await refused(model, attempts=1)).asked == 1
    assert len(model.asked) == 1
    with pytest.raises(UsageError):
        await ask_for(model, "Say it.", Sentence, attempts=0)


class Dose(BaseModel):
    amount: Decimal
    on: date
    often: tuple[int, Literal["day", "week"]]
    given: bool

    @field_validator("amount")
    @classmethod
    def some(cls, amount: Decimal) -> Decimal:
        if amount <= 0:
            raise ValueError(f"{CANARY} {amount}")
        return amount


async def test_values_keep_the_types_that_json_lacks(foreign: Callable[..., Any]) -> None:
    good = '{"amount": "2.50", "on": "2026-01-05", "often": [2, "day"], "given": true}'
    got = await ask_for(foreign(good), "Say it.", Dose)
    assert str(got.value.amount) == "2.50"
    assert (got.value.on, got.value.often) == (date(2026, 1, 5), (2, "day"))


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ('"given": "yes"', "not-boolean at given"),
        ('"given": 1', "not-boolean at given"),
        ('"often": ["2", "day"]', "not-integer at often[0]"),
        ('"on": "5 January 2026"', "date_parsing at on"),
        ('"on": 20260105', "not-string at on"),
        ('"amount": "0"', "value_error at amount"),
    ],
)
async def test_nothing_is_bent_into_the_shape(
    changed: str, problem: str, foreign: Callable[..., Any]
) -> None:
    fields = {
        "amount": '"amount": "2.5"',
        "on": '"on": "2026-01-05"',
        "often": '"often": [2, "day"]',
        "given": '"given": true',
    }
    fields[changed.split('"')[1]] = changed
    told = await refused(foreign("{" + ", ".join(fields.values()) + "}"), Dose)
    assert problem in told.problems
    assert CANARY not in "".join(traceback.format_exception(told))


async def test_what_fails_below_is_told_by_its_kind_alone(
    serve: Callable[..., Any],
    doing: Any,
    asks: Callable[..., Any],
    foreign: Callable[..., Any],
) -> None:
    with pytest.raises(EndpointFailed):
        await ask_for(asks(serve(doing.status(403))), "Say it.", Sentence)
    with pytest.raises(ModelError, match="RuntimeError") as told:
        await ask_for(foreign(RuntimeError(f"prompt was {CANARY}")), "Say it.", Sentence)
    assert CANARY not in "".join(traceback.format_exception(told.value))
    assert told.value.__context__ is None


async def test_usage_is_that_of_every_answer_or_not_told(foreign: Callable[..., Any]) -> None:
    some: Any = {"input_tokens": 5, "output_tokens": 2, "total_tokens": 7}
    bad, good = AIMessage("no", usage_metadata=some), AIMessage(GOOD, usage_metadata=some)
    got = await ask_for(foreign(bad, good), "Say it.", Sentence)
    assert got.usage == {"input_tokens": 10, "output_tokens": 4, "total_tokens": 14}
    got = await ask_for(foreign(AIMessage("no"), good), "Say it.", Sentence)
    assert got.usage is None


class Measured(BaseModel):
    kind: Literal["measured"]
    size: Decimal


class Unseen(BaseModel):
    kind: Literal["unseen"]


class Report(BaseModel):
    found: Annotated[Measured | Unseen, Field(discriminator="kind")]


async def test_a_problem_names_fields_of_the_shape_and_nothing_else(
    foreign: Callable[..., Any],
) -> None:
    """Pydantic puts the names of variants and checks into its paths, and keys of the input."""
    told = await refused(foreign('{"found": {"kind": "measured", "size": "-"}}'), Report)
    assert told.problems == ("decimal_parsing at found.size",)


async def test_an_answer_to_a_part_of_the_prompt_is_no_answer(
    serve: Callable[..., Any], doing: Any, asks: Callable[..., Any]
) -> None:
    """What stood in the part that was cut would look absent from the record."""
    prompt = "Potassium was 3.1 mmol/L on admission and rose to 4.0 later. " * 1000
    cut = {"prompt_tokens": 4096, "completion_tokens": 3}
    server = serve(doing.chat(GOOD, usage=cut))
    with pytest.raises(EndpointFailed, match="too-long"):
        await ask_for(asks(server), prompt, Sentence)
    assert len(server.asked) == 1
    whole = {"prompt_tokens": 16_000, "completion_tokens": 3}
    got = await ask_for(asks(serve(doing.chat(GOOD, usage=whole))), prompt, Sentence)
    assert got.value == VALUE
