"""Whether a value stays within a bounded schema: its types, its keys, its lengths.

This is what decoding held to the schema would have made sure of. The finer rules of a shape are
checked by the shape itself, which in turn may pass over keys that it does not know.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Path = tuple[str | int, ...]

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}

_ANOTHER: Final = "not-this"


def problems(value: object, schema: Mapping[str, Any], path: Path = ()) -> Iterator[str]:
    """Codes with paths: `too-long at plan[2].why`. A key that is not known is not named."""
    if "anyOf" in schema:
        yield from min((list(problems(value, one, path)) for one in schema["anyOf"]), key=_apart)
    for one in schema.get("allOf", ()):
        yield from problems(value, one, path)
    if "enum" in schema and value not in schema["enum"]:
        yield told("not-one-of-these", path)
    if "const" in schema and value != schema["const"]:
        yield told(_ANOTHER, path)
    if "type" in schema:
        yield from _of_type(value, schema, path)


def _apart(found: list[str]) -> tuple[int, int]:
    """How far a value is from one of several variants: first by what names the variant."""
    return sum(one.startswith(_ANOTHER) for one in found), len(found)


def _of_type(value: object, schema: Mapping[str, Any], path: Path) -> Iterator[str]:
    kind = schema["type"]
    if not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield told(f"not-{kind}", path)
    elif isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        yield told("too-long", path)
    elif isinstance(value, list):
        yield from _list(value, schema, path)
    elif isinstance(value, dict):
        yield from _object(value, schema, path)


def _list(value: list[object], schema: Mapping[str, Any], path: Path) -> Iterator[str]:
    if len(value) > schema.get("maxItems", len(value)):
        yield told("too-many", path)
        return
    first = schema.get("prefixItems", ())
    for number, item in enumerate(value):
        of = first[number] if number < len(first) else schema["items"]
        yield from problems(item, of, (*path, number))


def _object(value: dict[str, object], schema: Mapping[str, Any], path: Path) -> Iterator[str]:
    for key in schema.get("required", ()):
        if key not in value:
            yield told("missing", (*path, key))
    for key, inner in value.items():
        if key in schema["properties"]:
            yield from problems(inner, schema["properties"][key], (*path, key))
        else:
            yield told("unknown-key", path)


def told(code: str, path: Path) -> str:
    """A problem in words for a model and for a log: a code, and a field that the shape names.

    >>> told("too-long", ("plan", 2, "why"))
    'too-long at plan[2].why'
    """
    where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
    return f"{code} at {where}" if where else code


def names(schema: Mapping[str, Any]) -> Iterator[str]:
    """Every key that the schema names, at any depth."""
    for key, inner in schema.get("properties", {}).items():
        yield key
        yield from names(inner)
    below = [schema.get("items"), *schema.get("prefixItems", ()), *schema.get("anyOf", ())]
    for inner in (*below, *schema.get("allOf", ())):
        if isinstance(inner, Mapping):
            yield from names(inner)
