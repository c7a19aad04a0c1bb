"""The style sheets of a page: what they and its inline styles say of one element.

Covered: `style` elements, `@media` for every screen; selectors of names, ids, classes and
attributes, within and below one another; order, specificity and `!important`. Not covered:
selectors by state, by order or by neighbour (such a rule is not applied), sheets kept elsewhere.
Sources: CSS Syntax 3, Selectors 4 (17, specificity), CSS Cascade 4 (6).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

MOST_RULES: Final = 1000
"""Rules that are kept of one page: each is asked of many elements."""
MOST_ASKED: Final = 2_000_000
"""Comparisons of a rule with an element in one page."""
_LONGEST: Final = 500_000
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_DECLARED: Final = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]*)")
_IMPORTANT: Final = re.compile(r"\s*!\s*important\s*$")
_SIMPLE: Final = re.compile(
    r"\*|(?P<tag>[a-z][\w-]*)|#(?P<id>[\w-]+)|\.(?P<klass>[\w-]+)"
    r"|\[\s*(?P<name>[\w-]+)\s*(?:(?P<how>[~|^$*]?=)\s*[\"']?(?P<value>[^\"'\]]*)[\"']?\s*)?\]",
    re.IGNORECASE,
)
_GAP: Final = re.compile(r"\s*>\s*|\s+")


class _Part(NamedTuple):
    """One simple selector: an attribute, how it is compared, and with what; `tag` for the name."""

    name: str
    how: str
    value: str

    def fits(self, element: Any) -> bool:
        if self.how == "tag":
            return bool(element.tag == self.value)
        held = element.get(self.name)
        return held is not None and _COMPARED[self.how](held, self.value)


_COMPARED: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "": lambda _held, _value: True,
    "=": lambda held, value: held == value,
    "~=": lambda held, value: value in held.split(),
    "|=": lambda held, value: held == value or held.startswith(f"{value}-"),
    "^=": lambda held, value: bool(value) and held.startswith(value),
    "$=": lambda held, value: bool(value) and held.endswith(value),
    "*=": lambda held, value: bool(value) and value in held,
}


class _Rule(NamedTuple):
    """A selector, innermost compound first, each with whether it must be the parent itself."""

    steps: tuple[tuple[bool, tuple[_Part, ...]], ...]
    weight: tuple[int, int, int]
    said: tuple[tuple[str, str, bool], ...]


class TooManyStyles(Exception):
    """The rules of a page cannot be asked of all of its elements in bounded time."""


_Weight = tuple[bool, bool, tuple[int, int, int], int]
"""Important, inline, specificity, order: of two declarations the greater one holds."""


class Sheet:
    """The rules of a page that say anything of some properties.

    Raises:
        TooManyStyles: By `said`, where `MOST_ASKED` comparisons were not enough.
    """

    def __init__(self, text: str, properties: frozenset[str]) -> None:
        self._properties = properties
        self._asked = 0
        self._rules: dict[str, list[tuple[int, _Rule]]] = {}
        for order, rule in enumerate(islice(self._read(text[:_LONGEST]), MOST_RULES)):
            self._rules.setdefault(_key(rule), []).append((order, rule))

    def said(self, element: Any) -> dict[str, str]:
        """What holds for an element of its own, inheritance aside."""
        own = element.get("style")
        if not own and not self._rules:
            return {}
        found: dict[str, tuple[_Weight, str]] = {}
        for name, value, important in declarations(own, self._properties) if own else ():
            _take(found, name, value, (important, True, (0, 0, 0), 0))
        for key in self._keys(element):
            for order, rule in self._rules.get(key, ()):
                if self._fits(rule, element):
                    for name, value, important in rule.said:
                        _take(found, name, value, (important, False, rule.weight, order))
        return {name: value for name, (_, value) in found.items()}

    def _fits(self, rule: _Rule, element: Any) -> bool:
        if not self._one(rule.steps[0][1], element):
            return False
        held = element.getparent()
        for direct, parts in rule.steps[1:]:
            while held is not None and not direct and not self._one(parts, held):
                held = held.getparent()
            if held is None or not self._one(parts, held):
                return False
            held = held.getparent()
        return True

    def _one(self, parts: tuple[_Part, ...], element: Any) -> bool:
        self._asked += 1
        if self._asked > MOST_ASKED:
            raise TooManyStyles
        return all(part.fits(element) for part in parts)

    def _keys(self, element: Any) -> tuple[str, ...]:
        if not self._rules:
            return ()
        classes = [f".{name}" for name in set(element.get("class", "").split())]
        return (f"#{element.get('id', '')}", *classes, str(element.tag), "")

    def _read(self, text: str) -> Iterator[_Rule]:
        for prelude, body in _blocks(_COMMENT.sub("", text)):
            said = tuple(declarations(body, self._properties))
            for selector in prelude.split(",") if said else ():
                if steps := _steps(selector.strip()):
                    yield _Rule(steps, _weight(steps), said)


def declarations(text: str, properties: frozenset[str]) -> Iterator[tuple[str, str, bool]]:
    """Property, value and whether it is important, of a block or of a `style` attribute."""
    for part in _COMMENT.sub("", text).lower().split(";"):
        found = _DECLARED.match(part)
        if found and found[1] in properties:
            value = _IMPORTANT.sub("", found[2]).strip()
            yield found[1], value, value != found[2].strip()


def _take(
    found: dict[str, tuple[_Weight, str]],
    name: str,
    value: str,
    weight: _Weight,
) -> None:
    known = found.get(name)
    if known is None or known[0] <= weight:
        found[name] = (weight, value)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Preludes and bodies of the rules; those of a medium only where it is every screen."""
    start = 0
    while (opening := text.find("{", start)) >= 0:
        prelude = _STATEMENT.split(text[start:opening])[-1].strip()
        if _SCREEN.fullmatch(prelude):
            start = opening + 1  # its rules are read as if they stood alone
            continue
        end = _closing(text, opening)
        if not prelude.startswith("@"):
            yield prelude, text[opening + 1 : end]
        start = end + 1


def _closing(text: str, opening: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(text, opening):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return len(text)


_SCREEN: Final = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\b[^()]*", re.IGNORECASE)
_STATEMENT: Final = re.compile(r"[;}]")
"""What ends before a rule begins: `@import …;`, or the rules of a medium."""
_BRACE: Final = re.compile(r"[{}]")


def _steps(selector: str) -> tuple[tuple[bool, tuple[_Part, ...]], ...]:
    """The compounds of a selector, the last first; none where it is of a kind not covered."""
    found: list[tuple[bool, tuple[_Part, ...]]] = []
    at, direct = 0, False
    while at < len(selector):
        parts: list[_Part] = []
        begun = at
        while simple := _SIMPLE.match(selector, at):
            at = simple.end()
            parts += _parts(simple)
        gap = _GAP.match(selector, at)
        if at == begun or (gap is None and at < len(selector)):
            return ()
        found.append((direct, tuple(parts)))
        direct = gap is not None and ">" in gap[0]
        at = gap.end() if gap else at
    # whether a compound must be the parent of the one after it is kept beside the parent
    after = [*(flag for flag, _ in found[1:]), False]
    return tuple(
        (flag, parts) for flag, (_, parts) in reversed(list(zip(after, found, strict=True)))
    )


def _parts(simple: re.Match[str]) -> list[_Part]:
    if simple["tag"]:
        return [_Part("", "tag", simple["tag"].lower())]
    if simple["id"]:
        return [_Part("id", "=", simple["id"])]
    if simple["klass"]:
        return [_Part("class", "~=", simple["klass"])]
    if simple["name"]:
        return [_Part(simple["name"].lower(), simple["how"] or "", (simple["value"] or "").strip())]
    return []


def _weight(steps: tuple[tuple[bool, tuple[_Part, ...]], ...]) -> tuple[int, int, int]:
    parts = [part for _, held in steps for part in held]
    ids = sum(part.name == "id" and part.how == "=" for part in parts)
    tags = sum(part.how == "tag" for part in parts)
    return ids, len(parts) - ids - tags, tags


def _key(rule: _Rule) -> str:
    """Where a rule is kept: by the id, a class or the name of the element that it is about."""
    keys = {"id": "#", "class": "."}
    for part in sorted(rule.steps[0][1], key=lambda p: p.how == "tag"):
        if part.how == "tag":
            return part.value
        if (
            part.name in keys
            and part.how in {"=", "~="}
            and (part.name, part.how) != ("class", "=")
        ):
            return keys[part.name] + part.value
    return ""
