"""Which addresses may be asked, and under which spelling."""

import pytest

from chartside.errors import UsageError, WebError
from chartside.fhir.network import Web, origin_of, server_address
from chartside.fhir.network.guard import Guard

ELSEWHERE = (
    "https://0x7f000001/fhir",
    "https://0x7f.1/fhir",
    "https://2130706433/fhir",
    "https://127.1/fhir",
    "https://0177.0.0.1/fhir",
    "https://127.0.0.1./fhir",
    "https://[::ffff:127.0.0.1]/fhir",
    "https://[::ffff:169.254.169.254]/fhir",
    "https://[::127.0.0.1]/fhir",
    "https://[64:ff9b::7f00:1]/fhir",
    "https://[2002:7f00:1::]/fhir",
    "https://[fe80::1]/fhir",
    "https://[fe80::1%25eth0]/fhir",
    "https://169.254.169.254/latest/meta-data",
    "https://100.100.100.200/latest",
    "https://[fd00:ec2::254]/latest",
    "https://0.0.0.0/fhir",
    "https://[::]/fhir",
    "https://224.0.0.1/fhir",
    "https://255.255.255.255/fhir",
    "https://ehr.example@evil.example/fhir",
    "https://ehr.example:x@evil.example/fhir",
    "https://@evil.example/fhir",
    "https://ehr.example\\@evil.example/fhir",
    "https://ehr.example%2eevil.example/fhir",
    "https://ehr.example\u3002evil.example/fhir",
    "https://\uff11\uff12\uff17.0.0.1/fhir",
    "https://ehr.example /fhir",
    "https://ehr.example\n.evil.example/fhir",
    "https:///fhir",
    "https://ehr.example:99999/fhir",
    "file:///etc/passwd",
    "ftp://ehr.example/fhir",
    "javascript:alert(1)",
    "//ehr.example/fhir",
    "ehr.example/fhir",
    "",
)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_an_address_that_no_server_has_is_refused_in_whatever_spelling(url: str) -> None:
    assert origin_of(url) is None
    with pytest.raises(UsageError):
        server_address(url)
    with pytest.raises(UsageError):
        Web([url])


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://ehr.example/fhir/R4/", "https://ehr.example/fhir/R4"),
        ("HTTPS://EHR.Example:443/fhir", "https://ehr.example/fhir"),
        ("https://ehr.example:8443", "https://ehr.example:8443"),
        ("https://10.20.30.40/fhir", "https://10.20.30.40/fhir"),
        ("https://[fd12:3456::7]/fhir", "https://[fd12:3456::7]/fhir"),
        ("http://127.0.0.1:8080/fhir", "http://127.0.0.1:8080/fhir"),
        ("http://localhost:8080/fhir", "http://localhost:8080/fhir"),
        ("http://[::1]:8080/fhir", "http://[::1]:8080/fhir"),
        ("https://ehr_1.hospital-a.example/a%20b", "https://ehr_1.hospital-a.example/a%20b"),
    ],
)
def test_a_server_of_a_site_is_named_by_its_url_on_a_private_network_too(
    url: str, base: str
) -> None:
    assert server_address(url) == base


@pytest.mark.parametrize("more", ["?x=1", "#x", "?", "#", "/../admin"])
def test_the_base_of_a_server_is_a_place_and_nothing_more(more: str) -> None:
    with pytest.raises(UsageError):
        server_address("https://ehr.example/fhir" + more)


def test_plain_http_goes_to_another_machine_only_with_leave() -> None:
    with pytest.raises(UsageError, match="https only"):
        server_address("http://ehr.example/fhir")
    with pytest.raises(UsageError, match="https only"):
        Web(["http://ehr.example"])
    assert server_address("http://ehr.example/fhir", plain_http=True) == "http://ehr.example/fhir"
    assert Web(["http://ehr.example"], plain_http=True).allows("http://ehr.example/x")


def test_a_name_that_leads_to_this_machine_is_refused_unless_the_site_wrote_this_machine() -> None:
    assert not Guard("ehr.example").allows("127.0.0.1")
    assert not Guard("ehr.example").allows("::ffff:127.0.0.1")
    assert Guard("ehr.example").allows("10.0.0.5")
    assert Guard("localhost").allows("127.0.0.1")
    assert Guard("localhost").allows("::1")
    assert not Guard("localhost").allows("169.254.169.254")
    assert not Guard("ehr.example").allows("")


def test_an_origin_is_scheme_host_and_port_together() -> None:
    web = Web(["https://ehr.example:8443/fhir"])
    assert web.allows("https://EHR.example:8443/other")
    for url in (
        "https://ehr.example/fhir",
        "http://ehr.example:8443/fhir",
        "https://ehr.example.evil.example:8443/fhir",
        "https://ehr.example:8443@evil.example/fhir",
        "/fhir",
    ):
        assert not web.allows(url)


async def test_an_origin_that_nobody_listed_is_not_asked() -> None:
    async with Web(["https://ehr.example"]) as web:
        with pytest.raises(WebError) as refused:
            await web.ask("GET", "https://evil.example/fhir")
    assert refused.value.reason == "not-listed"
    assert "evil" not in str(refused.value)
