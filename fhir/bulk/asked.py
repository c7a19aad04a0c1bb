"""What is asked of an export: whose resources, which, and since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from chartside.errors import UsageError
from chartside.fhir.r4 import ALL_TYPES, ID

START: Final = datetime.min.replace(tzinfo=UTC)
"""As `since`: everything again, whatever was exported before."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An export of one server, checked.

    `level` is what `$export` is asked of: `Group/ID`, `Patient`, or nothing for the whole server.
    `types` are resource types, each alone or with a search that limits it
    (`Observation?category=laboratory`); none for all.
    """

    base: str
    level: str
    types: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What the store remembers this export by."""
        return self._operation + (f" of {','.join(self.types)}" if self.types else "")

    @property
    def _operation(self) -> str:
        return "/".join(part for part in (self.base, self.level, "$export") if part)

    @property
    def wanted(self) -> frozenset[str]:
        """The types by name; none for all."""
        return frozenset(each.partition("?")[0] for each in self.types)

    def url(self, since: str = "") -> str:
        """The kick-off request.

        Args:
            since: An instant; only what changed after it is exported.
        """
        where = self._operation
        said = [("_since", since)] if since else []
        if self.types:
            said.append(("_type", ",".join(sorted(self.wanted))))
        said += [("_typeFilter", each) for each in self.types if "?" in each]
        return f"{where}?{urlencode(said)}" if said else where


def asked(base: str, *, group: str | None, types: Iterable[str] | None, everything: bool) -> Asked:
    """What is asked, checked: a wrong type would be answered with all types by some servers.

    Args:
        base: The URL of the server.
        group: The id of a Group, or `Group/ID`; None for every patient.
        types: See `Asked`.
        everything: Of the server as a whole, not only what belongs to patients.

    Raises:
        UsageError: A group is no id, a type is none of FHIR, or a search has no parameter.
    """
    listed = tuple(sorted({each.strip() for each in types or ()}))
    for each in listed:
        _check(each)
    return Asked(base, _level(group, everything=everything), listed)


def _level(group: str | None, *, everything: bool) -> str:
    if group is None:
        return "" if everything else "Patient"
    identity = group.removeprefix("Group/")
    if not ID.fullmatch(identity) or everything:
        raise UsageError("a group of patients is named by the id of its Group, and by that alone")
    return f"Group/{identity}"


def _check(text: str) -> None:
    kind, mark, search = text.partition("?")
    if kind not in ALL_TYPES:
        raise UsageError("a type to export is a resource type of FHIR, such as Observation")
    if mark and ("=" not in search or not search.isprintable()):
        raise UsageError("a type to export may have a search: Observation?category=laboratory")


def instant(since: datetime) -> str:
    """A moment as FHIR writes it.

    Raises:
        UsageError: It has no offset: a local time is another moment elsewhere.

    >>> instant(datetime(2026, 11, 26, 12, tzinfo=UTC))
    '2026-11-26T12:00:00+00:00'
    """
    if since.tzinfo is None:
        raise UsageError("`since` is a time with its offset: 2026-11-01T00:00:00Z")
    return since.isoformat(timespec="milliseconds" if since.microsecond else "seconds")


def names(types: Sequence[str]) -> tuple[str, ...]:
    """Types as a person lists them: with commas, and more than once.

    >>> names(["Patient,Condition", "Observation?code=a,b"])
    ('Patient', 'Condition', 'Observation?code=a,b')
    """
    return tuple(
        name
        for text in types
        for name in ([text] if "?" in text else text.split(","))
        if name.strip()
    )
