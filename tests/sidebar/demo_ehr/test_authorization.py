"""What the authorization server refuses, and what it gives."""

import json
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet, OctKey, RSAKey

from chartside.sidebar.demo_ehr.registration import BACKEND_SCOPES, Registration


def test_an_app_launched_for_a_patient_is_told_who_it_is_about(app: Any) -> None:
    said = app.granted()
    assert said["patient"] == "nora-lindqvist"
    assert said["encounter"]
    assert said["need_patient_banner"] is True
    assert said["token_type"] == "Bearer"
    assert said["expires_in"] <= 3600
    assert {*said["scope"].split()} == {
        "launch",
        "openid",
        "fhirUser",
        "online_access",
        "patient/*.rs",
    }


def test_an_app_is_told_the_rest_of_its_context(app: Any) -> None:
    beside = {
        "intent": "reconcile",
        "tenant": "millbrook",
        "appContext": "draft-7",
        "fhirContext": [{"reference": "DiagnosticReport/report-ct-chest-2024-02"}],
        "need_patient_banner": False,
        "smart_style_url": f"{app.ehr.origin}/ehr/smart-style.json",
    }
    said = app.granted(launch=app.handle("marcus-feld", encounter="", **beside))
    assert {name: said[name] for name in beside} == beside
    assert said["patient"] == "marcus-feld"
    assert "encounter" not in said
    assert app.client.get(said["smart_style_url"]).json()["color_text"].startswith("#")


def test_an_app_without_the_scope_launch_is_told_of_no_patient(app: Any, told: Any) -> None:
    page = app.authorize(launch=None, scope="openid fhirUser", prompt="login")
    said = app.token(app.form(told(app.sign_in(page))["code"])).json()
    assert "patient" not in said
    assert app.fhir(said["access_token"], "GET", "Patient/nora-lindqvist").status_code == 403


def test_the_answer_names_who_gave_it_and_nothing_keeps_it(app: Any, told: Any) -> None:
    response = app.authorize()
    assert told(response)["iss"] == app.ehr.base
    assert told(response)["state"] == app.state
    assert response.headers["cache-control"] == "no-store"
    token = app.token(app.form(told(response)["code"]))
    assert token.headers["cache-control"] == "no-store"


def test_a_request_may_come_as_a_form(app: Any, told: Any) -> None:
    response = app.client.post(f"{app.auth}/authorize", data=app.params(launch=app.handle()))
    assert told(response)["code"]


@pytest.mark.parametrize(
    "wrong",
    [{"client_id": "stranger"}, {"redirect_uri": "http://localhost:9/callback/more"}],
    ids=["an unknown app", "an address that was not registered"],
)
def test_nobody_is_sent_to_an_address_that_is_not_known(app: Any, wrong: Any) -> None:
    response = app.authorize(**wrong)
    assert response.status_code == 400
    assert "location" not in response.headers


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"aud": "https://elsewhere.example/fhir"}, "invalid_request"),
        ({"aud": None}, "invalid_request"),
        ({"state": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "x" * 42}, "invalid_request"),
        ({"launch": "made-up"}, "invalid_request"),
        ({"launch": None}, "invalid_request"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"scope": "launch/nothing nonsense"}, "invalid_scope"),
        ({"max_age": "soon"}, "invalid_request"),
    ],
)
def test_a_request_that_is_not_in_order_is_sent_back(
    app: Any, told: Any, wrong: Any, error: str
) -> None:
    assert told(app.authorize(**wrong))["error"] == error


def test_a_parameter_that_is_there_twice_is_refused(app: Any, told: Any, query_of: Any) -> None:
    text = query_of({**app.params(launch=app.handle())}) + "&scope=patient/*.rs"
    assert told(app.client.get(f"{app.auth}/authorize?{text}"))["error"] == "invalid_request"


def test_a_launch_is_good_once(app: Any, told: Any) -> None:
    launch = app.handle()
    assert told(app.authorize(launch=launch))["code"]
    assert told(app.authorize(launch=launch))["error"] == "invalid_request"


def test_a_launch_that_waited_too_long_is_refused(app: Any, told: Any) -> None:
    launch = app.handle()
    app.ehr.clock.ahead = 301
    assert told(app.authorize(launch=launch))["error"] == "invalid_request"


def test_a_code_is_good_once_and_used_again_ends_its_tokens(app: Any) -> None:
    code = app.code()
    token = app.token(app.form(code)).json()["access_token"]
    assert app.fhir(token, "GET", "Patient/nora-lindqvist").status_code == 200
    again = app.token(app.form(code))
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert app.fhir(token, "GET", "Patient/nora-lindqvist").status_code == 401


def test_a_code_is_good_for_a_minute(app: Any) -> None:
    code = app.code()
    app.ehr.clock.ahead = 61
    assert app.token(app.form(code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "a" * 64},
        {"code_verifier": None},
        {"code_verifier": "short"},
        {"redirect_uri": "http://localhost:9/other"},
        {"redirect_uri": None},
    ],
    ids=str,
)
def test_whoever_found_a_code_cannot_use_it(app: Any, wrong: Any) -> None:
    assert app.token(app.form(app.code(), **wrong)).json()["error"] == "invalid_grant"


def test_a_code_that_nobody_gave_is_none(app: Any) -> None:
    assert app.token(app.form("made-up")).json()["error"] == "invalid_grant"


def test_a_code_of_one_app_is_no_good_for_another(app: Any) -> None:
    code = app.code()
    said = app.token(app.form(code, client_id="older"))
    assert said.json()["error"] == "invalid_grant"


def test_an_app_with_a_secret_proves_it_by_basic_or_in_the_form(app: Any) -> None:
    app.client_id = "secretive"
    basic = app.token(app.form(app.code(), client_id=None), auth=("secretive", "s3cret%3A+%25%26"))
    assert basic.status_code == 200
    posted = app.token(app.form(app.code(), client_secret="s3cret: %&"))
    assert posted.status_code == 200


@pytest.mark.parametrize("more", [{}, {"client_secret": "guess"}, {"client_secret": ""}])
def test_an_app_with_a_secret_gets_nothing_without_it(app: Any, more: Any) -> None:
    app.client_id = "secretive"
    said = app.token(app.form(app.code(), **more))
    assert (said.status_code, said.json()["error"]) == (401, "invalid_client")


def test_an_app_with_a_key_proves_it_by_an_assertion(app: Any, keys: Any) -> None:
    app.client_id = "keyed"
    for key in keys:
        form = {**app.form(app.code(), client_id=None), **app.asserted(app.assertion(key))}
        assert app.token(form).status_code == 200


def test_the_keys_of_an_app_are_fetched_from_where_it_registered_them(app: Any) -> None:
    app.client_id = "fetched"
    where = f"{app.ehr.origin}/ehr/cds-jwks.json"
    app.ehr.register(Registration("fetched", "backend", jwks_url=where, scopes=BACKEND_SCOPES))
    key = app.ehr.keys._calls[0]
    assert app.backend(app.assertion(key, {"jku": where})).status_code == 200
    assert app.backend(app.assertion(key, {"jku": f"{where}?"})).status_code == 401
    nowhere = f"{app.ehr.origin}/ehr/none.json"
    app.ehr.register(Registration("fetched", "backend", jwks_url=nowhere, scopes=BACKEND_SCOPES))
    assert app.backend(app.assertion(key)).json()["error"] == "invalid_client"


def test_an_app_with_a_key_is_not_let_in_by_its_name(app: Any) -> None:
    app.client_id = "keyed"
    assert app.token(app.form(app.code())).json()["error"] == "invalid_client"


def test_an_assertion_that_was_here_before_is_refused(app: Any) -> None:
    app.client_id = "nightly"
    assertion = app.assertion()
    assert app.backend(assertion).status_code == 200
    assert app.backend(assertion).json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": None},
        {"ahead": 3600},
        {"ahead": -1},
        {"aud": "https://elsewhere.example/token"},
        {"aud": ["https://elsewhere.example/token"]},
        {"aud": None},
        {"iss": "public"},
        {"sub": "public"},
        {"jti": None},
        {"jti": 7},
        {"late": 60},
    ],
    ids=str,
)
def test_an_assertion_whose_claims_are_not_right_is_refused(app: Any, claims: Any) -> None:
    app.client_id = "nightly"
    now = int(app.ehr.clock.now())
    if "ahead" in claims:
        claims = {"exp": now + claims["ahead"]}
    if "late" in claims:
        claims = {"iat": now + claims["late"]}
    assert app.backend(app.assertion(**claims)).json()["error"] == "invalid_client"


def test_an_assertion_by_another_key_is_refused(app: Any, keys: Any) -> None:
    app.client_id = "nightly"
    other = RSAKey.generate_key(2048)
    assert app.backend(app.assertion(other, {"kid": keys[1].kid})).status_code == 401
    assert app.backend(app.assertion(keys[1], {"kid": "../keys"})).status_code == 401
    assert app.backend(app.assertion(keys[1], {"kid": keys[0].kid})).status_code == 401


def test_an_assertion_by_another_algorithm_or_address_of_keys_is_refused(
    app: Any, keys: Any
) -> None:
    app.client_id = "nightly"
    public = json.dumps(keys[1].as_dict(private=False))
    shared = jwt.encode(
        {"alg": "HS384", "typ": "JWT", "kid": keys[1].kid},
        {"iss": "nightly", "sub": "nightly"},
        OctKey.import_key(public),
        algorithms=["HS384"],
    )
    assert app.backend(shared).status_code == 401
    assert app.backend(app.assertion(keys[1], {"alg": "RS256"})).status_code == 401
    assert app.backend(app.assertion(keys[1], {"jku": "http://x.example/"})).status_code == 401
    assert app.backend("not.a.token").status_code == 401
    head, body, _ = app.assertion().split(".")
    assert app.backend(f"{head}.{body}.").status_code == 401


def test_a_service_without_a_person_gets_five_minutes_and_nothing_to_refresh(app: Any) -> None:
    app.client_id = "nightly"
    said = app.backend(app.assertion(), "system/Observation.rs system/Patient.read").json()
    assert said["expires_in"] == 300
    assert said["token_type"] == "bearer"
    assert {*said["scope"].split()} == {"system/Observation.rs", "system/Patient.read"}
    assert "refresh_token" not in said
    assert app.fhir(said["access_token"], "GET", "Observation?_count=1").status_code == 200
    assert app.fhir(said["access_token"], "GET", "Condition?_count=1").status_code == 403


def test_a_service_gets_no_scope_of_a_person(app: Any) -> None:
    app.client_id = "nightly"
    assert app.backend(app.assertion(), "patient/*.rs").json()["error"] == "invalid_scope"


def test_an_app_with_a_person_gets_no_scope_of_a_service(app: Any, told: Any) -> None:
    assert told(app.authorize(scope="launch system/*.rs"))["code"]
    said = app.granted(scope="launch system/*.rs patient/Patient.r")
    assert "system" not in said["scope"]


def test_a_refresh_token_is_replaced_each_time(app: Any) -> None:
    said = app.granted()
    form = {"grant_type": "refresh_token", "client_id": "public"}
    second = app.token({**form, "refresh_token": said["refresh_token"]}).json()
    assert second["refresh_token"] != said["refresh_token"]
    assert second["patient"] == "nora-lindqvist"
    assert app.fhir(second["access_token"], "GET", "Patient/nora-lindqvist").status_code == 200


def test_a_refresh_token_that_comes_twice_ends_everything_it_led_to(app: Any) -> None:
    said = app.granted()
    form = {"grant_type": "refresh_token", "client_id": "public"}
    second = app.token({**form, "refresh_token": said["refresh_token"]}).json()
    again = app.token({**form, "refresh_token": said["refresh_token"]})
    assert again.json()["error"] == "invalid_grant"
    third = app.token({**form, "refresh_token": second["refresh_token"]})
    assert third.json()["error"] == "invalid_grant"
    assert app.fhir(second["access_token"], "GET", "Patient/nora-lindqvist").status_code == 401


def test_a_refresh_token_of_one_app_is_no_good_for_another(app: Any) -> None:
    said = app.granted()
    form = {"grant_type": "refresh_token", "client_id": "older"}
    other = app.token({**form, "refresh_token": said["refresh_token"]})
    assert other.json()["error"] == "invalid_grant"


def test_refreshing_gives_less_where_less_is_asked_and_never_more(app: Any) -> None:
    said = app.granted()
    form = {"grant_type": "refresh_token", "client_id": "public"}
    less = app.token(
        {**form, "refresh_token": said["refresh_token"], "scope": "patient/Patient.r"}
    ).json()
    assert less["scope"] == "patient/Patient.r"
    more = app.token(
        {**form, "refresh_token": less["refresh_token"], "scope": "patient/DocumentReference.c"}
    )
    assert more.json()["error"] == "invalid_scope"


def test_without_a_lasting_scope_there_is_nothing_to_refresh(app: Any) -> None:
    assert "refresh_token" not in app.granted(scope="launch patient/*.rs")


def identity(app: Any, token: str) -> Any:
    """An id_token, its signature checked with the published keys."""
    found = app.client.get(f"{app.ehr.base}/.well-known/openid-configuration").json()
    keys = KeySet.import_key_set(app.client.get(found["jwks_uri"]).json())
    return jwt.decode(token, keys, algorithms=["RS256"])


def test_an_id_token_says_who_signed_in_and_when(app: Any) -> None:
    said = app.granted(nonce="n-1")
    token = identity(app, said["id_token"])
    claims = token.claims
    assert claims["iss"] == app.ehr.base
    assert claims["aud"] == "public"
    assert claims["nonce"] == "n-1"
    assert claims["fhirUser"] == f"{app.ehr.base}/Practitioner/dr-okafor"
    assert claims["auth_time"] == int(app.ehr.launching.signed_in)
    assert claims["auth_time"] <= claims["iat"] < claims["exp"]
    assert "okafor" not in claims["sub"]


def test_keys_change_and_the_one_before_still_holds(app: Any) -> None:
    before = app.granted()["id_token"]
    app.ehr.keys.rotate()
    after = app.granted()["id_token"]
    assert identity(app, before).header["kid"] != identity(app, after).header["kid"]


def test_an_id_token_may_come_without_the_name_of_its_key(app: Any) -> None:
    app.ehr.faults.id_token_without_kid = True
    token = app.granted()["id_token"]
    assert jws.extract_compact(token.encode()).headers() == {"alg": "RS256", "typ": "JWT"}


def test_an_id_token_may_come_from_somebody_else(app: Any) -> None:
    app.ehr.faults.foreign_id_token = True
    with pytest.raises(BadSignatureError):
        identity(app, app.granted()["id_token"])


def test_without_openid_nobody_is_named(app: Any) -> None:
    assert "id_token" not in app.granted(scope="launch fhirUser patient/*.rs")


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"max_age": "0"}], ids=str)
def test_who_is_asked_again_signs_in_again(app: Any, told: Any, asked: Any) -> None:
    launch = app.handle()
    app.ehr.clock.ahead = 10
    page = app.authorize(launch=launch, **asked)
    assert page.status_code == 200
    assert "millbrook" in page.text
    wrong = app.sign_in(page, password="guess")
    assert wrong.status_code == 401
    response = app.sign_in(wrong)
    said = app.token(app.form(told(response)["code"])).json()
    claims = identity(app, said["id_token"]).claims
    assert claims["auth_time"] >= int(app.ehr.clock.now()) - 5
    assert said["patient"] == "nora-lindqvist"


def test_somebody_else_cannot_sign_in_for_whoever_launched(app: Any) -> None:
    page = app.authorize(prompt="login")
    assert "dr-novak" not in page.text
    assert app.sign_in(page, user="Practitioner/dr-novak").status_code == 401


def test_a_password_is_not_guessed_at_for_long(app: Any, told: Any) -> None:
    page = app.authorize(prompt="login")
    for _ in range(4):
        page = app.sign_in(page, password="guess")
        assert page.status_code == 401
    assert told(app.sign_in(page, password="guess"))["error"] == "access_denied"


def test_a_sign_in_page_is_good_once(app: Any, told: Any) -> None:
    page = app.authorize(prompt="login")
    assert told(app.sign_in(page))["code"]
    assert app.sign_in(page).status_code == 400


def test_who_cancels_has_not_signed_in(app: Any, told: Any) -> None:
    page = app.authorize(prompt="login")
    assert told(app.sign_in(page, cancel="yes"))["error"] == "access_denied"


def test_nobody_is_asked_where_the_app_wants_no_page(app: Any, told: Any) -> None:
    scope = "openid fhirUser launch/patient patient/*.rs"
    found = told(app.authorize(launch=None, scope=scope, prompt="none"))
    assert found["error"] == "login_required"
    assert told(app.authorize(prompt="none"))["code"]


def test_standalone_the_person_signs_in_and_chooses_a_patient(app: Any, told: Any) -> None:
    scope = "openid fhirUser launch/patient patient/*.rs"
    page = app.authorize(launch=None, scope=scope)
    assert "Feld, Marcus" in page.text
    assert app.sign_in(page, patient="nobody").status_code == 200
    page = app.authorize(launch=None, scope=scope)
    code = told(app.sign_in(page, patient="marcus-feld", user="Practitioner/dr-novak"))["code"]
    said = app.token(app.form(code)).json()
    assert said["patient"] == "marcus-feld"
    assert identity(app, said["id_token"]).claims["fhirUser"].endswith("dr-novak")


def test_the_sign_in_page_runs_nothing_and_is_shown_in_no_foreign_frame(app: Any) -> None:
    page = app.authorize(prompt="login")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert "form-action 'self' http://localhost:9" in policy
    assert page.headers["cache-control"] == "no-store"


def test_only_the_app_itself_is_told_about_its_token(app: Any) -> None:
    said = app.granted()
    form = {"token": said["access_token"], "client_id": "public"}
    found = app.client.post(f"{app.auth}/introspect", data=form).json()
    assert found["active"] is True
    assert found["patient"] == "nora-lindqvist"
    assert found["fhirUser"].endswith("Practitioner/dr-okafor")
    other = app.client.post(f"{app.auth}/introspect", data={**form, "client_id": "older"}).json()
    assert other == {"active": False}
    app.ehr.clock.ahead = 3601
    assert app.client.post(f"{app.auth}/introspect", data=form).json() == {"active": False}


def test_a_token_that_was_given_back_holds_no_more(app: Any) -> None:
    said = app.granted()
    stranger = {"token": said["refresh_token"], "client_id": "older"}
    assert app.client.post(f"{app.auth}/revoke", data=stranger).status_code == 200
    assert app.fhir(said["access_token"], "GET", "Patient/nora-lindqvist").status_code == 200
    form = {"token": said["refresh_token"], "client_id": "public"}
    assert app.client.post(f"{app.auth}/revoke", data=form).status_code == 200
    assert app.fhir(said["access_token"], "GET", "Patient/nora-lindqvist").status_code == 401


def test_the_server_says_what_it_can_do(app: Any) -> None:
    said = app.client.get(f"{app.ehr.base}/.well-known/smart-configuration").json()
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["token_endpoint"] == f"{app.auth}/token"
    assert said["issuer"] == app.ehr.base
    assert "sso-openid-connect" in said["capabilities"]


def test_scopes_of_version_one_are_granted_as_they_were_asked_for(app: Any) -> None:
    app.client_id = "older"
    said = app.granted(scope="launch patient/Observation.read patient/Observation.write")
    assert said["scope"] == "launch patient/Observation.read"
    token = said["access_token"]
    assert app.fhir(token, "GET", "Observation?_count=1").status_code == 200


def test_faults_are_there_when_a_test_wants_them(app: Any, told: Any) -> None:
    app.ehr.faults.withheld = frozenset({"online_access", "patient/*.rs"})
    said = app.granted()
    assert "patient/*.rs" not in said["scope"]
    assert "refresh_token" not in said
    app.ehr.faults.another_patient = "ida-sorel"
    assert app.granted()["patient"] == "ida-sorel"
    app.ehr.faults.authorization_error = "temporarily_unavailable"
    assert told(app.authorize())["error"] == "temporarily_unavailable"
