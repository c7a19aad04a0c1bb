"""What a site registers has to fit together, and a client's key proves who it is and no more."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from chartside.errors import UsageError
from chartside.fhir.smart.assertion import LIFETIME, SigningKey, assertion, published
from chartside.fhir.smart.claims import Expected, Seen, verified
from chartside.fhir.smart.keys import KeySet
from chartside.fhir.smart.registration import Kind, Registration
from chartside.fhir.smart.scopes import READING, Scopes

ISS = "https://ehr.example/fhir"
BACK = "https://chartside.example/callback"
TOKEN = "https://ehr.example/oauth/token"


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    head, body = (
        json.loads(base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)))
        for one in token.split(".")[:2]
    )
    return head, body


def test_a_public_client_needs_no_secret_and_asks_for_the_least() -> None:
    made = Registration(ISS, "app", redirect_uri=BACK)
    assert made.kind is Kind.PUBLIC
    assert made.scopes == READING


@pytest.mark.parametrize(
    "more",
    [
        {"iss": "http://ehr.example/fhir"},
        {"iss": "https://user:pw@ehr.example/fhir"},
        {"iss": "https://ehr.example/fhir?x=1"},
        {"iss": "ftp://ehr.example"},
        {"iss": "https://169.254.169.254/fhir"},
        {"iss": "https://2130706433/fhir"},
        {"client_id": ""},
        {"client_id": "a\nb"},
        {"kind": Kind.SYMMETRIC},
        {"kind": Kind.ASYMMETRIC},
        {"kind": Kind.PUBLIC, "secret": "s"},
        {"kind": Kind.ASYMMETRIC, "secret": "s"},
        {"redirect_uri": "http://chartside.example/callback"},
        {"redirect_uri": "https://chartside.example/callback#x"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "/callback"},
        {"origins": frozenset({"http://oauth.example"})},
        {"origins": frozenset({"oauth.example"})},
        {"jku": "http://chartside.example/jwks"},
        {"scopes": Scopes.parse("patient/Observation.dus")},
        {"scopes": Scopes.parse("patient/Observation")},
        {"scopes": Scopes.parse("Patient/Observation.rs")},
        {"scopes": Scopes.parse("launch/DiagnosticReport")},
        {"scopes": Scopes.parse("launch/list?role=https://a.example&role=https://b.example")},
    ],
)
def test_a_registration_that_does_not_fit_together_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Registration(**{"iss": ISS, "client_id": "app", "redirect_uri": BACK, **more})


def test_context_may_be_asked_for_by_type_and_by_role() -> None:
    words = (
        "launch launch/patient launch/encounter launch/imagingstudy offline_access online_access "
        "launch/list?role=https://a.example launch/list?role=https://b.example __own patient/A.rs"
    )
    made = Registration(ISS, "app", redirect_uri=BACK, scopes=Scopes.parse(words))
    assert set(str(made.scopes).split()) == set(words.split())


def test_a_launch_names_a_registered_server_in_whatever_spelling_and_no_other() -> None:
    made = Registration(ISS, "app", redirect_uri=BACK)
    for same in (ISS, ISS + "/", "HTTPS://EHR.example:443/fhir"):
        assert made.is_at(same), same
    for other in (
        "https://ehr.example/fhir2",
        "https://ehr.example",
        "https://ehr.example@evil.example/fhir",
        "https://ehr.example.evil.example/fhir",
        "https://evil.example/fhir",
        "http://ehr.example/fhir",
        "https://ehr.example/FHIR",
        "https://ehr.example/fhir?x",
        "https://ehr.example/fhir/..",
        "",
        "ehr.example/fhir",
    ):
        assert not made.is_at(other), other


def test_its_endpoints_may_be_on_the_origins_that_were_named_and_nowhere_else() -> None:
    made = Registration(
        ISS, "app", redirect_uri=BACK, origins=frozenset({"https://login.example:8443/any"})
    )
    assert made.reach() == {"https://ehr.example", "https://login.example:8443"}
    assert made.allows("https://login.example:8443/token")
    for other in ("https://login.example/token", "https://evil.example", "file:///etc", "x"):
        assert not made.allows(other)


def test_nothing_secret_is_printed(client_key: SigningKey, ec: ECKey) -> None:
    private = ec.as_dict(private=True)["d"]
    with_key = Registration(ISS, "app", Kind.ASYMMETRIC, BACK, key=client_key)
    with_secret = Registration(ISS, "app", Kind.SYMMETRIC, BACK, secret="canary")
    assert "canary" not in repr(with_secret) + str(with_secret)
    assert str(private) not in repr(with_key) + repr(client_key) + str(client_key)


@pytest.mark.parametrize("made", ["rsa", "ec"])
async def test_a_proof_is_signed_with_rs384_or_es384_and_says_what_smart_requires(
    made: str, request: pytest.FixtureRequest
) -> None:
    key = SigningKey(request.getfixturevalue(made).as_dict(private=True))
    proof = assertion("my-app", TOKEN, key)
    head, body = parts(proof)
    assert head == {"alg": {"rsa": "RS384", "ec": "ES384"}[made], "kid": key.kid, "typ": "JWT"}
    assert body["iss"] == body["sub"] == "my-app"
    assert body["aud"] == TOKEN
    assert isinstance(body["exp"], int)
    assert time.time() < body["exp"] <= time.time() + 300
    server = Expected(
        "my-app",
        frozenset({TOKEN}),
        longest=300,
        seen=Seen(),
        needs=frozenset({"iss", "sub", "aud", "exp", "jti"}),
        algorithms=frozenset({"RS384", "ES384"}),
    )
    assert await verified(proof, KeySet.pinned(published([key])), server)


def test_a_proof_is_new_each_time_and_ends_in_less_than_five_minutes(
    client_key: SigningKey,
) -> None:
    made = [parts(assertion("app", TOKEN, client_key, now=1000.9))[1] for _ in range(100)]
    assert len({one["jti"] for one in made}) == 100
    assert all(len(one["jti"]) >= 43 for one in made)
    assert {one["exp"] for one in made} == {1000 + LIFETIME}
    assert LIFETIME < 300


def test_the_url_of_the_keys_is_named_only_where_it_was_registered(client_key: SigningKey) -> None:
    url = "https://chartside.example/jwks"
    assert parts(assertion("app", TOKEN, client_key, jku=url))[0]["jku"] == url
    assert "jku" not in parts(assertion("app", TOKEN, client_key))[0]


def test_the_published_keys_are_public_with_their_ids_and_bare_numbers(
    client_key: SigningKey, rsa: RSAKey
) -> None:
    other = SigningKey(rsa.as_dict(private=True))
    first, second = published([client_key, other])["keys"]
    assert first.keys() == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert second.keys() == {"kty", "n", "e", "kid", "alg", "use"}
    with pytest.raises(UsageError):
        published([client_key, client_key])


@pytest.mark.parametrize(
    "change",
    [{"kid": None}, {"kid": ""}, {"d": None}, {"kty": "oct"}, {"kty": None}, {"x": "AA"}, {"d": 7}],
)
def test_what_cannot_sign_is_no_key_of_a_client(ec: ECKey, change: dict[str, Any]) -> None:
    jwk = {name: one for name, one in {**ec.as_dict(private=True), **change}.items() if one != None}  # noqa: E711 - keeps empty texts
    with pytest.raises(UsageError) as why:
        SigningKey(jwk)
    assert str(ec.as_dict(private=True)["d"]) not in str(why.value)


def test_keys_of_other_kinds_and_short_ones_are_refused() -> None:
    others = [
        ECKey.generate_key("P-256", {"kid": "a"}, private=True, auto_kid=False),
        OKPKey.generate_key("Ed25519", {"kid": "a"}, private=True, auto_kid=False),
    ]
    for other in others:
        with pytest.raises(UsageError):
            SigningKey(other.as_dict(private=True))
    with pytest.warns(match="2048"):
        short = RSAKey.generate_key(1024, {"kid": "a"}, private=True, auto_kid=False)
    with pytest.raises(UsageError):
        SigningKey(short.as_dict(private=True))


def test_a_key_is_read_from_a_file(tmp_path: Path, ec: ECKey) -> None:
    kept = tmp_path / "key"
    kept.write_text(json.dumps(ec.as_dict(private=True)), encoding="utf-8")
    assert SigningKey.from_file(kept).kid == "ec-1"
    for bad in ("", "[]", "{}", "[" * 100_000):
        kept.write_text(bad, encoding="utf-8")
        with pytest.raises(UsageError):
            SigningKey.from_file(kept)
    with pytest.raises(UsageError):
        SigningKey.from_file(tmp_path / "none")


async def test_the_worked_example_of_the_guide_verifies_with_its_public_key() -> None:
    """HL7 SMART App Launch 2.2, client-confidential-asymmetric, worked example (CC-BY-4.0)."""
    token = EXAMPLE.replace("\n", "")
    claims = await KeySet.pinned(EXAMPLE_KEY).verify(token, algorithms=frozenset({"RS384"}))
    assert claims["aud"] == "https://authorize.smarthealthit.org/token"
    expected = Expected(
        "https://bili-monitor.example.com",
        frozenset({"https://authorize.smarthealthit.org/token"}),
        seen=Seen(),
        needs=frozenset({"iss", "sub", "aud", "exp", "jti"}),
    )
    assert await verified(token, KeySet.pinned(EXAMPLE_KEY), expected, now=claims["exp"] - 100)


EXAMPLE = """
eyJhbGciOiJSUzM4NCIsImtpZCI6ImVlZTlmMTdhM2I1OThmZDg2NDE3YTk4MGI1OTFmYmU2IiwidHlwIjoiSldUIn0.eyJp
c3MiOiJodHRwczovL2JpbGktbW9uaXRvci5leGFtcGxlLmNvbSIsInN1YiI6Imh0dHBzOi8vYmlsaS1tb25pdG9yLmV4YW1w
bGUuY29tIiwiYXVkIjoiaHR0cHM6Ly9hdXRob3JpemUuc21hcnRoZWFsdGhpdC5vcmcvdG9rZW4iLCJleHAiOjE0MjI1Njg4
NjAsImp0aSI6InJhbmRvbS1ub24tcmV1c2FibGUtand0LWlkLTEyMyJ9.D5kAqNJwaftCqsRdVVQDq6dMBxuGFOF5svQJuXb
cYp-oEyg5qOwK9ZE5cGLTHxqwfpUPNzRKgVdIGuhawAA-8g0s1nKQae8CuKs33hhKh4J34xSEwW3MYs1gwI4GHTtR_g3kYSX
6QCi14Ed3GIAvYFgqRqt-gD7sewMUXL4SB8I8cXcDbCqVizm7uPVhjw6QaeKZygJJ_AVLhM4Xs9LTy4HAhdCHpN0FrNmCerU
IYJvHDpcod7A0jDmxdoeW1KIBYlhdhQNwjtsTvT1ce4qacN_3KIv_fIzCKLIgDv9eWxkjAtxOmIm8aW5gX9xX7X0nbd0QglI
yiic_bZVNNEh0kg
"""
EXAMPLE_KEY: dict[str, Any] = {
    "keys": [
        {
            "kty": "RSA",
            "alg": "RS384",
            "e": "AQAB",
            "kid": "eee9f17a3b598fd86417a980b591fbe6",
            "n": (
                "wJq2RHIA-7RT6q4go7wjcbHdW7ck7Kz22A8wf-kN7Wi5CWvhFG2_Y7nQp1lDpb2IKMQr-Q4n_vgJ6d5r"
                "WPspJpSPY7iffUK4ipQCEbzID5DJ6fQMBZOfCTXyxkuMh3jYGKEF3Ziw2oxbM1H9j-eJAPtrj5stUG6k"
                "VoXowegdox-bSjWP0iI5PnkwUNzcekLMug4M3LRluEQgGR9O_BAML6-w3igZ_rZA_gunyrLAMbfmCVac"
                "eW5ohLp679kyM7U6W2gDK_NbkDKcINUakVmPeoG5h8RzgGzvGrySR0k0VDFiZv60Ua07DqHTeDGH9e4N"
                "V07AECae-oykIj5NDCs3pw"
            ),
        }
    ]
}
