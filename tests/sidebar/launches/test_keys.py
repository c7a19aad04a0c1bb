"""The public keys of a client that is known by its key."""

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from chartside.errors import UsageError


def written(folder: Path, key: Any, kid: str) -> str:
    path = folder / f"{kid}.jwk.json"
    path.write_text(json.dumps({**key.as_dict(private=True), "kid": kid}), encoding="utf-8")
    return str(path)


@pytest.fixture
def registered(tmp_path: Path) -> dict[str, Any]:
    """An EHR where this service is known by a key on the curve P-384."""
    key = written(tmp_path, ECKey.generate_key("P-384"), "of-the-north")
    return {"client": "asymmetric", "key": key}


Opening = Callable[..., AbstractAsyncContextManager[Any]]


async def test_the_key_set_is_published_with_every_registered_key(
    opening: Opening, registered: dict[str, Any]
) -> None:
    async with opening(**registered) as scene:
        answer = await scene.browser().get(f"{scene.url}/launch/jwks.json")
    (key,) = answer.json()["keys"]
    assert key["kid"] == "of-the-north"
    assert key["kty"] == "EC"
    assert key["crv"] == "P-384"
    assert {"x", "y"} <= key.keys()
    assert "d" not in key


async def test_the_key_set_is_for_everybody(opening: Opening, registered: dict[str, Any]) -> None:
    async with opening(**registered) as scene:
        answer = await scene.browser().get(f"{scene.url}/launch/jwks.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert "set-cookie" not in answer.headers


async def test_the_key_set_says_how_long_it_may_be_kept(
    opening: Opening, registered: dict[str, Any]
) -> None:
    async with opening(**registered) as scene:
        answer = await scene.browser().get(f"{scene.url}/launch/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=3600"


async def test_a_site_whose_clients_have_no_key_publishes_an_empty_set(scene: Any) -> None:
    answer = await scene.browser().get(f"{scene.url}/launch/jwks.json")
    assert answer.json() == {"keys": []}


async def test_a_key_of_another_kind_is_refused_when_the_service_starts(
    opening: Opening, tmp_path: Path
) -> None:
    other = written(tmp_path, ECKey.generate_key("P-256"), "another-curve")
    with pytest.raises(UsageError, match="P-384"):
        async with opening(client="asymmetric", key=other):
            pass
