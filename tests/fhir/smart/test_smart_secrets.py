"""No secret of a launch is in what is printed, logged or raised."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from starlette.responses import JSONResponse

from chartside.errors import ChartsideError
from chartside.fhir.smart.auth import SmartAuth
from chartside.fhir.smart.authorizing import begin, finish
from chartside.fhir.smart.id_token import IdTokens
from chartside.fhir.smart.introspection import introspect, revoke
from chartside.fhir.smart.registration import Kind
from chartside.fhir.smart.tokens import redeem, renew

Made = Callable[..., Any]
SECRET = "canary-client-secret"


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_whole_launch_logs_and_prints_none_of_its_secrets(
    ehr: Any,
    registered: Made,
    connect: Made,
    browser: Made,
    caplog: pytest.LogCaptureFixture,
    kind: Kind,
) -> None:
    caplog.set_level(logging.DEBUG, logger="httpx")
    caplog.set_level(logging.DEBUG, logger="httpcore")
    more = {"secret": SECRET} if kind is Kind.SYMMETRIC else {}
    client = await connect(registered(kind, **more))
    begun = begin(client.configuration, client.registration, launch="canary-launch")
    came = await browser(begun)
    caplog.clear()  # what the browser of this test logs of its own way
    code = finish(begun.pending, came, client.configuration)
    tokens = await redeem(client, begun.pending, code)
    person = await IdTokens(client).person(tokens.id_token, begun.pending)
    auth = SmartAuth(client, tokens)
    ehr.access.clear()
    await client.web.ask("GET", f"{ehr.base}/Patient/p1", auth=auth)
    await introspect(client, auth.tokens.access)
    await revoke(client, auth.tokens.refresh)

    kept = asdict(begun.pending)
    secrets = [SECRET, "canary-launch", code]
    if kind is Kind.ASYMMETRIC:
        secrets.append(client.registration.key._key.as_dict(private=True)["d"])
    secrets += [kept["state"], kept["verifier"], kept["nonce"], person.name]
    for one in (tokens, auth.tokens):
        secrets += [one.access, one.refresh, one.id_token]
    secrets += [
        form["client_assertion"] for _, _, form, _ in ehr.asked if "client_assertion" in form
    ]
    shown = [client, client.registration, begun, begun.pending, tokens, auth, auth.tokens, person]
    printed = "".join(f"{one!r}{one!s}" for one in shown) + caplog.text
    assert all(secrets)
    assert [one for one in secrets if one in printed] == []


async def test_no_error_holds_what_was_sent_or_what_came_back(
    ehr: Any, registered: Made, connect: Made, browser: Made
) -> None:
    client = await connect(registered(Kind.SYMMETRIC, secret=SECRET))
    begun = begin(client.configuration, client.registration, launch="canary-launch")
    code = finish(begun.pending, await browser(begun), client.configuration)
    tokens = await redeem(client, begun.pending, code)
    said = {"error": "canary of the server", "error_description": "canary", "patient": "canary/1"}
    attempts: list[Callable[[], Any]] = [
        lambda: redeem(client, begun.pending, code),
        lambda: renew(client, tokens),
        lambda: introspect(client, tokens.access),
        lambda: revoke(client, tokens.access),
        lambda: IdTokens(client).person("canary.canary.canary", begun.pending),
    ]
    told: list[str] = []
    for status in (200, 400, 500):
        ehr.says = {
            path: JSONResponse(said, status)
            for path in ("/oauth/token", "/oauth/introspect", "/oauth/revoke")
        }
        for attempt in attempts:
            try:
                await attempt()
            except ChartsideError as why:
                told.append(f"{why}{why!r}" + "".join(traceback.format_exception_only(why)))
    assert len(told) == 3 * len(attempts) - 1  # a token that is ended needs no answer
    secrets = [SECRET, "canary", code, tokens.access, tokens.refresh]
    assert [one for one in secrets if one in "".join(told)] == []
