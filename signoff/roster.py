"""Whose signatures count.

Without a list, a name is bound to the key that it first came with: whoever can write the data
folder can then make a signer of their own. With one (`CHARTSIDE_SIGNERS`, what `chartside identity
list --json` prints, kept where the account of the agent cannot write) only the people on it can
sign, each by the name, the role and the key that it gives; what anybody else signed neither leaves
nor passes `audit verify`, even where a forger wrote it straight into the store.

The list is read anew each time. Where it is named and cannot be read, nothing counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from chartside.errors import StoreError
from chartside.settings import signers_file
from chartside.signoff.clock import from_text
from chartside.signoff.row import AuditRow


class Listed(BaseModel):
    """A person on the list. `until` is when they left; what they signed before still stands."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    who: str
    name: str
    role: str
    public_key: str
    until: AwareDatetime | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    identities: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is listed, by short name; None: there is no list."""

    listed: Mapping[str, Listed] | None = None

    def amiss(self, row: AuditRow, public_key: str) -> str:
        """Why a signature does not count that was made for this row with this key; empty: it does.

        `row.at` is when it was made.
        """
        if self.listed is None:
            return ""
        known = self.listed.get(row.who or "")
        if known is None:
            return "is not on the list of signers"
        if (known.public_key, known.name, known.role) != (public_key, row.name, row.role):
            return "is on the list of signers with another key, name or role"
        if known.until is not None and not _before(row.at, known.until):
            return "had left the list of signers"
        return ""


def _before(at: str, until: datetime) -> bool:
    """Whether a row was written before a moment; a time that is none was not."""
    try:
        return from_text(at).astimezone(UTC) < until
    except ValueError:
        return False


def roster_in_force() -> Roster:
    """The site's list of signers, or none.

    Raises:
        StoreError: there should be one, and it cannot be read.
    """
    path = signers_file()
    return Roster() if path is None else _read(path)


def _read(path: Path) -> Roster:
    try:
        people = _File.model_validate_json(path.read_bytes()).identities
    except OSError as wrong:
        raise StoreError(
            f"the list of signers cannot be read: {wrong.strerror or 'the disk refused'}"
        ) from None
    except ValidationError:
        raise StoreError("the list of signers is damaged: it lists `identities`") from None
    listed = {one.who: one for one in people}
    if len(listed) != len(people):
        raise StoreError("the list of signers has a name twice")
    return Roster(listed)
