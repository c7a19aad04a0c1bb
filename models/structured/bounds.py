"""The JSON schema of a shape with an end to everything in it.

Decoding held to a schema goes on for as long as the schema lets it, and a poor model fills a string
without a limit until its tokens run out. So each string and list gets a limit where the shape sets
none, no object takes keys that the shape does not name, and a shape that need have no end is
refused. References are written out, so that the schema says the same to every server, whatever it
makes of `$ref`.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from chartside.errors import UsageError

Schema = dict[str, Any]

MOST_CHARACTERS: Final = 2000
"""Of a string whose shape sets no limit."""
MOST_ITEMS: Final = 64
"""Of a list whose shape sets no limit."""

_LEFT_OUT: Final = frozenset(
    {"$defs", "$ref", "title", "default", "examples", "discriminator", "uniqueItems", "oneOf"}
)
_CHOICES: Final = ("anyOf", "allOf")
_OF_FIXED_LENGTH: Final = frozenset({"date", "time", "date-time", "uuid"})


def bounded(shape: type[BaseModel]) -> Schema:
    """The schema that answers of this shape are held to and verified by.

    Raises:
        UsageError: The shape contains itself, a mapping with free keys, or a field of any type, so
            that no answer need ever end.
    """
    whole = shape.model_json_schema()
    return _node(whole, whole.get("$defs", {}), (shape.__name__,))


def _node(node: Mapping[str, Any], defs: Mapping[str, Any], inside: tuple[str, ...]) -> Schema:
    if "$ref" in node:
        name = str(node["$ref"]).rpartition("/")[2]
        if name in inside:
            raise UsageError(f"shape {inside[0]} contains itself, so that an answer need not end")
        node = {**defs[name], **{k: v for k, v in node.items() if k != "$ref"}}
        return _node(node, defs, (*inside, name))
    if "oneOf" in node:  # of variants that exclude each other: few servers know the word
        node = {**node, "anyOf": node["oneOf"]}
    out = {k: v for k, v in node.items() if k not in _LEFT_OUT}
    for key in _CHOICES:
        if key in node:
            out[key] = [_node(one, defs, inside) for one in node[key]]
    if not {"type", "enum", "const", *_CHOICES} & out.keys():
        raise UsageError(f"shape {inside[0]} has a field of any type, so that nothing bounds it")
    if out.get("type") == "string":
        return _string(out)
    bound = {"object": _object, "array": _array}.get(str(out.get("type")))
    return bound(out, defs, inside) if bound else out


def _object(node: Schema, defs: Mapping[str, Any], inside: tuple[str, ...]) -> Schema:
    if node.get("additionalProperties") or "properties" not in node:
        raise UsageError(f"shape {inside[0]} has keys that it does not name; use a list of pairs")
    named = {k: _node(v, defs, inside) for k, v in node["properties"].items()}
    return {**node, "properties": named, "additionalProperties": False}


def _array(node: Schema, defs: Mapping[str, Any], inside: tuple[str, ...]) -> Schema:
    first = [_node(one, defs, inside) for one in node.get("prefixItems", ())]
    if first:
        return {**node, "prefixItems": first, "items": False, "maxItems": len(first)}
    items = _node(node.get("items", {}), defs, inside)
    return {**node, "items": items, "maxItems": node.get("maxItems", MOST_ITEMS)}


def _string(node: Schema) -> Schema:
    if node.keys() & {"enum", "const"} or node.get("format") in _OF_FIXED_LENGTH:
        return node
    return {**node, "maxLength": node.get("maxLength", MOST_CHARACTERS)}
