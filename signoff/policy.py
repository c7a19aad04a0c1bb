"""Who may sign which kind of document, and how long an authentication and a draft hold.

A small TOML file, read once: the site's (`CHARTSIDE_POLICY`), else the one of the package. Its hash
is part of what is signed, so that a document says by which rules it was.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chartside.draft import Severity
from chartside.errors import PolicyError, StoreError, UsageError
from chartside.settings import policy_file
from chartside.signoff.canonical import canonical, sha256

EVERY_KIND: Final = "*"
PROPOSALS: Final = "proposals"
"""The kind of document that proposes changes of the chart, and what accepting one takes."""
_Positive = Annotated[int, Field(gt=0)]
_Hash = Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]


class Limits(BaseModel):
    """Times and counts that apply to everybody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    authentication_minutes: _Positive
    draft_days: _Positive
    passphrase_length: Annotated[int, Field(ge=8)]
    free_attempts: _Positive
    lockout_seconds: _Positive
    lockout_seconds_most: _Positive
    acknowledge_from: Severity = Severity.NONE


class _Role(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sign: tuple[str, ...] = ()
    edit: tuple[str, ...] = ()


class _Accepted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    policies: tuple[_Hash, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    limits: Limits
    roles: dict[str, _Role]
    accepted: _Accepted = _Accepted()


@dataclass(frozen=True, slots=True)
class Policy:
    """What a role may do, and the limits that apply to everybody.

    `accepted` are the hashes of other policies, documents signed under which may leave here.
    """

    limits: Limits
    roles: dict[str, _Role]
    accepted: frozenset[str] = frozenset()

    @property
    def sha256(self) -> str:
        """Hash of the policy's canonical form: which rules were in force.

        `accepted` is no part of it: it is no rule of signing, and to list a former policy makes no
        other policy of this one.
        """
        roles = {name: role.model_dump() for name, role in self.roles.items()}
        return sha256(canonical({"limits": self.limits.model_dump(mode="json"), "roles": roles}))

    @property
    def authentication_age(self) -> timedelta:
        """How old an authentication may be when it signs."""
        return timedelta(minutes=self.limits.authentication_minutes)

    @property
    def draft_age(self) -> timedelta:
        """How long an undecided draft stays open."""
        return timedelta(days=self.limits.draft_days)

    def require_known(self, role: str) -> None:
        """`UsageError` with the roles there are, when this is not one."""
        if role not in self.roles:
            raise UsageError(f"no such role; known roles: {', '.join(sorted(self.roles))}")

    def may_sign(self, role: str, kind: str) -> bool:
        """Whether the role may sign, decline, amend and retract this kind."""
        kinds = self._signs(role)
        return _covers(kinds, kind) or any(k.startswith(f"{kind}.") for k in kinds)

    def require_sign(self, role: str, kind: str) -> None:
        """`PolicyError` unless the role may sign, decline, amend and retract this kind."""
        if not self.may_sign(role, kind):
            raise PolicyError(f"role {role} has no authority to decide on documents of kind {kind}")

    def may_accept(self, role: str, action: str) -> bool:
        """Whether the role may accept proposals that do this to a chart.

        `proposals` covers every action, `proposals.stop-duplicate` that one.
        """
        kinds = self._signs(role)
        return _covers(kinds, PROPOSALS) or f"{PROPOSALS}.{action}" in kinds

    def require_accept(self, role: str, action: str) -> None:
        """`PolicyError` unless the role may accept proposals that do this to a chart."""
        if not self.may_accept(role, action):
            raise PolicyError(f"role {role} has no authority to accept proposals to {action}")

    def may_edit(self, role: str, kind: str) -> bool:
        """Whether the role may edit drafts of this kind."""
        return _covers(self.roles[role].edit if role in self.roles else (), kind)

    def require_edit(self, role: str, kind: str) -> None:
        """`PolicyError` unless the role may edit drafts of this kind."""
        if not self.may_edit(role, kind):
            raise PolicyError(f"role {role} has no authority to edit drafts of kind {kind}")

    def _signs(self, role: str) -> tuple[str, ...]:
        return self.roles[role].sign if role in self.roles else ()


def _covers(kinds: tuple[str, ...], kind: str) -> bool:
    return EVERY_KIND in kinds or kind in kinds


def policy_from_toml(text: str) -> Policy:
    """A policy from the text of a file like `policy.toml`.

    `UsageError` names the keys that are wrong.
    """
    try:
        read = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as wrong:
        raise UsageError(f"the sign-off policy is not TOML: {wrong}") from None
    except ValidationError as wrong:
        where = sorted(
            {".".join(str(p) for p in e["loc"]) for e in wrong.errors(include_input=False)}
        )
        raise UsageError(f"the sign-off policy is wrong at {', '.join(where)}") from None
    return Policy(read.limits, dict(read.roles), frozenset(read.accepted.policies))


@cache
def shipped_policy() -> Policy:
    """The policy that ships with the package."""
    return policy_from_toml(files(__package__).joinpath("policy.toml").read_text(encoding="utf-8"))


def default_policy() -> Policy:
    """The policy in force: the site's own file where it names one, else the package's.

    Raises:
        UsageError: the site's file is wrong, and where.
        StoreError: it cannot be read.
    """
    path = policy_file()
    return shipped_policy() if path is None else _site_policy(path)


@cache
def _site_policy(path: Path) -> Policy:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise StoreError(f"the sign-off policy cannot be read: {type(wrong).__name__}") from None
    return policy_from_toml(text)
