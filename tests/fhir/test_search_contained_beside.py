"""A resource answers the same searches whether another is contained in it or stands beside it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from chartside.fhir.ingest import ingest
from chartside.fhir.search.definitions import parameters
from chartside.fhir.search.emit import Rows, Target
from chartside.fhir.search.extract import plan, references
from chartside.fhir.store import RecordStore
from chartside.fhir.versions.read import as_r4


def examples(folder: Path) -> Iterator[dict[str, Any]]:
    """HL7's examples that contain a resource, each once."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*.json")):
        said = json.loads(path.read_bytes())
        for one in [said, *(e.get("resource", {}) for e in said.get("entry", ()))]:
            name = f"{one.get('resourceType')}/{one.get('id')}"
            if "contained" in one and "id" in one and name not in seen:
                seen.add(name)
                yield one


def pointed_anew(value: Any, names: Mapping[str, str]) -> Any:
    """The same with the references that `names` has under their new name."""
    if isinstance(value, list):
        return [pointed_anew(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: names.get(item, item)
        if name == "reference" and isinstance(item, str)
        else pointed_anew(item, names)
        for name, item in value.items()
    }


def beside(one: Mapping[str, Any], number: int) -> list[dict[str, Any]]:
    """A resource and what it contains, taken out of it."""
    names = {
        f"#{c['id']}": f"{c['resourceType']}/c{number}-{n}" for n, c in enumerate(one["contained"])
    }
    outer = {name: value for name, value in one.items() if name != "contained"}
    taken_out = (c | {"id": names[f"#{c['id']}"].partition("/")[2]} for c in one["contained"])
    return [pointed_anew(resource, names) for resource in (outer, *taken_out)]


def questions(one: Mapping[str, Any]) -> Iterator[str]:
    """Every chain into what a resource contains that asks for a word which stands there."""
    kind = one["resourceType"]
    inside = {f"#{c['id']}": c for c in one["contained"]}
    for link in parameters(kind).values():
        texts = references(as_r4(one), link.paths) if link.kind == "reference" else []
        for held in (inside[text] for text in texts if text in inside):
            if link.targets and held["resourceType"] not in link.targets:
                continue
            head = f"{kind}?{link.name}:{held['resourceType']}"
            for name, words in asked_of(held):
                yield f"{head}.{name}:missing=true"
                yield from (f"{head}.{name}={quote(word)}" for word in words)


def asked_of(held: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """Parameters of a resource, and the words under which each has it."""
    for name, parameter in parameters(held["resourceType"]).items():
        if parameter.kind not in {"token", "string"}:
            continue
        rows = Rows()
        plan(held["resourceType"], only=name).collect(as_r4(held), Target(rows, 1, {}))
        words = {row[1] for row in (*rows.token, *rows.string)}
        yield name, {word for word in words if word and not set(word) & set(",|$\\")}


def filled(path: Path, resources: list[dict[str, Any]]) -> RecordStore:
    path.write_text("\n".join(map(json.dumps, resources)), encoding="utf-8")
    store = RecordStore()
    ingest([path], store)
    return store


def ids(store: RecordStore, query: str) -> list[str]:
    entries = store.search_bundle(query).get("entry", [])
    return sorted(json.loads(bytes(e["resource"]))["id"] for e in entries)


def test_a_chain_finds_the_same_in_what_is_contained_as_in_what_stands_beside(
    shared_data: Path, tmp_path: Path
) -> None:
    containers = list(examples(shared_data / "fhir-examples"))
    inside = filled(tmp_path / "inside.ndjson", containers)
    outside = filled(
        tmp_path / "outside.ndjson",
        [resource for n, one in enumerate(containers) for resource in beside(one, n)],
    )
    asked = sorted({question for one in containers for question in questions(one)})
    answers = [ids(inside, question) for question in asked]
    assert sum(map(bool, answers)) > 80
    assert answers == [ids(outside, question) for question in asked]


def test_thousands_of_resources_in_one_are_searched_in_no_more_than_their_number(
    tmp_path: Path,
) -> None:
    """Each may point at each other one: not every pair is looked at."""
    many = 20_000
    held = [
        {
            "resourceType": "Organization",
            "id": f"o{n}",
            "name": "Ward",
            "partOf": {"reference": f"#o{n + 1}"},
        }
        for n in range(many)
    ]
    patient = {
        "resourceType": "Patient",
        "id": "p",
        "managingOrganization": {"reference": "#o0"},
        "contained": held,
    }
    store = filled(tmp_path / "many.ndjson", [patient])
    steps: list[None] = []
    store.conn.set_progress_handler(lambda: steps.append(None), 1000)
    assert ids(store, "Patient?organization.partof.partof.name=ward") == ["p"]
    assert len(steps) * 1000 < many * 500
