"""Whoever signs: another kind than by passphrase, forged ones, the site's list."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chartside.draft import Status
from chartside.errors import PolicyError, StoreError
from chartside.signoff import (
    SignoffStore,
    UnlockedIdentity,
    amend,
    decline,
    edit,
    events,
    jose,
    open_signed,
    show,
    sign,
    to_markdown,
    verify,
)
from chartside.signoff.identity import Identity
from chartside.signoff.roster import roster_in_force
from chartside.signoff.signer import register

SERVICE = Ed25519PrivateKey.generate()


@dataclass(frozen=True)
class FhirUser:
    """What a SMART launch will give: the person by the id_token, the key by the server."""

    authenticated_at: datetime
    who: str = "ehr.example.org/Practitioner/123"
    role: str = "physician"
    key: Ed25519PrivateKey = SERVICE
    claims: dict[str, str] = field(
        default_factory=lambda: {
            "iss": "https://ehr.example.org",
            "sub": "u-77",
            "jti": "t-1",
            "fhirUser": "https://ehr.example.org/Practitioner/123",
        }
    )
    method: str = "SMART id_token"

    @property
    def identity(self) -> Identity:
        public = jose.public_text(self.key.public_key())
        return Identity(self.who, "Dr. Cristina Yang", self.role, public)

    def sign(self, payload: bytes) -> str:
        return jose.sign_detached(payload, self.key)


@pytest.fixture
def seen(a: Any, store: SignoffStore) -> str:
    store.propose(a.draft())
    return show(store, "d1", a.chart()).seen


Lists = Callable[..., None]


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lists:
    """Puts the site's list of signers in force."""

    def put(*people: dict[str, Any]) -> None:
        path = tmp_path / "signers.json"
        path.write_text(json.dumps({"identities": people}), encoding="utf-8")
        monkeypatch.setenv("CHARTSIDE_SIGNERS", str(path))

    return put


def person(who: Identity, **more: str) -> dict[str, Any]:
    held = {"who": who.who, "name": who.name, "role": who.role, "public_key": who.public_key}
    return held | more


def test_a_signer_by_smart_launch_signs_by_the_same_rules(
    a: Any, store: SignoffStore, seen: str
) -> None:
    signer = FhirUser(a.start)
    signed = sign(store, "d1", signer, meaning="review", chart=a.chart(), seen=seen)
    assert (signed.row.name, signed.row.auth_method) == ("Dr. Cristina Yang", "SMART id_token")
    assert signed.basis["signer"]["claims"] == signer.claims
    assert "Cristina Yang" in to_markdown(signed)
    assert verify(store).ok


def test_a_signer_by_smart_launch_edits_amends_and_declines_too(
    a: Any, store: SignoffStore, seen: str
) -> None:
    signer, supported = FhirUser(a.start), a.judge_as("supported")
    edit(store, "d1", "s2", "Takes nothing.", signer, chart=a.chart(), checker=supported)
    again = show(store, "d1", a.chart()).seen
    sign(store, "d1", signer, meaning="author", chart=a.chart(), seen=again)
    fresh = amend(store, "d1", signer)
    assert decline(store, fresh.id, signer, reason="no need").who == signer.who
    assert seen != again
    assert verify(store).ok


def test_a_launch_of_this_morning_is_no_authentication(
    a: Any, store: SignoffStore, clock: Any, seen: str
) -> None:
    clock.passes(minutes=6)
    with pytest.raises(PolicyError, match="older than 5 minutes"):
        sign(store, "d1", FhirUser(a.start), meaning="review", chart=a.chart(), seen=seen)


class Borrowed(FhirUser):
    """Shows somebody's public half, and signs with a key of its own."""

    def __init__(self, identity: Identity, at: datetime) -> None:
        super().__init__(at, key=Ed25519PrivateKey.generate())
        object.__setattr__(self, "borrowed", identity)

    @property
    def identity(self) -> Identity:
        held: Identity = self.__dict__["borrowed"]
        return held


def test_who_shows_a_public_half_and_has_not_its_key_changes_nothing(
    a: Any, store: SignoffStore, physician: UnlockedIdentity, seen: str
) -> None:
    forged, chart, supported = (
        Borrowed(physician.identity, a.start),
        a.chart(),
        a.judge_as("supported"),
    )
    for attack in (
        lambda: sign(store, "d1", forged, meaning="review", chart=chart, seen=seen),
        lambda: decline(store, "d1", forged, reason="no need"),
        lambda: edit(store, "d1", "s1", "Is well.", forged, chart=chart, checker=supported),
    ):
        with pytest.raises(PolicyError, match="does not hold the key of that name"):
            attack()
    assert store.draft("d1").status is Status.IN_REVIEW
    assert len(store.versions("d1")) == 1
    assert {row.event for row in events(store)} == {"proposed", "viewed", "denied"}
    assert verify(store).ok


def test_whoever_seals_their_key_anew_beside_another_role_does_not_sign_in_it(
    a: Any, store: SignoffStore, seen: str
) -> None:
    nurse = FhirUser(a.start, who="jackie", role="nurse")
    store.propose(a.draft(id_="d2", kind="handoff"))
    decline(store, "d2", nurse, reason="no need")
    promoted = replace(nurse, role="physician")
    with pytest.raises(PolicyError, match="known here with another name or role"):
        sign(store, "d1", promoted, meaning="review", chart=a.chart(), seen=seen)
    assert verify(store).ok


def test_a_role_that_was_changed_in_the_store_is_found(
    a: Any, store: SignoffStore, seen: str, attacker: Any
) -> None:
    sign(store, "d1", FhirUser(a.start), meaning="review", chart=a.chart(), seen=seen)
    attacker.does("UPDATE signers SET role = 'nurse'")
    (problem,) = verify(store).problems
    assert problem == "row 3 was signed under another name or role than its key is known by"


def test_with_a_list_of_signers_only_who_is_on_it_can_sign(
    a: Any,
    store: SignoffStore,
    physician: UnlockedIdentity,
    colleague: UnlockedIdentity,
    seen: str,
    listed: Lists,
) -> None:
    listed(person(physician.identity))
    with pytest.raises(PolicyError, match="bailey is not on the list of signers"):
        sign(store, "d1", colleague, meaning="review", chart=a.chart(), seen=seen)
    assert sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    assert verify(store).ok


@pytest.mark.parametrize(
    "other", [{"role": "nurse"}, {"name": "Dr. Grey Elder"}, {"public_key": "A" * 43}]
)
def test_a_name_on_the_list_counts_with_its_own_key_name_and_role(
    a: Any,
    store: SignoffStore,
    physician: UnlockedIdentity,
    seen: str,
    listed: Lists,
    other: dict[str, str],
) -> None:
    listed(person(physician.identity) | other)
    with pytest.raises(PolicyError, match="with another key, name or role"):
        sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)


def test_what_was_signed_by_somebody_who_is_not_on_the_list_does_not_leave(
    a: Any,
    store: SignoffStore,
    physician: UnlockedIdentity,
    colleague: UnlockedIdentity,
    seen: str,
    listed: Lists,
) -> None:
    held = sign(store, "d1", colleague, meaning="review", chart=a.chart(), seen=seen)
    listed(person(physician.identity))
    for way_out in (lambda: open_signed(store, "d1"), lambda: to_markdown(held)):
        with pytest.raises(PolicyError, match="is not on the list of signers: it cannot leave"):
            way_out()
    (problem,) = verify(store).problems
    assert problem == "whoever signed row 3 is not on the list of signers"


def test_who_has_left_signs_no_more_and_what_they_signed_stands(
    a: Any,
    store: SignoffStore,
    physician: UnlockedIdentity,
    clock: Any,
    seen: str,
    listed: Lists,
) -> None:
    assert sign(store, "d1", physician, meaning="review", chart=a.chart(), seen=seen)
    clock.passes(minutes=2)
    listed(person(physician.identity, until=clock().isoformat()))
    assert open_signed(store, "d1")
    assert verify(store).ok
    store.propose(replace(a.draft(id_="d2"), kind="previsit"))
    with pytest.raises(PolicyError, match="had left the list of signers"):
        decline(store, "d2", physician, reason="no need")


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"identities": [{"who": "grey"}]}'])
def test_where_the_list_of_signers_cannot_be_read_nothing_counts(
    store: SignoffStore,
    physician: UnlockedIdentity,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str | None,
) -> None:
    if text is not None:
        (tmp_path / "signers.json").write_text(text, encoding="utf-8")
    monkeypatch.setenv("CHARTSIDE_SIGNERS", str(tmp_path / "signers.json"))
    with pytest.raises(StoreError, match="list of signers"):
        roster_in_force()
    with store.write() as tx, pytest.raises(StoreError, match="list of signers"):
        register(tx, physician)


def test_a_list_that_has_a_name_twice_is_no_list(
    physician: UnlockedIdentity, store: SignoffStore, listed: Lists
) -> None:
    twice = person(physician.identity)
    listed(twice, twice)
    with pytest.raises(StoreError, match="a name twice"):
        verify(store)
