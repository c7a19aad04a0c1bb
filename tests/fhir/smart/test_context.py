"""The launch context is the word of another machine: one patient is named, or none is opened."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.errors import LaunchRefused
from chartside.fhir.smart.context import ContextItem, LaunchContext, read


def test_a_whole_context_is_read() -> None:
    made = read(
        {
            "patient": "123",
            "encounter": "e-1.2",
            "fhirContext": [
                {"reference": "ImagingStudy/123"},
                {
                    "role": "https://example.org/role/form",
                    "type": "Questionnaire",
                    "canonical": "https://example.org/Questionnaire/123|v2023-05-03",
                },
                {"identifier": {"system": "urn:oid:1.2", "value": "A-1"}, "type": "ServiceRequest"},
                {"reference": "Encounter/7", "role": "https://example.org/role/referral"},
            ],
            "need_patient_banner": False,
            "intent": "reconcile-medications",
            "smart_style_url": "https://ehr.example/styles/v1.json",
            "tenant": "2ddd6c3a-8e9a-44c6-a305-52111ad302a2",
            "appContext": "opaque-7",
            "smart_web_messaging_handle": "handle",
            "smart_web_messaging_origin": "https://ehr.example",
        }
    )
    assert made == LaunchContext(
        patient="123",
        encounter="e-1.2",
        fhir_context=(
            ContextItem("launch", "ImagingStudy", "ImagingStudy/123"),
            ContextItem(
                "https://example.org/role/form",
                "Questionnaire",
                canonical="https://example.org/Questionnaire/123|v2023-05-03",
            ),
            ContextItem(type="ServiceRequest", identifier=("urn:oid:1.2", "A-1")),
            ContextItem("https://example.org/role/referral", "Encounter", "Encounter/7"),
        ),
        need_patient_banner=False,
        intent="reconcile-medications",
        style_url="https://ehr.example/styles/v1.json",
        tenant="2ddd6c3a-8e9a-44c6-a305-52111ad302a2",
        app_context="opaque-7",
        messaging_handle="handle",
        messaging_origin="https://ehr.example",
    )


def test_a_patient_banner_is_needed_unless_the_record_system_says_that_it_is_not() -> None:
    assert read({"need_patient_banner": False}).need_patient_banner is False
    for said in (True, "false", 0, None, [], {}):
        assert read({"need_patient_banner": said}).need_patient_banner is True
    assert read({}).need_patient_banner is True


@pytest.mark.parametrize("name", ["patient", "encounter"])
@pytest.mark.parametrize(
    "value", ["", "Patient/1", "1/../2", "1?x", "1 2", "é", "x" * 65, 7, ["1"], {"id": "1"}, "1\n"]
)
def test_a_patient_or_encounter_that_is_no_fhir_id_ends_the_launch(name: str, value: Any) -> None:
    with pytest.raises(LaunchRefused) as why:
        read({name: value})
    assert why.value.reason == "context"


@pytest.mark.parametrize(
    "item",
    [
        {},
        7,
        None,
        "ImagingStudy/1",
        {"reference": "https://evil.example/ImagingStudy/1"},
        {"reference": "ImagingStudy/1/../../Patient/2"},
        {"reference": "#contained"},
        {"reference": "Patient/2"},
        {"reference": "Encounter/2", "role": "launch"},
        {"reference": "ImagingStudy/1", "role": ""},
        {"reference": "ImagingStudy/1", "role": "own-role"},
        {"reference": "ImagingStudy/1", "role": 7},
        {"canonical": "Questionnaire/1"},
        {"canonical": "https://x.example/\nevil"},
        {"identifier": {"system": "urn:x"}},
        {"identifier": "A-1"},
        {"identifier": {"value": "1"}, "type": "Patient"},
        {"type": "ImagingStudy"},
    ],
)
def test_an_item_that_is_not_as_it_must_be_is_left_and_counted(item: Any) -> None:
    good = {"reference": "ImagingStudy/123"}
    made = read({"fhirContext": [item, good]})
    assert made.fhir_context == (ContextItem("launch", "ImagingStudy", "ImagingStudy/123"),)
    assert made.set_aside == 1


def test_a_list_without_end_is_cut_off_and_counted() -> None:
    made = read({"fhirContext": [{"reference": f"List/{n}"} for n in range(1000)]})
    assert len(made.fhir_context) == 100
    assert made.set_aside == 900
    assert read({"fhirContext": {"reference": "List/1"}}).set_aside == 1


@pytest.mark.parametrize(
    "said",
    [
        {"intent": "a\0b"},
        {"intent": "x" * 257},
        {"intent": 7},
        {"tenant": ["a"]},
        {"tenant": ""},
        {"appContext": {"a": 1}},
        {"appContext": "x" * 16_385},
        {"smart_style_url": "javascript:alert(1)"},
        {"smart_style_url": "https://ehr.example@evil.example/x"},
        {"smart_style_url": "https://169.254.169.254/x"},
        {"smart_style_url": "//evil.example/x"},
        {"smart_web_messaging_origin": "https://ehr.example"},
        {"smart_web_messaging_handle": "h"},
        {"smart_web_messaging_handle": "h", "smart_web_messaging_origin": "*"},
        {"smart_web_messaging_handle": "h", "smart_web_messaging_origin": "null"},
        {"smart_web_messaging_handle": "h", "smart_web_messaging_origin": "https://e.example/a"},
        {"smart_web_messaging_handle": 7, "smart_web_messaging_origin": "https://e.example"},
        {"unknown": "parameter", "https://ehr.example/props/dark-mode": True, "__dark": 1},
    ],
)
def test_what_is_not_of_its_kind_is_as_if_it_had_not_been_said(said: dict[str, Any]) -> None:
    assert read(said) == LaunchContext()


def test_an_origin_of_messages_is_written_as_browsers_write_it() -> None:
    said = {
        "smart_web_messaging_handle": "h",
        "smart_web_messaging_origin": "HTTPS://E.example:443/",
    }
    assert read(said).messaging_origin == "https://e.example"


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
names = st.sampled_from(
    ["fhirContext", "need_patient_banner", "intent", "smart_style_url", "tenant", "appContext"]
)


@given(st.dictionaries(names, json))
def test_no_context_makes_an_error_but_one_that_misnames_the_patient(said: dict[str, Any]) -> None:
    made = read(said)
    assert made.patient is None
    assert isinstance(made.need_patient_banner, bool)
