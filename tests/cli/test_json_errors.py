"""With `--json` a script always finds one JSON object on standard output, also when it fails."""

from pathlib import Path
from typing import Any

import pytest

REFUSED = [
    (("chart", "gone.json", "--json"), "usage", 2),
    (("chart", "--json"), "usage", 2),
    (("summarize", "--nonsense", "--json"), "usage", 2),
    (("review", "nonsense", "--json"), "usage", 2),
    (("audit", "verify", "--json"), "nothing-to-say", 3),
    (("export", "5169ed01", "--json"), "usage", 2),
    (("review", "show", "--json"), "usage", 2),
]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("words", "code", "status"), REFUSED)
def test_an_error_is_an_object_and_a_sentence(
    run: Any, words: tuple[str, ...], code: str, status: int
) -> None:
    ran = run(*words)
    assert ran.status == status
    assert ran.json.keys() == {"error"}
    assert ran.json["error"]["code"] == code
    assert ran.json["error"]["exit_status"] == status
    assert ran.json["error"]["message"]
    assert ran.err != ""


def test_the_message_is_the_sentence_of_standard_error(run: Any, tmp_path: Path) -> None:
    ran = run("chart", tmp_path / "gone.json", "--json")
    assert ran.err.replace("\n", "") == f"chartside: {ran.json['error']['message']} [usage]"


def test_without_json_standard_output_stays_empty(run: Any, tmp_path: Path) -> None:
    for words in (("chart", tmp_path / "gone.json"), ("chart", tmp_path, "--", "--json")):
        assert run(*words).out == ""


def test_what_has_answered_already_says_nothing_twice(run: Any, desk: Any, demo_file: Path) -> None:
    desk.store.note("exported", desk.signed)
    (desk.store.path.with_name("signoff.db.head")).unlink()
    broken = run("audit", "verify", "--json")
    assert (broken.status, broken.json["ok"]) == (6, False)
    assert "error" not in broken.json
    refused = run("search", demo_file, "Observation?nonsense=1", "--json")
    assert (refused.status, refused.json["resourceType"]) == (2, "OperationOutcome")


def test_policy_refusals_are_told_apart_by_their_code(run: Any, desk: Any) -> None:
    ran = run("export", desk.unsigned, "--json")
    assert (ran.status, ran.json["error"]["code"]) == (4, "policy")
