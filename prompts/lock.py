"""The lock: which text each version of a shipped file has.

A prompt's text is behaviour. Changing it without a new version would let two drafts say they were
written by the same instructions when they were not, so `lock.toml` holds the digest of every
version ever shipped, and a test refuses a text that does not match.
"""

import tomllib
from pathlib import Path
from typing import Final, Protocol

LOCK: Final = Path(__file__).parent / "lock.toml"


class Versioned(Protocol):
    """A document kind or a prompt."""

    @property
    def id(self) -> str:
        """Its name, unique among both."""
        ...

    @property
    def version(self) -> int:
        """Counted from 1."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of its file."""
        ...


def locked(lock: Path = LOCK) -> dict[str, dict[str, str]]:
    """Digest by version, by the id of a kind or a prompt."""
    held: dict[str, dict[str, str]] = tomllib.loads(lock.read_text(encoding="utf-8"))
    return held


def complaint(held: Versioned, lock: dict[str, dict[str, str]]) -> str:
    """What is wrong between a file's text and the lock; empty where nothing is."""
    versions = lock.get(held.id, {})
    digest = versions.get(str(held.version))
    newest = max((int(v) for v in versions), default=0)
    if digest is None:
        return f"{held.id} version {held.version} is not locked: add its digest {held.digest}"
    if digest != held.digest:
        return f"{held.id} changed without a new version: the next one is {newest + 1}"
    if held.version < newest:
        return f"{held.id} went back from version {newest} to {held.version}"
    return ""
