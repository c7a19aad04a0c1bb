"""`chartside summarize`: a draft in the store, cited and checked, and nothing signed."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from chartside.agent.assistant import Assistant
from chartside.agent.authors.extractive import Extractive
from chartside.cli.drafting import Asked, drafted
from chartside.draft import Statement, draft_from_json
from chartside.fhir.record import open_record
from chartside.settings import Settings
from chartside.signoff import SignoffStore

Resources = list[dict[str, Any]]
Written = Callable[[Resources], Path]


@pytest.fixture
def record(written: Written, resources: Resources) -> Path:
    return written(resources)


def test_the_json_is_a_draft_of_which_every_sentence_is_cited_and_judged(
    run: Any, record: Path, home: Path
) -> None:
    ran = run("summarize", record, "--json")
    draft = draft_from_json(ran.json)
    assert ran.status == 0
    assert draft.patient == "Patient/p"
    assert all(s.citations and s.verdict for s in draft.statements)
    assert SignoffStore(home / "signoff.db").draft(draft.id) == draft


def test_a_reader_meets_the_key_points_first_and_is_told_that_nobody_signed(
    run: Any, record: Path
) -> None:
    said = run("summarize", record).out
    order = ["UNSIGNED DRAFT", "Nora Test", "KEY POINTS", "ACTIVE PROBLEMS", "SOURCES", "NEXT"]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert "independent verification" in said
    assert "health-ai-developer-foundations/terms" in said
    assert "chartside review sign" in said


def test_each_source_number_leads_to_type_date_and_what_it_holds(run: Any, record: Path) -> None:
    text, _, sources = run("summarize", record).out.partition("SOURCES")
    said = " ".join(sources.split())
    held = "lab, 3 November 2026: Potassium 5.9 mmol/L, critically high Observation/potassium"
    number = said.partition(held)[0].split()[-1]
    assert number.startswith("[")
    assert "Potassium 5.9 mmol/L on 3 November 2026, critically high" in " ".join(text.split())
    assert number in text


def test_what_could_not_be_read_is_listed(run: Any, written: Written, resources: Resources) -> None:
    broken = {**resources[2], "id": "broken", "status": 7}
    said = run("summarize", written([*resources, broken])).out
    assert "Observation/broken" in said.partition("COULD NOT BE READ")[2]


def test_the_draft_remembers_where_its_chart_lies(
    run: Any, record: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(record.parent)
    draft = run("summarize", record.name, "--json").json["id"]
    assert SignoffStore(home / "signoff.db").held(draft).source == str(record.resolve())


def test_an_unknown_kind_lists_the_kinds_there_are(run: Any, record: Path) -> None:
    ran = run("summarize", record, "--kind", "horoscope")
    assert ran.status == 2
    assert "summary" in ran.err
    assert ran.out == ""


def test_another_reasoner_is_refused_in_a_sentence(run: Any, record: Path) -> None:
    ran = run("summarize", record, "--reasoner", "medgemma")
    assert ran.status == 2
    assert "URL#MODEL" in ran.err


def test_a_chart_without_a_word_gives_status_3_and_no_draft(
    run: Any, written: Written, resources: Resources, home: Path
) -> None:
    ran = run("summarize", written(resources[:1]), "--json")
    assert ran.status == 3
    assert ran.json["error"]["code"] == "nothing-to-say"
    assert not (home / "signoff.db").exists() or not SignoffStore(home / "signoff.db").drafts()


def test_of_two_patients_one_has_to_be_named(
    run: Any, written: Written, resources: Resources
) -> None:
    record = written([*resources, {"resourceType": "Patient", "id": "q"}])
    assert run("summarize", record).status == 5
    assert run("summarize", record, "--patient", "p", "--json").json["patient"] == "Patient/p"


def test_a_newer_draft_takes_the_place_of_an_untouched_one_and_ends_its_run(
    run: Any, ward: Any
) -> None:
    ran = run("summarize", ward.record, "--json")
    newer = ran.json["id"]
    assert ward.status == "superseded"
    assert f"Draft {ward.draft[:12]} of 20" in ran.err
    assert "is superseded by this one" in ran.err
    assistant = Assistant(open_record(ward.record), settings=ward.here)
    waiting = {run.draft_id for run in asyncio.run(assistant.pending())}
    assert waiting == {newer}


def cut_off_before(step: str) -> Any:
    """A graph that is interrupted, as by Ctrl-C, when this node begins."""

    def around(name: str, node: Any) -> Any:
        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        return interrupted if name == step else node

    return around


def test_a_run_that_was_cut_off_goes_on_to_its_draft(run: Any, record: Path, home: Path) -> None:
    source = open_record(record)
    assistant = Assistant(source, settings=Settings(home), around=cut_off_before("check"))
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(assistant.summarize(source.open_chart()))
    (cut,) = asyncio.run(Assistant(source, settings=Settings(home)).pending())
    ran = run("summarize", record, "--resume", cut.draft_id[:8], "--json")
    assert ran.json["id"] == cut.draft_id
    assert SignoffStore(home / "signoff.db").draft(cut.draft_id).statements


class Interrupted(Extractive):
    """An author in whose middle the person presses Ctrl-C."""

    @override
    async def write(self, task: Any) -> tuple[Statement, ...]:
        raise KeyboardInterrupt


def test_ctrl_c_tells_how_to_go_on_with_this_run_and_no_other(
    record: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, here = open_record(record), Settings(home)
    assistant = Assistant(source, settings=here, around=cut_off_before("check"))
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(assistant.summarize(source.open_chart()))
    (other,) = asyncio.run(Assistant(source, settings=here).pending())
    asked = Asked(str(record), reasoner=Interrupted())  # type: ignore[arg-type]  # an author of the caller's own
    with pytest.raises(KeyboardInterrupt):
        drafted(here, asked)
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("--resume") == 1
    assert other.draft_id[:12] not in said


def test_where_there_is_no_signer_the_way_to_sign_begins_with_making_one(
    run: Any, record: Path
) -> None:
    before = run("summarize", record).out
    assert before.index("chartside identity create") < before.index("chartside review sign")


def test_where_there_is_a_signer_no_other_is_made(run: Any, ward: Any) -> None:
    said = run("summarize", ward.record).out
    assert "chartside review sign" in said
    assert "identity create" not in said


def test_a_run_that_is_not_there_cannot_be_resumed(run: Any, record: Path) -> None:
    assert run("summarize", record, "--resume", "0123").status == 2


def test_the_text_of_a_record_cannot_move_the_cursor(
    run: Any, written: Written, resources: Resources
) -> None:
    resources[1]["code"] = {"text": "Gout\x1b[2J\u202e [bold]and markup[/bold]"}
    said = run("summarize", written(resources)).out
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "[bold]" in said


def test_the_json_gives_text_exactly_as_the_record_has_it(
    run: Any, written: Written, resources: Resources
) -> None:
    resources[1]["code"] = {"text": "Gout [bold]"}
    ran = run("summarize", written(resources), "--json")
    assert "Gout [bold]" in json.dumps(ran.json)
