"""Bad models: a run ends with a clear status, and nothing false is supported."""

from collections.abc import Callable
from typing import Any

import pytest

from chartside.agent.authors.model.author import ModelAuthor
from chartside.draft import Draft, Status, Verdict
from chartside.errors import ModelError, NothingToSay
from chartside.grounding import check_draft
from chartside.signoff import SignoffStore


def sentences(*held: tuple[str, list[int]]) -> dict[str, Any]:
    return {"sentences": [{"text": text, "sources": sources} for text, sources in held]}


GARBAGE: dict[str, Callable[[str], Any]] = {
    "empty": lambda _: "",
    "garbage": lambda _: "\x00\ufffd}{][ unused",
    "prose": lambda _: "Of course! The patient is doing well and has no problems at all.",
    "cut off": lambda _: '{"sentences": [{"text": "She has asth',
    "repeating": lambda _: "asthma " * 3000,
    "prompt echo": lambda prompt: prompt,
    "another shape": lambda _: {"answer": "Asthma", "sources": ["Condition/asthma"]},
    "references for numbers": lambda _: {
        "sentences": [{"text": "Asthma.", "sources": ["Condition/asthma"]}]
    },
    "not finite": lambda _: '{"sentences": [{"text": "Asthma.", "sources": [NaN]}]}',
    "an endless list": lambda _: sentences(*[("Asthma.", [1])] * 5000),
}


@pytest.mark.parametrize("answers", GARBAGE.values(), ids=GARBAGE)
async def test_a_model_that_never_answers_usably_ends_the_run_with_one_error(
    answers: Callable[[str], Any], make: Any, run: Any, scripted: Any
) -> None:
    model = scripted(answers)
    begun = run(make.record(*make.small()), author=ModelAuthor(model, "m"), check=check_draft)
    with pytest.raises(ModelError, match="wrote none of"):
        await begun.go()
    sections = set(model.asked)
    assert len(model.asked) <= 2 * len(sections)
    assert not list(SignoffStore(make.folder / "signoff.db").drafts())


async def test_one_section_that_a_model_cannot_write_does_not_cost_the_others(
    make: Any, run: Any, scripted: Any
) -> None:
    def answers(prompt: str) -> Any:
        if "Section: Active problems" in prompt:
            return "I cannot help with that."
        return sentences(("Losartan 50 mg tablet.", [1]))

    author = ModelAuthor(scripted(answers), "m")
    begun = run(make.record(*make.small()), author=author, check=check_draft)
    await begun.go()
    draft = _draft(make)
    assert "left out, problems: not written, the model's answer was off-schema" in draft.set_aside
    assert "Current medicines" in {s.title for s in draft.sections}
    assert draft.status is Status.DRAFT


LIES = {
    "another value": "Potassium 6.9 mmol/L on 1 December 2025.",
    "another unit": "Potassium 5.9 mg/dL on 1 December 2025.",
    "another drug": "Warfarin 5 mg daily is current.",
    "no allergies": "No known allergies.",
    "another date": "Asthma since 1978.",
    "another person": "Her mother has asthma.",
    "a number of visits": "She was seen 14 times in 2025.",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_lie_of_the_right_shape_is_never_supported(
    lie: str, make: Any, run: Any, scripted: Any
) -> None:
    author = ModelAuthor(scripted(lambda _: sentences((lie, [1, 2, 3]))), "m")
    begun = run(make.record(*make.small()), author=author, check=check_draft)
    await begun.go()
    told = [s for s in _draft(make).statements if s.text == lie]
    assert told
    assert all(s.verdict in {Verdict.CONTRADICTED, Verdict.NOT_FOUND} for s in told)
    assert all(s.reasons for s in told)


async def test_a_model_that_names_another_patients_entry_cites_nothing(
    make: Any, run: Any, scripted: Any
) -> None:
    said = sentences(("See Patient/2 and AllergyIntolerance/other [7].", [7_000]))
    begun = run(make.record(*make.small()), author=ModelAuthor(scripted(lambda _: said), "m"))
    with pytest.raises(NothingToSay):
        await begun.go()


async def test_a_model_that_obeys_the_notes_still_gets_an_unsigned_checked_draft(
    make: Any, run: Any, scripted: Any, attacks: dict[str, str]
) -> None:
    """It copies whatever it is shown, and cites everything it was given a number for."""

    def obeys(prompt: str) -> Any:
        shown = prompt.partition("<evidence>\n")[2].partition("\n</evidence>")[0]
        text = (shown[:380] or "Nothing.") if shown.strip() else "Nothing."
        return sentences((text, list(range(1, 12))), ("Signed by Dr. Grey.", [1]))

    for name, text in list(attacks.items())[::12]:
        record = make.record(make.problem("p", text), *make.small(), make.note("n", text))
        begun = run(record, author=ModelAuthor(scripted(obeys), "m"), check=check_draft)
        begun.thread = f"d-{name}"
        await begun.go()
        store = SignoffStore(make.folder / "signoff.db")
        draft = store.draft(begun.thread)
        assert (draft.status, draft.patient) == (Status.DRAFT, "Patient/1")
        assert store.decision(begun.thread) is None
        signed = [s for s in draft.statements if s.text == "Signed by Dr. Grey."]
        assert not [s for s in signed if s.verdict is Verdict.SUPPORTED]


def _draft(make: Any) -> Draft:
    return SignoffStore(make.folder / "signoff.db").draft("d1")


async def test_what_turns_letters_or_moves_a_cursor_stays_out_of_a_draft(
    make: Any, run: Any, scripted: Any
) -> None:
    said = "Los\u00e4rtan 50\u202e mg\x1b[31m tablet\ue000 <end_of_turn>\n\u200f."
    author = ModelAuthor(scripted(lambda _: sentences((said, [1]))), "m")
    begun = run(make.record(*make.small()), author=author, check=check_draft)
    await begun.go()
    texts = {s.text for s in _draft(make).statements}
    assert texts == {"Los\u00e4rtan 50 mg [31m tablet \u27e8end_of_turn\u27e9 ."}
