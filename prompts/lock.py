"""The lock: which text each version of a shipped kind has.

A prompt's text is behaviour. Changing it without a new version would let two drafts say they were
written by the same instructions when they were not, so `lock.toml` holds the digest of every
version ever shipped, and a test refuses a text that does not match.
"""

import tomllib
from pathlib import Path
from typing import Final

from chartside.prompts.kinds import DocumentKind

LOCK: Final = Path(__file__).parent / "lock.toml"


def locked(lock: Path = LOCK) -> dict[str, dict[str, str]]:
    """Digest by version, by kind."""
    held: dict[str, dict[str, str]] = tomllib.loads(lock.read_text(encoding="utf-8"))
    return held


def complaint(kind: DocumentKind, lock: dict[str, dict[str, str]]) -> str:
    """What is wrong between a kind's text and the lock; empty where nothing is."""
    versions = lock.get(kind.id, {})
    digest = versions.get(str(kind.version))
    newest = max((int(v) for v in versions), default=0)
    if digest is None:
        return f"{kind.id} version {kind.version} is not locked: add its digest {kind.digest}"
    if digest != kind.digest:
        return f"{kind.id} changed without a new version: the next one is {newest + 1}"
    if kind.version < newest:
        return f"{kind.id} went back from version {newest} to {kind.version}"
    return ""
