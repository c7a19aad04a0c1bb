"""What is installed: the packages that Chartside needs, and its optional parts."""

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from typing import Final

PACKAGE: Final = "chartside"

OPTIONAL: Final = {
    "local": "models with local weights",
    "endpoint": "models behind an endpoint",
    "quantised": "local weights in 8 or 4 bits",
    "imaging": "DICOM and other images, as a model sees them",
    "documents": "PDF and Word documents",
    "ocr": "words off scans and photos of reports",
    "sidebar": "the sidebar, its HTTP API and CDS Hooks",
    "evals": "evaluations",
    "cluster": "many machines, PostgreSQL",
    "mcp": "the MCP server",
    "telemetry": "OpenTelemetry spans of a run",
    "dev": "working on Chartside itself",
}
"""What each optional part is for; only those that this version declares are spoken of."""

_REQUIREMENT = re.compile(r"([\w.-]+)(?:\[[^]]*\])?\s*([^;]*)(?:;(.*))?")
_BOUND = re.compile(r"(>=|<|==)\s*([\d.]+)")
_EXTRA = re.compile(r"extra == ['\"]([\w-]+)['\"]")


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is needed: what of it is installed (None: nothing), and what should be."""

    name: str
    installed: str | None
    needs: str

    @property
    def fits(self) -> bool:
        """Whether it is installed, in a version that was asked for."""
        return self.installed is not None and all(
            _holds(sign, _numbers(self.installed), _numbers(bound))
            for sign, bound in _BOUND.findall(self.needs)
        )


def core() -> tuple[Package, ...]:
    """The packages without which nothing works."""
    return tuple(package for package, extra in _packages() if extra is None)


def optional() -> dict[str, tuple[Package, ...]]:
    """The packages of each optional part that this version declares."""
    declared = metadata(PACKAGE).get_all("Provides-Extra") or []
    held = _packages()
    return {extra: tuple(p for p, of in held if of == extra) for extra in declared}


def _packages() -> list[tuple[Package, str | None]]:
    found = []
    for written in requires(PACKAGE) or ():
        if match := _REQUIREMENT.fullmatch(written.strip()):
            extra = _EXTRA.search(match[3] or "")
            package = Package(match[1], _installed(match[1]), match[2].strip())
            found.append((package, extra[1] if extra else None))
    return found


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _numbers(text: str) -> tuple[int, ...]:
    """`(8, 2)` of `8.2` and of `8.2.0rc1`: leading numbers, zeros at the end left off."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    numbers = [int(part) for part in found[0].split(".")] if found else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _holds(sign: str, have: tuple[int, ...], bound: tuple[int, ...]) -> bool:
    return {">=": have >= bound, "<": have < bound, "==": have == bound}[sign]
