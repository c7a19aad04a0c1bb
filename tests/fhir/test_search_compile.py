"""Compiling HL7's definitions: each form of expression they use, on a type made up for it."""

from typing import Any

import pytest

from chartside.fhir.r4 import RESOURCE_TYPES
from chartside.fhir.search.compile import Compiler, elements, sections
from chartside.fhir.search.definitions import defined_types, parameters
from chartside.fhir.search.shapes import Shapes


def element(path: str, *types: str, **more: Any) -> dict[str, Any]:
    return {"path": path, "type": [{"code": t} for t in types], **more}


def definition(kind: str, *parts: dict[str, Any], of: str = "resource") -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition",
        "kind": of,
        "type": kind,
        "abstract": False,
        "snapshot": {"element": [element(kind), *parts]},
    }


SHAPES = Shapes(
    [
        definition("Period", element("Period.start", "dateTime"), of="complex-type"),
        definition("CodeableConcept", element("CodeableConcept.text", "string"), of="complex-type"),
        definition(
            "Visit",
            element("Visit.status", "code", isSummary=True, min=1),
            element("Visit.subject", "Reference", isSummary=True),
            element("Visit.seen[x]", "dateTime", "Period", "string", "Quantity", "CodeableConcept"),
            element("Visit.telecom", "ContactPoint"),
            element("Visit.part", "BackboneElement", isSummary=True),
            element("Visit.part.code", "CodeableConcept", isSummary=True),
            element("Visit.part.note", "string"),
            element("Visit.part.part", contentReference="#Visit.part"),
        ),
    ]
)


@pytest.mark.parametrize(
    ("expression", "kind", "path"),
    [
        ("Visit.status", "token", "status"),
        ("Other.status | Visit.status", "token", "status"),
        ("Visit.subject.where(resolve() is Patient)", "reference", "subject -> Patient"),
        ("Visit.seen", "date", "seenDateTime | seenPeriod"),
        ("Visit.seen.as(Period)", "date", "seenPeriod"),
        ("(Visit.seen as Quantity)", "quantity", "seenQuantity"),
        ("(Visit.seen as string) | (Visit.seen as CodeableConcept).text", "string", None),
        ("Visit.telecom.where(system='phone')", "token", "telecom[system=phone].value"),
        ("Visit.part.part.code", "token", "part.part.code"),
        ("Visit.entry[0].resource", "reference", ""),
        ("Visit.nothing", "token", ""),
        ("Visit.subject", "date", ""),
    ],
)
def test_an_expression_is_a_path_to_the_elements_it_means(
    expression: str, kind: str, path: str | None
) -> None:
    expected = "seenString | seenCodeableConcept.text" if path is None else path
    assert Compiler(SHAPES).expression(expression, "Visit", kind) == expected


def test_a_composite_is_read_within_its_root() -> None:
    urls = {"code": "token", "seen": "date"}
    known = [
        {
            "url": code,
            "code": code,
            "type": kind,
            "base": ["Visit"],
            "expression": "Visit.part.code" if code == "code" else "Visit.seen",
        }
        for code, kind in urls.items()
    ]
    both = {
        "url": "both",
        "code": "both",
        "type": "composite",
        "base": ["Visit"],
        "expression": "Visit | Visit.part",
        "component": [{"definition": "code", "expression": "code"}],
    }
    made = list(sections([*known, both], Compiler(SHAPES)))
    assert 'both = "part: token code"' in made


def test_a_summary_keeps_its_elements_and_says_what_it_leaves_out_within_them() -> None:
    assert list(elements(SHAPES))[:5] == [
        "[Visit]",
        'all = "status subject seenDateTime seenPeriod seenString seenQuantity '
        'seenCodeableConcept telecom part"',
        '"less.part" = "note part"',
        'needed = "status"',
        'summary = "status subject part"',
    ]


def test_the_definitions_of_r4_are_compiled_but_for_what_is_said_to_be_left_out() -> None:
    without = RESOURCE_TYPES - set(defined_types())
    assert not without & {"Observation", "Condition", "Patient", "MedicationRequest", "Task"}
    assert sum(len(parameters(kind)) for kind in defined_types()) > 1800
    assert "phonetic" not in parameters("Patient")
    assert "near" not in parameters("Location")
