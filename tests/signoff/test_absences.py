"""What could not be read and what had no room are told apart, and no document holds a path."""

from dataclasses import replace
from typing import Any

import pytest

from chartside.signoff import SignoffStore, preview_markdown
from chartside.signoff.absences import left_out, out_of_bounds, unread, unread_count


def test_a_length_limit_is_not_counted_as_unread(a: Any) -> None:
    draft = replace(
        a.draft(),
        set_aside=(
            "Observation/x: it has no status",
            "left out, procedures: 1 sentence more than the 10 it may have",
        ),
    )
    assert unread(draft) == ("Observation/x: it has no status",)
    assert left_out(draft) == ("procedures: 1 sentence more than the 10 it may have",)
    read, _, length = preview_markdown(draft).partition("## Left out for length")
    assert "1 resource of the record could not be read" in read
    assert "procedures" in length
    assert "procedures" not in read


def test_what_was_not_asked_for_is_said_and_not_counted_as_unread(a: Any) -> None:
    draft = replace(a.draft(), set_aside=("not asked for: events and results before 3 March 2026",))
    assert unread_count(draft) == 0
    assert out_of_bounds(draft) == ("events and results before 3 March 2026",)
    shown = preview_markdown(draft)
    assert "## Not asked for" in shown
    assert "could not be read" not in shown


def test_one_line_a_file_with_a_count(a: Any) -> None:
    lines = ("/srv/bulk/log.ndjson.gz: it has no resourceType",) * 4
    draft = replace(a.draft(), set_aside=lines)
    assert unread(draft) == ("log.ndjson.gz: it has no resourceType (4 times)",)
    assert unread_count(draft) == 4
    assert "/srv" not in preview_markdown(draft)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("C:\\bulk\\a.ndjson: cut off", "a.ndjson: cut off"),
        ("exports/2026/b.json: cut off", "b.json: cut off"),
        ("Observation/a.b-1: in another unit: mg/dL", "Observation/a.b-1: in another unit: mg/dL"),
        ("c.json: line 3: not JSON", "c.json: line 3: not JSON"),
        ("a line without a place", "a line without a place"),
    ],
)
def test_a_file_is_named_without_its_path_and_a_resource_by_its_reference(
    a: Any, line: str, shown: str
) -> None:
    assert unread(replace(a.draft(), set_aside=(line,))) == (shown,)


def test_what_is_stored_and_signed_holds_no_path(a: Any, store: SignoffStore) -> None:
    draft = replace(a.draft(), set_aside=("/srv/bulk/log.ndjson: cut off", "left out, labs: 2"))
    store.propose(draft)
    store.propose(draft)  # the same once more is still the same
    assert store.draft("d1").set_aside == ("log.ndjson: cut off", "left out, labs: 2")
    assert store.held("d1").version == 1
