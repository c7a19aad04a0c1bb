"""What a scope means."""

from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.sidebar.demo_ehr.running import DemoEHR
from chartside.sidebar.demo_ehr.scopes import access, within

LAB = "patient/Observation.rs?category=laboratory"


@pytest.mark.parametrize(
    ("scope", "letters"),
    [
        ("patient/Observation.rs", "rs"),
        ("user/*.cruds", "cruds"),
        ("system/Patient.read", "rs"),
        ("patient/Patient.write", "cud"),
        ("patient/*.*", "cruds"),
        (LAB, "rs"),
    ],
)
def test_a_scope_is_read_by_its_letters(scope: str, letters: str) -> None:
    found = access(scope)
    assert found
    assert found.letters == frozenset(letters)


@pytest.mark.parametrize(
    "scope",
    [
        "patient/Observation",
        "patient/Observation.",
        "patient/Observation.sr",
        "patient/Observation.rr",
        "patient/Observation.x",
        "patient/Nonsense.rs",
        "somebody/Observation.rs",
        "patient/Observation.rs?category=a&code=b",
        "patient/Observation.rs?category=",
        "openid",
    ],
)
def test_what_is_not_well_written_gives_nothing(scope: str) -> None:
    assert access(scope) is None
    assert not within(scope, ["patient/*.cruds"])


@pytest.mark.parametrize(
    ("asked", "allowed", "is_within"),
    [
        ("patient/Observation.rs", ["patient/*.rs"], True),
        ("patient/Observation.rs", ["patient/Observation.r", "patient/Observation.s"], True),
        ("patient/Observation.crs", ["patient/*.rs"], False),
        ("user/Observation.rs", ["patient/*.rs"], False),
        ("patient/*.rs", ["patient/Observation.rs"], False),
        (LAB, ["patient/Observation.rs"], True),
        ("patient/Observation.rs", [LAB], False),
        (LAB, ["patient/Observation.rs?category=vital-signs"], False),
        ("openid", ["openid"], True),
        ("openid", ["patient/*.rs"], False),
    ],
)
def test_nobody_gets_more_than_was_registered(asked: str, allowed: Any, is_within: bool) -> None:
    assert within(asked, allowed) is is_within


def test_a_port_that_is_taken_is_said() -> None:
    with DemoEHR() as first, pytest.raises(UsageError, match="cannot be listened on"):
        DemoEHR(port=int(first.origin.rpartition(":")[2]))


def test_without_an_app_nothing_can_be_launched() -> None:
    with DemoEHR() as ehr, pytest.raises(UsageError, match="no app"):
        ehr.launch("nora-lindqvist")
