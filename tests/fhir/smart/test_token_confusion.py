"""A token proves who speaks, or is refused: each way in which others were fooled."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from chartside.errors import CallerRefused, LaunchRefused, UsageError
from chartside.fhir.smart.claims import Expected, Seen, check, issuer_of, verified
from chartside.fhir.smart.compact import to_base64url
from chartside.fhir.smart.keys import KeySet

ISSUER = "https://ehr.example/oauth"
AUDIENCE = "chartside"
NOW = 1_800_000_000
EXPECTED = Expected(ISSUER, frozenset({AUDIENCE}))

Made = Callable[..., Any]


async def reason(token: str, keys: KeySet, expected: Expected = EXPECTED) -> str:
    with pytest.raises(LaunchRefused) as why:
        await verified(token, keys, expected, now=NOW)
    return why.value.reason


async def test_a_token_of_the_issuer_for_us_and_in_its_time_is_taken(
    rsa: Any, ec: Any, jwks: Made, token: Made
) -> None:
    keys = KeySet.pinned(jwks(rsa, ec))
    for key in (rsa, ec):
        assert (await verified(token(key), keys, EXPECTED, now=NOW))["sub"] == "user-1"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": ISSUER + "/"}, "issuer"),
        ({"iss": ["https://ehr.example/oauth"]}, "issuer"),
        ({"iss": None}, "claims"),
        ({"aud": "another"}, "audience"),
        ({"aud": ["another", "third"]}, "audience"),
        ({"aud": {"chartside": 1}}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": None}, "claims"),
        ({"aud": ""}, "claims"),
        ({"exp": NOW - 61}, "expired"),
        ({"exp": NOW - 60}, "expired"),
        ({"exp": None}, "claims"),
        ({"exp": "2099"}, "claims"),
        ({"exp": True}, "claims"),
        ({"exp": -1}, "claims"),
        ({"exp": 1e300}, "claims"),
        ({"exp": NOW * 1000}, "claims"),
        ({"iat": NOW + 61}, "not-yet"),
        ({"iat": None}, "claims"),
        ({"nbf": NOW + 61}, "not-yet"),
    ],
)
async def test_a_token_that_claims_anything_else_is_refused_with_the_reason(
    rsa: Any, jwks: Made, token: Made, claims: dict[str, Any], why: str
) -> None:
    assert await reason(token(rsa, claims), KeySet.pinned(jwks(rsa))) == why


async def test_an_audience_may_be_one_of_several(rsa: Any, jwks: Made, token: Made) -> None:
    taken = await verified(
        token(rsa, {"aud": ["another", AUDIENCE]}), KeySet.pinned(jwks(rsa)), EXPECTED, now=NOW
    )
    assert taken["aud"] == ["another", AUDIENCE]


@pytest.mark.parametrize("ahead", [0.5, 5, 60])
async def test_a_clock_that_runs_a_little_ahead_is_forgiven(
    rsa: Any, jwks: Made, token: Made, ahead: float
) -> None:
    early = token(rsa, {"iat": NOW + ahead, "nbf": NOW + ahead, "exp": NOW + 300 + ahead})
    assert await verified(early, KeySet.pinned(jwks(rsa)), EXPECTED, now=NOW)
    late = token(rsa, {"iat": NOW - 400, "exp": NOW - 59.5})
    assert await verified(late, KeySet.pinned(jwks(rsa)), EXPECTED, now=NOW)


@pytest.mark.parametrize("name", ["none", "None", "NONE", "", "HS256", "RS1", "dir", "RSA-OAEP"])
async def test_an_algorithm_that_is_not_listed_is_refused_before_any_key_is_looked_for(
    rsa: Any, jwks: Made, forged: Made, name: str
) -> None:
    bad = forged(
        json.dumps({"alg": name, "kid": "rsa-1"}), json.dumps({"iss": ISSUER, "aud": AUDIENCE}), b""
    )
    assert await reason(bad, KeySet.pinned(jwks(rsa))) == "algorithm"


async def test_hmac_with_the_public_key_as_its_secret_is_refused(rsa: Any, jwks: Made) -> None:
    head = to_base64url(json.dumps({"alg": "HS256", "kid": "rsa-1"}).encode())
    body = to_base64url(json.dumps({"iss": ISSUER, "aud": AUDIENCE, "exp": NOW + 9}).encode())
    for secret in (rsa.as_pem(private=False), json.dumps(jwks(rsa)["keys"][0]).encode()):
        mac = hmac.new(secret, f"{head}.{body}".encode(), hashlib.sha256).digest()
        bad = f"{head}.{body}.{to_base64url(mac)}"
        assert await reason(bad, KeySet.pinned(jwks(rsa))) == "algorithm"
        anything = Expected(ISSUER, frozenset({AUDIENCE}), algorithms=frozenset({"HS256", "none"}))
        assert await reason(bad, KeySet.pinned(jwks(rsa)), anything) == "algorithm"


async def test_a_caller_may_narrow_the_algorithms(rsa: Any, jwks: Made, token: Made) -> None:
    only = Expected(ISSUER, frozenset({AUDIENCE}), algorithms=frozenset({"ES384", "RS384"}))
    assert await reason(token(rsa), KeySet.pinned(jwks(rsa)), only) == "algorithm"
    assert await verified(
        token(rsa, header={"alg": "RS384"}), KeySet.pinned(jwks(rsa)), only, now=NOW
    )


@pytest.mark.parametrize("kid", ["../../../etc/passwd", "rsa-1' OR '1'='1", "rsa-1\0", "", "rsa-2"])
async def test_a_key_id_is_looked_up_and_never_followed(
    rsa: Any, jwks: Made, token: Made, kid: str
) -> None:
    assert await reason(token(rsa, header={"kid": kid}), KeySet.pinned(jwks(rsa))) == "key"


@pytest.mark.parametrize("kid", [7, ["rsa-1"], {"a": 1}, True])
async def test_a_key_id_that_is_no_text_is_malformed(
    rsa: Any, jwks: Made, forged: Made, kid: Any
) -> None:
    bad = forged(json.dumps({"alg": "RS256", "kid": kid}), json.dumps({"iss": ISSUER}))
    assert await reason(bad, KeySet.pinned(jwks(rsa))) == "malformed"


async def test_a_token_without_key_id_is_tried_with_the_keys_of_its_kind(
    rsa: Any, rsa_2: Any, ec: Any, jwks: Made, token: Made
) -> None:
    bare = token(rsa, header={"kid": None})
    assert await verified(bare, KeySet.pinned(jwks(rsa)), EXPECTED, now=NOW)
    assert await verified(bare, KeySet.pinned(jwks(ec, rsa_2, rsa)), EXPECTED, now=NOW)
    assert await reason(bare, KeySet.pinned(jwks(rsa_2, rsa_2))) == "signature"
    assert await reason(bare, KeySet.pinned(jwks(ec))) == "key"


async def test_keys_without_ids_are_tried_whatever_the_token_names(
    rsa: Any, jwks: Made, token: Made
) -> None:
    nameless = {"keys": [{k: v for k, v in jwks(rsa)["keys"][0].items() if k != "kid"}]}
    assert await verified(token(rsa), KeySet.pinned(nameless), EXPECTED, now=NOW)


async def test_a_key_that_the_token_brings_along_is_not_believed(
    rsa: Any, rsa_2: Any, jwks: Made, token: Made
) -> None:
    own = {"jwk": rsa_2.as_dict(private=False), "kid": "rsa-1", "jku": "https://evil.example/jwks"}
    assert await reason(token(rsa_2, header=own), KeySet.pinned(jwks(rsa))) == "signature"


async def test_what_was_changed_after_signing_does_not_verify(
    rsa: Any, jwks: Made, token: Made
) -> None:
    head, _, signature = token(rsa).split(".")
    other = to_base64url(json.dumps({"iss": ISSUER, "aud": AUDIENCE, "exp": NOW + 9}).encode())
    keys = KeySet.pinned(jwks(rsa))
    assert await reason(f"{head}.{other}.{signature}", keys) == "signature"
    assert await reason(f"{head}.{other}.", keys) == "signature"
    assert await reason(f"{head}.{other}.{signature}é", keys) == "signature"


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "a.b",
        "a.b.c.d.e",
        "é.é.é",
        "e30.e30.x" * 4000,
        "bm8.e30.x",
        "WzFd.e30.x",
        "eyJhbGciOiJSUzI1NiIsImFsZyI6Im5vbmUifQ.e30.x",
        "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOk5hTn0.x",
        "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjFlOTk5fQ.x",
        "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsieCJdfQ.e30.x",
    ],
)
async def test_what_is_no_token_is_malformed(rsa: Any, jwks: Made, bad: str) -> None:
    assert await reason(bad, KeySet.pinned(jwks(rsa))) == "malformed"


async def test_a_token_nested_without_end_is_malformed(rsa: Any, jwks: Made, forged: Made) -> None:
    deep = forged(json.dumps({"alg": "RS256"}), '{"a":' + "[" * 9000)
    assert await reason(deep, KeySet.pinned(jwks(rsa))) == "malformed"


@pytest.mark.parametrize("typ", ["at+jwt", "logout+jwt", 7])
async def test_a_token_of_another_kind_is_not_one_of_identity(
    rsa: Any, jwks: Made, forged: Made, typ: Any
) -> None:
    other = forged(json.dumps({"alg": "RS256", "typ": typ}), "{}")
    assert await reason(other, KeySet.pinned(jwks(rsa))) == "type"


async def test_a_token_that_counts_once_is_refused_the_second_time(
    rsa: Any, jwks: Made, token: Made
) -> None:
    once = Expected(ISSUER, frozenset({AUDIENCE}), seen=Seen())
    keys = KeySet.pinned(jwks(rsa))
    assert await verified(token(rsa), keys, once, now=NOW)
    assert await reason(token(rsa), keys, once) == "replayed"
    assert await verified(token(rsa, {"jti": "jti-2"}), keys, once, now=NOW)
    assert await reason(token(rsa, {"jti": None}), keys, once) == "claims"
    assert await reason(token(rsa, {"jti": "x" * 513}), keys, once) == "claims"


async def test_a_token_that_does_not_verify_is_not_remembered(
    rsa: Any, rsa_2: Any, jwks: Made, token: Made
) -> None:
    once = Expected(ISSUER, frozenset({AUDIENCE}), seen=Seen())
    keys = KeySet.pinned(jwks(rsa))
    assert await reason(token(rsa_2, header={"kid": "rsa-1"}), keys, once) == "signature"
    assert await verified(token(rsa), keys, once, now=NOW)


def test_the_same_id_of_two_issuers_is_two_tokens() -> None:
    seen = Seen()
    assert seen.first("a", "1", NOW + 10, NOW)
    assert seen.first("b", "1", NOW + 10, NOW)
    assert not seen.first("a", "1", NOW + 10, NOW)


def test_a_full_memory_lets_nothing_in_and_forgets_what_expired() -> None:
    seen = Seen(most=2)
    assert seen.first("a", "1", NOW + 10, NOW)
    assert seen.first("a", "2", NOW + 20, NOW)
    assert not seen.first("a", "3", NOW + 20, NOW)
    assert seen.first("a", "3", NOW + 30, NOW + 11)


@pytest.mark.parametrize(
    ("claims", "taken"),
    [
        ({"exp": NOW + 300}, True),
        ({"exp": NOW + 301}, False),
        ({"iat": NOW + 30, "exp": NOW + 330}, True),
        ({"iat": None, "exp": NOW + 360}, True),
        ({"iat": None, "exp": NOW + 361}, False),
        ({"iat": NOW - 4000, "exp": NOW + 10}, False),
    ],
)
async def test_a_token_may_not_live_longer_than_allowed(
    rsa: Any, jwks: Made, token: Made, claims: dict[str, Any], taken: bool
) -> None:
    short = Expected(
        ISSUER, frozenset({AUDIENCE}), longest=300, needs=frozenset({"iss", "aud", "exp"})
    )
    keys = KeySet.pinned(jwks(rsa))
    if taken:
        assert await verified(token(rsa, claims), keys, short, now=NOW)
    else:
        assert await reason(token(rsa, claims), keys, short) == "lifetime"


@pytest.mark.parametrize("nonce", [None, "", "other", ["sent"]])
async def test_a_token_without_the_nonce_that_was_sent_is_refused(
    rsa: Any, jwks: Made, token: Made, nonce: Any
) -> None:
    asked = Expected(ISSUER, frozenset({AUDIENCE}), nonce="sent")
    keys = KeySet.pinned(jwks(rsa))
    assert await reason(token(rsa, {"nonce": nonce}), keys, asked) == "nonce"
    assert await verified(token(rsa, {"nonce": "sent"}), keys, asked, now=NOW)


@pytest.mark.parametrize(
    "says",
    [
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"alg": "PS512"},
        {"alg": "HS256"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kty": "OKP"},
        {"n": "AQAB"},
        {"n": 7},
        {"e": ""},
        {"n": "A" * 40_000},
        {"kid": ["rsa-1"]},
        {"d": "AQAB"},
    ],
)
def test_a_key_that_is_not_for_verifying_is_passed_over(
    rsa: Any, jwks: Made, says: dict[str, Any]
) -> None:
    if says == {"alg": "PS512"}:
        KeySet.pinned(jwks(rsa, **says))
        return
    with pytest.raises(UsageError):
        KeySet.pinned(jwks(rsa, **says))


async def test_a_key_signs_only_with_the_algorithm_it_names(
    rsa: Any, jwks: Made, token: Made
) -> None:
    assert await reason(token(rsa), KeySet.pinned(jwks(rsa, alg="PS512"))) == "key"


async def test_a_point_that_is_not_on_its_curve_is_no_key(ec: Any, jwks: Made) -> None:
    off = jwks(ec)["keys"][0]
    with pytest.raises(UsageError):
        KeySet.pinned({"keys": [{**off, "x": off["y"]}]})


@pytest.mark.parametrize("said", [{}, {"keys": []}, {"keys": {}}, {"keys": [None, 7, "x"]}])
def test_a_set_without_keys_is_a_mistake_of_the_site(said: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        KeySet.pinned(said)


def test_keys_can_be_pinned_in_a_file(tmp_path: Any, rsa: Any, jwks: Made) -> None:
    kept = tmp_path / "jwks"
    kept.write_text(json.dumps(jwks(rsa)), encoding="utf-8")
    assert KeySet.from_file(kept)
    for bad in ("[]", "no", "[" * 100_000):
        kept.write_text(bad, encoding="utf-8")
        with pytest.raises(UsageError):
            KeySet.from_file(kept)
    with pytest.raises(UsageError):
        KeySet.from_file(tmp_path / "none")


def test_the_issuer_can_be_read_to_pick_its_keys_and_for_nothing_else(
    rsa: Any, token: Made, forged: Made
) -> None:
    assert issuer_of(token(rsa)) == ISSUER
    with pytest.raises(CallerRefused) as why:
        issuer_of(forged("{}", '{"iss": 7}'), CallerRefused)
    assert why.value.reason == "issuer"


async def test_a_refusal_is_the_error_that_was_asked_for_and_holds_nothing_of_the_token(
    rsa: Any, jwks: Made, token: Made
) -> None:
    caller = Expected(ISSUER, frozenset({"https://us"}), refused=CallerRefused)
    with pytest.raises(CallerRefused) as why:
        await verified(
            token(rsa, {"sub": "canary"}, {"kid": "canary"}),
            KeySet.pinned(jwks(rsa)),
            caller,
            now=NOW,
        )
    assert "canary" not in str(why.value)
    with pytest.raises(CallerRefused) as why:
        check({"iss": ISSUER, "aud": "canary", "iat": NOW, "exp": NOW}, caller, NOW)
    assert "canary" not in str(why.value)
