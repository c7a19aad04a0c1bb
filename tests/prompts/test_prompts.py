"""Prompts are files: their variables are declared, and a record's text is never looked into."""

from pathlib import Path

import pytest

from chartside.errors import UsageError
from chartside.prompts.kinds import document_kinds
from chartside.prompts.lock import complaint, locked
from chartside.prompts.prompt import Prompt, prompt, prompts, read_prompt

PROMPT = """\
---
id: greet
version: 1
variables: [name]
change: First version.
---
Say hello to $name.
"""


def written(folder: Path, text: str = PROMPT) -> Path:
    path = folder / "greet.md"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("held", prompts().values(), ids=prompts())
def test_every_shipped_prompt_is_locked_as_it_is(held: Prompt) -> None:
    assert complaint(held, locked()) == ""


def test_a_draft_can_name_kinds_and_prompts_in_one_list() -> None:
    assert prompts().keys().isdisjoint(document_kinds())


def test_text_of_a_record_that_looks_like_a_variable_stays_text(tmp_path: Path) -> None:
    held = read_prompt(written(tmp_path))
    assert held.filled(name="$name and ${other}, $5") == "Say hello to $name and ${other}, $5."


@pytest.mark.parametrize("values", [{}, {"name": "A", "nickname": "B"}])
def test_a_missing_or_unknown_variable_is_refused(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"prompt greet: variables (name|nickname)"):
        read_prompt(written(tmp_path)).filled(**values)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$name", "$other"),
        ("$name", "nobody"),
        ("$name", "$name for $5"),
        ("[name]", "[name, age]"),
        ("id: greet", "id: other"),
        ("change: First version.", "changes: First version."),
        ("version: 1", "version: 0"),
    ],
)
def test_a_body_must_use_exactly_what_the_front_matter_declares(
    tmp_path: Path, old: str, new: str
) -> None:
    with pytest.raises(UsageError, match=r"^greet\.md: "):
        read_prompt(written(tmp_path, PROMPT.replace(old, new)))


def test_there_is_no_prompt_of_that_name() -> None:
    with pytest.raises(UsageError):
        prompt("nothing")
