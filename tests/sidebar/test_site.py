"""What a site may say of its sidebar."""

from pathlib import Path
from typing import Any

import pytest

from chartside.errors import UsageError
from chartside.sidebar.site import SCOPES, read_site, site_of

EHR = {"name": "north", "fhir": "https://ehr.example/fhir/", "client_id": "chartside"}
SITE = {"url": "https://chartside.example", "ehr": [EHR]}


def test_a_site_needs_its_address_and_one_ehr() -> None:
    site = site_of(SITE)
    assert site.origin == "https://chartside.example"
    assert site.ehr[0].fhir == "https://ehr.example/fhir"
    assert site.ehr[0].scopes == SCOPES
    assert site.ehr[0].frames == ()


@pytest.mark.parametrize("iss", ["https://ehr.example/fhir", "https://ehr.example/fhir/"])
def test_a_launch_is_known_by_the_fhir_base_it_names(iss: str) -> None:
    found = site_of(SITE).launched_by(iss)
    assert found is not None
    assert found.name == "north"


@pytest.mark.parametrize(
    "iss",
    [
        "https://evil.example/fhir",
        "https://ehr.example/fhir/evil",
        "https://ehr.example:444/fhir",
        "https://ehr.example.evil/fhir",
        "",
    ],
)
def test_any_other_base_is_nobody(iss: str) -> None:
    assert site_of(SITE).launched_by(iss) is None


def test_a_person_has_the_role_that_the_site_gives_them_and_nobody_has_one_by_default() -> None:
    ehr = site_of({**SITE, "ehr": [{**EHR, "people": {"Practitioner/1": "physician"}}]}).ehr[0]
    assert ehr.role_of("Practitioner/1") == "physician"
    assert not ehr.role_of("Practitioner/2")


def test_the_right_to_write_is_asked_for_only_where_documents_are_written_back() -> None:
    reads, writes = (site_of({**SITE, "ehr": [{**EHR, "write_back": w}]}).ehr[0] for w in (0, 1))
    assert not [scope for scope in reads.asked.split() if ".c" in scope]
    assert "patient/DocumentReference.cu" in writes.asked.split()


@pytest.mark.parametrize(
    ("amiss", "named"),
    [
        ({"url": "http://chartside.example"}, "url"),
        ({"url": "https://me:secret@chartside.example"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"ehr": []}, "ehr"),
        ({"ehr": [EHR, EHR]}, "two EHRs with one name"),
        ({"ehr": [EHR, {**EHR, "name": "south"}]}, "two EHRs with one fhir"),
        ({"ehr": [{**EHR, "fhir": "ftp://ehr.example"}]}, "ehr.0.fhir"),
        ({"ehr": [{**EHR, "frames": ["https://ehr.example/page"]}]}, "ehr.0.frames"),
        ({"ehr": [{**EHR, "name": "../up"}]}, "ehr.0.name"),
        ({"ehr": [{**EHR, "surprise": 1}]}, "ehr.0.surprise"),
        ({"ehr": [{**EHR, "cds": [{"iss": "x"}]}]}, "either jwks or keys_url"),
    ],
)
def test_a_wrong_field_is_named_and_its_value_is_not(amiss: dict[str, Any], named: str) -> None:
    with pytest.raises(UsageError) as refused:
        site_of({**SITE, **amiss})
    assert named in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_site_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(
        'url = "https://chartside.example"\n[[ehr]]\nname = "north"\n'
        'fhir = "https://ehr.example/fhir"\nclient_id = "c"\n[ehr.people]\n'
        '"Practitioner/1" = "physician"\n',
        encoding="utf-8",
    )
    assert read_site(file).named("north").role_of("Practitioner/1") == "physician"
    with pytest.raises(UsageError):
        read_site(file).named("south")


@pytest.mark.parametrize("text", [b"url = ", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_said_to_be_none(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "site.toml"
    file.write_bytes(text)
    with pytest.raises(UsageError, match="not TOML"):
        read_site(file)
    with pytest.raises(UsageError, match="cannot be read"):
        read_site(tmp_path / "none.toml")
