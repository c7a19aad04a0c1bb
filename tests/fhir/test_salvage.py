"""Cutting a Bundle by its brackets: the same entries as a parser gives, and never a wrong cut."""

import json

from hypothesis import given
from hypothesis import strategies as st

from chartside.fhir.salvage import closed, cut

TEXT = st.text(alphabet='"\\{}[],: aé\u2028', max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=5), st.dictionaries(TEXT, VALUES, max_size=3), st.booleans())
def test_whatever_the_entries_hold_each_is_cut_out_whole(
    entries: list[object], around: dict[str, object], spaced: bool
) -> None:
    around.pop("entry", None)
    document = {**around, "resourceType": "Bundle", "entry": entries, "link": around}
    data = json.dumps(document, indent=2 if spaced else None).encode()
    found = cut(data)
    assert found is not None
    envelope, pieces = found
    assert json.loads(envelope) == {**document, "entry": []}
    assert [json.loads(piece) for piece in pieces] == entries
    assert closed(data)


@given(st.lists(VALUES, min_size=1, max_size=4), st.integers(min_value=1, max_value=400))
def test_a_document_that_is_cut_off_is_never_taken_for_a_whole_one(
    entries: list[object], lost: int
) -> None:
    data = json.dumps({"resourceType": "Bundle", "entry": entries}).encode()
    assert cut(data[: -min(lost, len(data))]) is None


def test_an_entry_list_that_is_deeper_down_is_not_the_bundles() -> None:
    assert cut(b'{"contained": [{"entry": [{"a": 1}]}]}') is None
    assert cut(b'{"a": "\\"entry\\": [", "entry": [1, 2]}') == (
        b'{"a": "\\"entry\\": [", "entry": []}',
        [b"1", b" 2"],
    )


def test_a_string_without_an_end_costs_no_more_than_its_length() -> None:
    assert cut(b'{"entry": [' + b'"\\"' * 300_000) is None
