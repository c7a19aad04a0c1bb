"""The hash of an audit row: the same bytes as RFC 8785 gives, and no others."""

from dataclasses import asdict, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.errors import UsageError
from chartside.signoff.canonical import canonical, sha256
from chartside.signoff.row import AuditRow

WORDS = {f.name: st.text() for f in fields(AuditRow) if "str" in str(f.type)}
NUMBERS = {
    f.name: st.integers(-(2**53) + 1, 2**53 - 1) for f in fields(AuditRow) if "int" in str(f.type)
}


@given(st.fixed_dictionaries(WORDS | NUMBERS))
def test_a_row_hashes_as_canonical_json(values: dict[str, Any]) -> None:
    row = AuditRow(**values)
    said = {name: value for name, value in asdict(row).items() if name != "row_hash"}
    assert row.hashed() == sha256(canonical(said))


@pytest.mark.parametrize("odd", ["\x00\x1f\x7f", "\u2028\u2029", "\U0001f600é", '"\\/\b\f\n\r\t'])
def test_odd_signs_hash_as_canonical_json(odd: str) -> None:
    row = AuditRow(event="viewed", detail=odd)
    said = {name: value for name, value in asdict(row).items() if name != "row_hash"}
    assert row.hashed() == sha256(canonical(said))


@pytest.mark.parametrize("value", ["\ud800", b"bytes", 2**53, 2**70])
def test_what_no_row_was_ever_written_with_has_no_hash(value: Any) -> None:
    with pytest.raises(UsageError, match="not canonical"):
        AuditRow(event="viewed", detail=value).hashed()
