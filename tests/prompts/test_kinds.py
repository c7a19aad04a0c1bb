"""Document kinds are files: strict, versioned, locked, and open to a site's own."""

from pathlib import Path

import pytest

from chartside.agent.evidence import SOURCES
from chartside.errors import UsageError
from chartside.prompts.kinds import (
    DocumentKind,
    document_kind,
    document_kinds,
    read_kind,
    require_length,
)
from chartside.prompts.lock import complaint, locked

KIND = """\
---
id: brief
version: 1
title: Brief
audience: a nurse at handover
length: 10
change: First version.
sections:
  - {id: key_points, title: Key points, evidence: [key_points], limit: 3}
  - {id: problems, title: Problems, evidence: [problems], limit: 5}
---
Write briefly.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kinds"


def written(folder: Path, text: str = KIND, name: str = "brief.md") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", document_kinds().values(), ids=document_kinds())
def test_every_shipped_kind_is_locked_as_it_is(kind: DocumentKind) -> None:
    assert complaint(kind, locked()) == ""


@pytest.mark.parametrize("kind", document_kinds().values(), ids=document_kinds())
def test_every_shipped_kind_opens_with_at_most_three_key_points(kind: DocumentKind) -> None:
    assert [e for e in kind.sections[0].evidence if not e.endswith("key_points")] == []
    assert kind.sections[0].limit == 3
    assert kind.sized("long").sections[0].limit == 3


def test_the_kinds_of_the_contract_are_there() -> None:
    assert set(document_kinds()) == {
        *("summary", "previsit", "update", "problem", "handoff"),
        *("discharge", "consult", "progress", "patient"),
    }


@pytest.mark.parametrize("kind", document_kinds().values(), ids=document_kinds())
def test_a_shorter_document_leaves_no_allergy_problem_or_medicine_in_force_out(
    kind: DocumentKind,
) -> None:
    complete = {"allergies", "problems", "medicines", "plain_allergies", "plain_medicines"}
    for before, after in zip(kind.sections, kind.sized("short").sections, strict=True):
        if complete.intersection(before.evidence) and kind.id != "problem":
            assert after.limit == before.limit, before.id
        assert after.limit <= before.limit
        assert after.title == before.title


@pytest.mark.parametrize("kind", document_kinds().values(), ids=document_kinds())
def test_a_longer_document_has_twice_as_much_of_what_follows_the_key_points(
    kind: DocumentKind,
) -> None:
    for before, after in zip(kind.sections[1:], kind.sized("long").sections[1:], strict=True):
        assert after.limit == min(100, 2 * before.limit)


def test_a_length_that_there_is_not_is_refused() -> None:
    require_length("short")
    with pytest.raises(UsageError, match="one of short, normal, long"):
        require_length("medium")


@pytest.mark.parametrize("kind", document_kinds().values(), ids=document_kinds())
def test_every_shipped_kind_asks_for_evidence_that_there_is(kind: DocumentKind) -> None:
    assert {name for s in kind.sections for name in s.evidence} <= SOURCES.keys()


def test_a_text_that_changed_without_a_new_version_is_refused(folder: Path) -> None:
    kind = read_kind(written(folder))
    lock = {"brief": {"1": kind.digest}}
    assert complaint(kind, lock) == ""
    changed = read_kind(written(folder, KIND.replace("briefly", "at length")))
    assert complaint(changed, lock) == "brief changed without a new version: the next one is 2"


def test_the_front_matter_counts_as_text(folder: Path) -> None:
    lock = {"brief": {"1": read_kind(written(folder)).digest}}
    changed = read_kind(written(folder, KIND.replace("limit: 5", "limit: 6")))
    assert "changed without a new version" in complaint(changed, lock)


def test_a_new_version_must_be_locked(folder: Path) -> None:
    lock = {"brief": {"1": read_kind(written(folder)).digest}}
    newer = read_kind(written(folder, KIND.replace("version: 1", "version: 2")))
    assert complaint(newer, lock) == (
        f"brief version 2 is not locked: add its digest {newer.digest}"
    )
    assert complaint(newer, {"brief": {**lock["brief"], "2": newer.digest}}) == ""


def test_an_older_version_does_not_come_back(folder: Path) -> None:
    kind = read_kind(written(folder))
    lock = {"brief": {"1": kind.digest, "2": "0" * 64}}
    assert complaint(kind, lock) == "brief went back from version 2 to 1"


def test_line_ends_of_another_system_do_not_change_a_version(folder: Path) -> None:
    plain = read_kind(written(folder)).digest
    path = folder / "brief.md"
    path.write_bytes(KIND.replace("\n", "\r\n").encode())
    assert read_kind(path).digest == plain


def test_a_stamp_says_version_and_text(folder: Path) -> None:
    kind = read_kind(written(folder))
    assert kind.stamp == f"1:{kind.digest}"


def test_a_kind_in_a_folder_of_the_users_own_is_beside_the_shipped_ones(folder: Path) -> None:
    written(folder)
    assert set(document_kinds([folder])) == {*document_kinds(), "brief"}
    assert document_kind("brief", [folder]).instructions == "Write briefly."


def test_a_folder_that_is_not_there_has_no_kinds(folder: Path) -> None:
    assert document_kinds([folder]) == document_kinds()


def test_a_users_kind_cannot_take_the_place_of_a_shipped_one(folder: Path) -> None:
    written(folder, KIND.replace("id: brief", "id: summary"), "summary.md")
    with pytest.raises(UsageError, match="there is already a document kind 'summary'"):
        document_kinds([folder])


def test_an_unknown_kind_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"no document kind 'sumary'; there is .*summary"):
        document_kind("sumary")


def test_a_section_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="has no section 'nothing'"):
        document_kind("summary").section("nothing")


WRONG = {
    "an unknown key": ("audience:", "colour: red\naudience:", "colour"),
    "a missing key": ("length: 10\n", "", "length"),
    "a version of none": ("version: 1", "version: 0", "version"),
    "a version in words": ("version: 1", "version: first", "version"),
    "an unknown key of a section": ("limit: 5}", "limit: 5, model: big}", "sections.1.model"),
    "no sentence allowed": ("limit: 5}", "limit: 0}", "sections.1.limit"),
    "no evidence": ("evidence: [problems]", "evidence: []", "sections.1.evidence"),
    "an id that is no word": ("id: problems", 'id: "../x"', "sections.1.id"),
    "a name that is not the file's": ("id: brief", "id: short", "must be the name of the file"),
    "two sections of one id": ("id: problems", "id: key_points", "two sections have one id"),
    "more than fits": ("length: 10", "length: 7", "exceed its length"),
    "no instructions": ("Write briefly.\n", "", "front matter and instructions"),
    "no front matter": (KIND, "Write briefly.\n", "front matter and instructions"),
    "a broken front matter": ("title: Brief", "title: [Brief", "not YAML"),
    "an object of Python": ("title: Brief", "title: !!python/name:os.system", "not YAML"),
    "front matter that is a list": (
        KIND,
        "---\n- 1\n---\nWrite.\n",
        "front matter and instructions",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_not_a_document_kind_says_what_is_wrong(
    folder: Path, old: str, new: str, said: str
) -> None:
    path = written(folder, KIND.replace(old, new))
    with pytest.raises(UsageError, match=said) as refused:
        read_kind(path)
    assert str(refused.value).startswith("brief.md")


def test_what_is_not_text_is_refused(folder: Path) -> None:
    path = written(folder)
    path.write_bytes(b"\xff\xfe\x00brief")
    with pytest.raises(UsageError, match=r"brief\.md cannot be read as UTF-8 text"):
        read_kind(path)


def test_a_wrong_value_is_not_repeated(folder: Path) -> None:
    path = written(folder, KIND.replace("version: 1", "version: Quackenbush"))
    with pytest.raises(UsageError) as refused:
        read_kind(path)
    assert "Quackenbush" not in str(refused.value)
