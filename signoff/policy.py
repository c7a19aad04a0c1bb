"""Who may sign which kind of document, and how long an authentication and a draft hold.

A small TOML file, read once.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chartside.errors import PolicyError, UsageError

EVERY_KIND = "*"
_Positive = Annotated[int, Field(gt=0)]


class Limits(BaseModel):
    """Times and counts that apply to everybody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    authentication_minutes: _Positive
    draft_days: _Positive
    passphrase_length: Annotated[int, Field(ge=8)]
    free_attempts: _Positive
    lockout_seconds: _Positive
    lockout_seconds_most: _Positive


class _Role(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sign: tuple[str, ...] = ()
    edit: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    limits: Limits
    roles: dict[str, _Role]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a role may do, and the limits that apply to everybody."""

    limits: Limits
    roles: dict[str, _Role]

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

    def require_sign(self, role: str, kind: str) -> None:
        """`PolicyError` unless the role may sign, decline, amend and retract this kind."""
        if not _covers(self.roles[role].sign if role in self.roles else (), kind):
            raise PolicyError(f"role {role} has no authority to decide on documents of kind {kind}")

    def require_edit(self, role: str, kind: str) -> None:
        """`PolicyError` unless the role may edit drafts of this kind."""
        if not _covers(self.roles[role].edit if role in self.roles else (), kind):
            raise PolicyError(f"role {role} has no authority to edit drafts of kind {kind}")


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
    return Policy(limits=read.limits, roles=dict(read.roles))


@cache
def default_policy() -> Policy:
    """The policy that ships with the package."""
    return policy_from_toml(files(__package__).joinpath("policy.toml").read_text(encoding="utf-8"))
