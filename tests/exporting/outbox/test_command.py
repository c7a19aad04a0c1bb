"""`chartside outbox`: what waits, and sending it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chartside.cli import main
from chartside.settings import PostgreSQL
from chartside.signoff import SignoffStore, to_markdown

DOCUMENT = "DocumentReference"


@dataclass(frozen=True)
class Ran:
    status: Any
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def command(*words: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return Ran(ended.value.code, said.out, said.err)

    return command


@pytest.fixture
def signed(
    home: Path,
    place: Path | PostgreSQL,
    ward: Any,
    a: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """A signed document in the store that commands use."""
    home.mkdir()
    if isinstance(place, PostgreSQL):
        monkeypatch.setenv("CHARTSIDE_DATABASE", place.url)
        monkeypatch.setenv("CHARTSIDE_ANCHOR", str(place.anchor))
        store = ward.store
    else:
        store = SignoffStore(home / "signoff.db", clock=ward.store.clock)
    chart = a.chart()
    draft = a.draft(chart, a.said("s1", "x"), a.said("s2", "y"), id="5169ed01")
    return type(ward)(store, ward.signer).signs(draft, chart)


def test_what_was_signed_waits_and_is_sent_once(run: Any, ehr: Any, signed: Any) -> None:
    assert "5169ed01" in run("outbox", "list").out
    ran = run("outbox", "send", "--server", ehr.base)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"5169ed01 document: sent; {DOCUMENT}/1/_history/1\n"
    again = run("outbox", "send", "--server", ehr.base)
    assert (again.status, again.out, again.err) == (0, "", "Nothing is due.\n")
    assert len(ehr.held(DOCUMENT)) == 1
    assert signed.decision_id in json.dumps(ehr.one(DOCUMENT))


@pytest.mark.usefixtures("signed")
def test_server_and_token_come_from_the_environment(
    run: Any, ehr: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("outbox", "send").status == 2
    monkeypatch.setenv("CHARTSIDE_WRITE_BACK", ehr.base)
    monkeypatch.setenv("CHARTSIDE_WRITE_BACK_TOKEN", "Canary-token")
    ran = run("outbox", "send")
    assert ran.status == 0
    assert {r.headers.get("authorization") for r in ehr.log} == {"Bearer Canary-token"}
    assert "Canary" not in ran.out + ran.err + run("outbox", "list", "--json").out


def test_json_says_what_became_of_each(run: Any, ehr: Any, signed: Any) -> None:
    ehr.drops = frozenset({"meta.security"})
    ran = run("outbox", "send", "5169", "--server", ehr.base, "--json")
    (held,) = json.loads(ran.out)["outbox"]
    assert (held["draft_id"], held["state"], held["lost"]) == ("5169ed01", "sent", ["AIAST"])
    assert held["decision_id"] == signed.decision_id
    assert json.loads(run("outbox", "list", "--json").out)["outbox"] == [held]


@pytest.mark.usefixtures("signed")
def test_what_a_person_has_to_look_at_ends_with_4_and_what_waits_with_5(run: Any, ehr: Any) -> None:
    ehr.fault("POST", DOCUMENT, 401)
    ran = run("outbox", "send", "--server", ehr.base)
    assert (ran.status, "not sent yet" in ran.err) == (5, True)
    ehr.fault("POST", DOCUMENT, 422)
    ran = run("outbox", "send", "--server", ehr.base)
    assert (ran.status, "a person is needed for 1 document:" in ran.err) == (4, True)
    assert "HTTP 422 processing" in run("outbox", "list").out


@pytest.mark.usefixtures("signed")
def test_what_the_server_said_and_why_we_did_not_write_are_told_apart(run: Any, ehr: Any) -> None:
    ehr.fault("POST", DOCUMENT, 422)
    run("outbox", "send", "--server", ehr.base)
    (refused,) = json.loads(run("outbox", "list", "--json").out)["outbox"]
    assert (refused["answer"], refused["reason"]) == ("HTTP 422 processing", "")
    ehr.resources["Patient/p1"]["birthDate"] = "1999-01-01"
    run("outbox", "send", "5169ed01", "--server", ehr.base)
    (refused,) = json.loads(run("outbox", "list", "--json").out)["outbox"]
    assert (refused["answer"], refused["reason"]) == ("", "another-patient")
    headings, row = run("outbox", "list").out.splitlines()
    assert row.index("another-patient") == headings.index("not written because")
    assert "server said" in headings


@pytest.mark.usefixtures("signed")
def test_what_belongs_to_another_server_is_mentioned(run: Any, ehr: Any) -> None:
    ehr.fault("POST", DOCUMENT, 401)
    run("outbox", "send", "--server", ehr.base)
    ran = run("outbox", "send", "--server", ehr.base.replace("127.0.0.1", "localhost"))
    assert (ran.status, ran.out) == (0, "")
    assert "1 document of another server left alone" in ran.err


@pytest.mark.usefixtures("signed")
def test_a_server_on_another_machine_needs_https(run: Any) -> None:
    ran = run("outbox", "send", "--server", "http://ehr.example/fhir")
    assert (ran.status, ran.out) == (2, "")
    assert "https only" in ran.err


def test_without_any_draft_the_command_says_how_one_is_made(run: Any, home: Path) -> None:
    assert run("outbox", "list").status == 2
    assert not home.exists()


def test_what_the_policy_here_would_not_have_allowed_is_sent_once_the_former_one_is_accepted(
    run: Any, ehr: Any, signed: Any, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = (root / "signoff/policy.toml").read_text(encoding="utf-8")
    narrowed = shipped.replace('[roles.physician]\nsign = ["*"]', "[roles.physician]\nsign = []")
    site = tmp_path / "site.toml"
    site.write_text(narrowed, encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_POLICY", str(site))
    for words in (("export", "5169ed01"), ("outbox", "send", "--server", ehr.base)):
        ran = run(*words)
        assert ran.status == 4
        assert "under [accepted] in the file that CHARTSIDE_POLICY names" in ran.err
    assert "other-policy" in run("outbox", "list").out
    assert ehr.held(DOCUMENT) == []
    told = run("audit", "verify", "--json")
    (one,) = json.loads(told.out)["not_allowed_here"]
    former = signed.basis["policy_sha256"]
    assert (told.status, one["draft_id"], one["role"]) == (0, "5169ed01", "physician")
    assert (one["policy_sha256"], one["accepted"]) == (former, False)
    accepted = f'{narrowed}\n[accepted]\npolicies = ["{former}"]\n'
    site.with_name("accepting.toml").write_text(accepted, encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_POLICY", str(site.with_name("accepting.toml")))
    assert run("export", "5169ed01").status == 0
    assert run("outbox", "send", "5169ed01", "--server", ehr.base).status == 0
    assert signed.decision_id in json.dumps(ehr.one(DOCUMENT))
    said = run("audit", "verify")
    assert said.status == 0
    assert f"under policy {former} (accepted here)" in said.out


def test_a_document_that_who_may_not_signed_can_be_read_here(
    run: Any, signed: Any, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = (root / "signoff/policy.toml").read_text(encoding="utf-8")
    site = tmp_path / "site.toml"
    site.write_text(shipped.replace("[roles.physician]", "[roles.surgeon]"), encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_POLICY", str(site))
    ran = run("review", "show", "5169ed01", "--json")
    assert ran.status == 0
    assert json.loads(ran.out)["markdown"] == to_markdown(signed)
