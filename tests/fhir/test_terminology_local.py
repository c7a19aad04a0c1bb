"""Meanings of codes from CodeSystem, ValueSet and ConceptMap resources in files."""

import json
from pathlib import Path
from typing import Any

import pytest

from chartside.errors import NotFHIR, TerminologyError, UsageError
from chartside.fhir.codes import CVX, ICD10CM, NDC, SNOMED, UCUM, Coding
from chartside.fhir.equivalence import ByMap, same_thing
from chartside.fhir.terminology.local import LocalTerminology

ANIMALS = "http://example.org/animals"
Body = dict[str, Any]


def code_system(**fields: Any) -> Body:
    """Animals: a dog and a cat are mammals, a mammal is an animal; the dodo is retired."""
    return {
        "resourceType": "CodeSystem",
        "id": "animals",
        "url": ANIMALS,
        "version": "1",
        "status": "active",
        "content": "complete",
        "hierarchyMeaning": "is-a",
        "caseSensitive": True,
        "concept": [
            {
                "code": "animal",
                "display": "Animal",
                "concept": [
                    {
                        "code": "mammal",
                        "display": "Mammal",
                        "concept": [
                            {
                                "code": "dog",
                                "display": "Dog",
                                "designation": [{"language": "nl", "value": "Hond"}],
                                "property": [{"code": "legs", "valueInteger": 4}],
                            },
                            {"code": "cat", "display": "Cat"},
                        ],
                    },
                    {
                        "code": "dodo",
                        "display": "Dodo",
                        "property": [{"code": "inactive", "valueBoolean": True}],
                    },
                ],
            }
        ],
        **fields,
    }


def value_set(name: str, *includes: Body, **fields: Any) -> Body:
    compose = {"include": list(includes), **fields.pop("compose", {})}
    url = f"http://example.org/{name}"
    return {"resourceType": "ValueSet", "id": name, "url": url, "compose": compose, **fields}


def concept_map(*targets: Body, **fields: Any) -> Body:
    element = {"code": "44054006", "target": list(targets)}
    return {
        "resourceType": "ConceptMap",
        "id": "map",
        "url": "http://example.org/map",
        "group": [{"source": SNOMED, "target": ICD10CM, "element": [element]}],
        **fields,
    }


def animal(code: str) -> Coding:
    return Coding(ANIMALS, code)


async def codes(service: LocalTerminology, name: str, **more: Any) -> list[str]:
    found = await service.expand(f"http://example.org/{name}", **more)
    return [c.code for c in found.items]


async def test_a_code_is_called_what_its_system_calls_it() -> None:
    found = await LocalTerminology([code_system()]).lookup(animal("dog"))
    assert found is not None
    assert (found.coding.display, found.names, found.version, found.inactive) == (
        "Dog", ("Hond",), "1", False,
    )  # fmt: skip


async def test_a_code_that_is_no_longer_used_says_so() -> None:
    found = await LocalTerminology([code_system()]).lookup(animal("dodo"))
    assert found is not None
    assert found.inactive


async def test_an_unknown_code_or_system_is_no_failure() -> None:
    service = LocalTerminology([code_system()])
    assert await service.lookup(animal("unicorn")) is None
    assert await service.lookup(Coding("http://example.org/other", "dog")) is None
    assert (await service.validate_code(animal("unicorn"))).valid is False
    assert (await service.validate_code(Coding("http://example.org/other", "dog"))).valid is None
    assert await service.translate(animal("dog")) == ()
    assert await service.subsumes(ANIMALS, "dog", "unicorn") is None


async def test_a_system_of_which_only_a_part_is_at_hand_refuses_no_code() -> None:
    service = LocalTerminology([code_system(content="fragment")])
    assert (await service.validate_code(animal("unicorn"))).valid is None
    assert (await service.validate_code(animal("dog"))).valid is True


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("animal", "dog", "subsumes"),
        ("dog", "animal", "subsumed-by"),
        ("dog", "cat", "not-subsumed"),
        ("dog", "dog", "equivalent"),
    ],
)
async def test_a_broader_code_subsumes_a_narrower_one(one: str, other: str, expected: str) -> None:
    assert await LocalTerminology([code_system()]).subsumes(ANIMALS, one, other) == expected


async def test_a_hierarchy_that_is_not_said_to_mean_is_a_subsumes_nothing() -> None:
    service = LocalTerminology([code_system(hierarchyMeaning="part-of")])
    assert await service.subsumes(ANIMALS, "animal", "dog") is None


async def test_parents_may_be_said_by_properties_and_run_in_a_circle() -> None:
    concepts = [
        {"code": "a", "property": [{"code": "parent", "valueCode": "b"}]},
        {"code": "b", "property": [{"code": "child", "valueCode": "a"}]},
        {"code": "c", "property": [{"code": "parent", "valueCode": "a"}]},
        {"code": "x", "property": [{"code": "parent", "valueCode": "y"}]},
        {"code": "y", "property": [{"code": "parent", "valueCode": "x"}]},
    ]
    service = LocalTerminology([code_system(concept=concepts)])
    assert await service.subsumes(ANIMALS, "b", "c") == "subsumes"
    assert await service.subsumes(ANIMALS, "x", "y") == "subsumes"


async def test_a_system_that_does_not_tell_cases_apart_finds_a_code_in_any_case() -> None:
    service = LocalTerminology([code_system(caseSensitive=False)])
    found = await service.lookup(animal("DOG"))
    assert found is not None
    assert found.coding.code == "dog"
    assert await service.subsumes(ANIMALS, "Animal", "DOG") == "subsumes"
    assert await LocalTerminology([code_system()]).lookup(animal("DOG")) is None


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ({"system": ANIMALS}, ["animal", "mammal", "dog", "cat", "dodo"]),
        ({"system": ANIMALS, "concept": [{"code": "cat"}, {"code": "dog"}]}, ["cat", "dog"]),
        (("concept", "is-a", "mammal"), ["mammal", "dog", "cat"]),
        (("concept", "descendent-of", "mammal"), ["dog", "cat"]),
        (("concept", "is-not-a", "mammal"), ["animal", "dodo"]),
        (("code", "in", "dog, dodo"), ["dog", "dodo"]),
        (("code", "not-in", "dog,dodo"), ["animal", "mammal", "cat"]),
        (("legs", "=", "4"), ["dog"]),
        (("legs", "exists", "true"), ["dog"]),
        (("legs", "exists", "false"), ["animal", "mammal", "cat", "dodo"]),
    ],
)
async def test_a_value_set_holds_what_its_rules_choose(
    include: Body | tuple[str, str, str], expected: list[str]
) -> None:
    if isinstance(include, tuple):
        rule = dict(zip(("property", "op", "value"), include, strict=True))
        include = {"system": ANIMALS, "filter": [rule]}
    assert await codes(LocalTerminology([code_system(), value_set("v", include)]), "v") == expected


async def test_a_value_set_leaves_out_what_it_excludes_and_may_build_on_others() -> None:
    mammals = value_set(
        "mammals",
        {"system": ANIMALS, "filter": [{"property": "concept", "op": "is-a", "value": "mammal"}]},
    )
    pets = value_set(
        "pets",
        {"valueSet": ["http://example.org/mammals"]},
        compose={"exclude": [{"system": ANIMALS, "concept": [{"code": "mammal"}]}]},
    )
    both = value_set("both", {"system": ANIMALS, "valueSet": ["http://example.org/pets"]})
    service = LocalTerminology([code_system(), mammals, pets, both])
    assert await codes(service, "pets") == ["dog", "cat"]
    assert await codes(service, "both") == ["dog", "cat"]
    assert (await service.validate_code(animal("dog"), value_set=pets["url"])).valid is True
    assert (await service.validate_code(animal("dodo"), value_set=pets["url"])).valid is False


async def test_an_expansion_that_is_cut_off_says_so() -> None:
    service = LocalTerminology([code_system(), value_set("v", {"system": ANIMALS})])
    found = await service.expand("http://example.org/v", limit=2)
    assert ([c.code for c in found.items], found.truncated, found.total) == (
        ["animal", "mammal"], True, 5,
    )  # fmt: skip
    assert await codes(service, "v", text="DO") == ["dog", "dodo"]


@pytest.mark.parametrize(
    ("sets", "reason"),
    [
        ([], "unknown"),
        ([value_set("v", {"system": "http://example.org/absent"})], "unknown"),
        ([value_set("v", {"valueSet": ["http://example.org/v"]})], "unsupported"),
        ([value_set("v")], "unknown"),
        ([value_set("v", {"system": ANIMALS, "filter": [{"op": "regex", "value": "(a+)+$"}]})],
         "unsupported"),
        ([value_set("v", {"system": ANIMALS, "filter": "x"})], "not-fhir"),
        ([value_set("v", {"system": 7})], "not-fhir"),
        ([value_set("v", expansion={"total": 9, "contains": [{"system": ANIMALS, "code": "a"}]})],
         "unknown"),
    ],
)  # fmt: skip
async def test_a_value_set_that_cannot_be_expanded_says_why(sets: list[Body], reason: str) -> None:
    service = LocalTerminology([code_system(), *sets])
    with pytest.raises(TerminologyError) as refused:
        await service.expand("http://example.org/v")
    assert refused.value.reason == reason
    assert (
        await service.validate_code(animal("dog"), value_set="http://example.org/v")
    ).valid is None


async def test_an_expansion_that_came_with_a_value_set_serves_where_its_system_is_absent() -> None:
    contains = [
        {"abstract": True, "code": "heading", "system": ANIMALS,
         "contains": [{"system": "urn:oid:2.16.840.1.113883.6.96", "code": "1", "display": "One"}]},
    ]  # fmt: skip
    given = value_set("v", {"system": SNOMED}, expansion={"contains": contains})
    found = await LocalTerminology([given]).expand("http://example.org/v")
    assert found.items == (Coding(SNOMED, "1", "One"),)


async def test_a_code_is_translated_by_the_maps_at_hand() -> None:
    service = LocalTerminology([concept_map({"code": "E11.9", "equivalence": "equivalent"})])
    (found,) = await service.translate(Coding(SNOMED, "44054006"), to=ICD10CM)
    assert (found.coding.code, found.equivalence) == ("E11.9", "equivalent")
    assert found.concept_map == "http://example.org/map"
    assert await service.translate(Coding(SNOMED, "44054006"), to=CVX) == ()
    assert await service.translate(Coding(SNOMED, "44054006"), concept_map="x") == ()


@pytest.mark.parametrize(
    ("relationship", "equivalence"),
    [
        ("equivalent", "equivalent"),
        ("source-is-narrower-than-target", "wider"),
        ("source-is-broader-than-target", "narrower"),
        ("not-related-to", "disjoint"),
    ],
)
async def test_a_map_of_release_five_says_the_same_the_other_way_round(
    relationship: str, equivalence: str
) -> None:
    service = LocalTerminology([concept_map({"code": "E11.9", "relationship": relationship})])
    (found,) = await service.translate(Coding(SNOMED, "44054006"))
    assert found.equivalence == equivalence


@pytest.mark.parametrize(
    ("equivalence", "expected"), [("equivalent", True), ("wider", None), ("disjoint", False)]
)
def test_only_an_equivalence_of_a_map_makes_two_codes_one_thing(
    equivalence: str, expected: bool | None
) -> None:
    service = LocalTerminology([concept_map({"code": "E11.9", "equivalence": equivalence})])
    evidence = (ByMap(service.pairs()),)
    assert same_thing(Coding(ICD10CM, "E119"), Coding(SNOMED, "44054006"), evidence) is expected


async def test_units_are_known_without_any_file() -> None:
    service = LocalTerminology()
    found = await service.lookup(Coding(UCUM, "mm[Hg]"))
    assert found is not None
    assert found.coding.display == "(millimeter of mercury column)"
    assert (await service.validate_code(Coding(UCUM, "mmHg"))).valid is False
    assert await service.lookup(Coding(UCUM, "")) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"resourceType": "CodeSystem"},
        {"resourceType": "CodeSystem", "url": 7},
        {"resourceType": "CodeSystem", "url": "x", "concept": "x"},
        {"resourceType": "CodeSystem", "url": "x", "concept": [{"display": "no code"}]},
        {"resourceType": "ValueSet"},
        {"resourceType": "ConceptMap", "group": [7]},
    ],
)
def test_a_resource_of_the_wrong_shape_is_set_aside_and_counted(wrong: Body) -> None:
    assert len(LocalTerminology([wrong, code_system()]).set_aside) == 1


async def test_a_hierarchy_ten_thousand_deep_is_read() -> None:
    concept: Body = {"code": "0"}
    for depth in range(1, 10_000):
        concept = {"code": str(depth), "concept": [concept]}
    service = LocalTerminology([code_system(concept=[concept])])
    assert await service.subsumes(ANIMALS, "9999", "0") == "subsumes"


async def test_a_folder_of_files_and_bundles_is_read(tmp_path: Path) -> None:
    bad = {"resourceType": "CodeSystem", "id": "bad", "url": 1}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": code_system()}, {"resource": bad}]}
    (tmp_path / "systems.json").write_text(json.dumps(bundle), encoding="utf-8")
    (tmp_path / "v.json").write_text(json.dumps(value_set("v", {"system": ANIMALS})), "utf-8")
    service = LocalTerminology.read([tmp_path])
    assert len(await codes(service, "v")) == 5
    assert [(aside.line, aside.reason) for aside in service.set_aside] == [
        (2, "is not shaped as its resource type")
    ]


def test_a_path_that_is_not_there_or_is_no_fhir_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        LocalTerminology.read([tmp_path / "absent"])
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(NotFHIR):
        LocalTerminology.read([tmp_path / "x.json"])


async def test_the_published_vaccine_codes_and_their_map_are_read(shared_data: Path) -> None:
    service = LocalTerminology.read([shared_data / "terminology" / "cvx"])
    found = await service.expand("http://hl7.org/fhir/us/core/ValueSet/us-core-vaccines-cvx")
    assert found.total == len(found.items) > 150
    assert [aside.reason for aside in service.set_aside] == [
        "maps no code of a named system to another"
    ]


async def test_the_published_map_of_products_serves_once_it_names_its_systems(
    shared_data: Path,
) -> None:
    path = shared_data / "terminology" / "cvx" / "ConceptMap-ndc-cvx.json"
    published = json.loads(path.read_text(encoding="utf-8"))
    for group in published["group"]:
        group |= {"source": NDC, "target": CVX}
    service = LocalTerminology([published])
    found = await service.translate(Coding(NDC, "49281-0010-10"), to=CVX)
    assert {(t.coding.code, t.equivalence) for t in found} == {("140", "wider")}
    assert service.pairs() == {}
