"""Codes, secrets and tokens go over TLS to a server that has proven its name, or they do not go."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec as curves
from cryptography.x509.oid import NameOID

from chartside.errors import LaunchRefused, UsageError, WebError
from chartside.fhir.network import Web
from chartside.fhir.smart.authorizing import begin
from chartside.fhir.smart.discovery import Configuration, discover
from chartside.fhir.smart.proving import Client
from chartside.fhir.smart.registration import Kind, Registration
from chartside.fhir.smart.tokens import redeem

Made = Callable[..., Any]
BACK = "https://chartside.example/callback"


@pytest.fixture
def counterfeit(tmp_path: Path) -> dict[str, str]:
    """A certificate for this machine that nobody vouches for."""
    key = curves.generate_private_key(curves.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=36_500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    pem, private = tmp_path / "cert.pem", tmp_path / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return {"ssl_certfile": str(pem), "ssl_keyfile": str(private)}


async def test_a_server_that_cannot_prove_its_name_is_told_nothing(
    ehr: Any, serve: Made, counterfeit: dict[str, str]
) -> None:
    url = serve(ehr.app(), **counterfeit).url
    assert url.startswith("https://")
    registration = Registration(f"{url}/fhir", "chartside", Kind.SYMMETRIC, BACK, secret="s")
    configuration = Configuration(f"{url}/oauth/token", f"{url}/oauth/authorize")
    async with Web(registration.reach()) as web:
        client = Client(web, configuration, registration)
        pending = begin(configuration, registration, launch="x").pending
        for asked in (discover(web, registration), redeem(client, pending, "c0de")):
            with pytest.raises(WebError) as why:
                await asked
            assert why.value.reason == "unreachable"
    assert ehr.asked == []


def test_no_version_of_tls_before_1_2_is_spoken() -> None:
    """The context that `Web` connects with is Python's own, which begins at 1.2."""
    assert ssl.create_default_context().minimum_version >= ssl.TLSVersion.TLSv1_2
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_a_server_on_another_machine_is_never_registered_without_tls() -> None:
    with pytest.raises(UsageError):
        Registration("http://ehr.example/fhir", "app", redirect_uri=BACK)
    with pytest.raises(UsageError):
        Web(["http://ehr.example"])


async def test_a_code_is_not_sent_to_an_endpoint_that_became_another(
    ehr: Any, registered: Made, connect: Made
) -> None:
    client = await connect(registered())
    pending = begin(client.configuration, client.registration, launch="x").pending
    moved = Client(client.web, Configuration("https://evil.example/token"), client.registration)
    with pytest.raises(LaunchRefused) as why:
        await redeem(moved, pending, "c0de")
    assert why.value.reason == "elsewhere"
    assert ehr.calls("/oauth/token") == []
