"""The capsule of a run: each case as it ends, and what the run was."""

import gzip
import json
import os
import platform
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
from langchain_core.language_models import BaseChatModel

from chartside.errors import SourceError, StoreError, UsageError
from chartside.evals.capsule.models import Noted, Replayed, Replies, identity_of
from chartside.evals.capsule.notes import Notes

FOLDER: Final = "capsule"
_ABOUT: Final = "about.json"
_CASES: Final = "cases.jsonl.gz"
_FORM: Final = 1
_GZIP: Final = 16 + zlib.MAX_WBITS
_CHUNK: Final = 2**16
_MAY_CHANGE: Final = ("parallel", "audit")
"""What a run may be resumed with that it was not begun with."""
_PARTS: Final = (
    *("chartside", "inspect-ai", "langchain-core", "langgraph", "openai", "transformers", "torch"),
)

Key = tuple[str, str, str]
"""Suite, case and stage."""


class Around(Protocol):
    """What stands between a suite and its models while it runs."""

    def model(self, spec: str) -> BaseChatModel | None:
        """A model in place of the one of this name; None to have it opened."""
        ...

    def opened(self, spec: str, model: BaseChatModel) -> BaseChatModel:
        """The model of this name as the suite is to have it."""
        ...

    def ended(self, notes: Notes, outcome: Mapping[str, Any]) -> None:
        """A case was worked on or graded, and this is what came."""
        ...


@dataclass(slots=True)
class Keeping:
    """Lays down the capsule of a run in a folder of its owner's alone, case by case."""

    folder: Path
    identities: dict[str, dict[str, Any]] = field(default_factory=dict)

    def model(self, spec: str) -> BaseChatModel | None:
        """None: the model itself is asked."""
        del spec
        return None

    def opened(self, spec: str, model: BaseChatModel) -> BaseChatModel:
        """The model with its answers noted."""
        self.identities[spec] = identity_of(model)
        return Noted(inner=model, identity=self.identities[spec])

    def ended(self, notes: Notes, outcome: Mapping[str, Any]) -> None:
        """One line, whole or not there: each is a member of its own of the compressed file.

        Raises:
            StoreError: It cannot be written.
        """
        line = msgspec.json.encode({**_plain(notes), "outcome": outcome}, enc_hook=str) + b"\n"
        try:
            with open(self.folder / _CASES, "ab", opener=_owner_only) as file:
                file.write(gzip.compress(line, compresslevel=6))
        except OSError as wrong:
            reason = wrong.strerror or "the disk refused"
            raise StoreError(f"the capsule cannot be written: {reason}") from None

    def begin(self) -> None:
        """Nothing of a run that left no log, and so is begun anew, stays in the capsule."""
        (self.folder / _CASES).unlink(missing_ok=True)

    def go_on(self, asked: Mapping[str, Any], digests: Mapping[str, str]) -> None:
        """Go on with a capsule that was begun; what was cut off at its end is taken away.

        Raises:
            UsageError: It is of a run of something else.
            SourceError: It is damaged.
        """
        held = read_capsule(self.folder).about
        now = msgspec.json.decode(msgspec.json.encode(asked))
        other = [n for n in now if n not in _MAY_CHANGE and held["asked"].get(n) != now[n]]
        if held["digests"] != dict(digests):
            other.append("the records or the material")
        if other:
            raise UsageError(f"the folder holds a run of another kind: {', '.join(other)} changed")
        cases = self.folder / _CASES
        with cases.open("rb+") as file:
            file.truncate(max((end for _, end in _members(cases)), default=0))

    def about(self, asked: Mapping[str, Any], digests: Mapping[str, str]) -> None:
        """What the run was: its options, the digests of what it read, versions, prompts, models.

        Raises:
            StoreError: It cannot be written.
        """
        told = {
            "form": _FORM,
            "asked": asked,
            "digests": digests,
            "versions": versions(),
            "prompts": sha256(_prompts()).hexdigest(),
            "models": self.identities,
        }
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(self.folder / _ABOUT, "w", encoding="utf-8", opener=_owner_only) as file:
                json.dump(told, file, indent=1)
        except OSError as wrong:
            reason = wrong.strerror or "the disk refused"
            raise StoreError(f"the capsule cannot be written: {reason}") from None


@dataclass(slots=True)
class Replaying:
    """Answers for the models of a run from its capsule, and holds what comes against it."""

    capsule: "Capsule"
    seen: dict[Key, dict[str, Any]] = field(default_factory=dict)

    def model(self, spec: str) -> BaseChatModel | None:
        """The answers that the model gave.

        Raises:
            UsageError: The run had no such model.
        """
        identity = self.capsule.about["models"].get(spec)
        if identity is None:
            raise UsageError("the capsule holds no answers of this model")
        return Replayed(identity=identity, replies=self.capsule.replies)

    def opened(self, spec: str, model: BaseChatModel) -> BaseChatModel:
        """As it is."""
        del spec
        return model

    def ended(self, notes: Notes, outcome: Mapping[str, Any]) -> None:
        """Kept as a capsule would have it, to be compared."""
        line = msgspec.json.encode({**_plain(notes), "outcome": outcome}, enc_hook=str)
        self.seen[notes.key] = msgspec.json.decode(line)


@dataclass(frozen=True, slots=True)
class Capsule:
    """What a folder holds of a run."""

    about: dict[str, Any]
    cases: dict[Key, dict[str, Any]]
    replies: Replies


_around: Final[ContextVar[Around | None]] = ContextVar("chartside_eval_around", default=None)


def around() -> Around | None:
    """What stands around the run that goes on here; None where nothing does."""
    return _around.get()


@contextmanager
def standing(between: Around) -> Iterator[None]:
    """Have this stand between suites and models within."""
    token = _around.set(between)
    try:
        yield
    finally:
        _around.reset(token)


def read_capsule(folder: Path) -> Capsule:
    """The capsule of a run: its own folder, or the run's.

    What was written last of a case counts: a run that was killed works on some cases again.

    Raises:
        UsageError: There is none, or of another form.
        SourceError: It is damaged.
    """
    place = folder / FOLDER if (folder / FOLDER).is_dir() else folder
    try:
        about = json.loads((place / _ABOUT).read_bytes())
        cases = {_key(held): held for held in _lines(place / _CASES)}
        known = all(isinstance(about[part], dict) for part in ("asked", "digests", "models"))
    except FileNotFoundError:
        raise UsageError(f"no capsule of a run at {folder}") from None
    except (ValueError, KeyError, TypeError, msgspec.DecodeError):
        raise SourceError(f"the capsule at {folder} is damaged") from None
    if not known or about.get("form") != _FORM:
        raise UsageError(f"the capsule at {folder} is of another form than {_FORM}")
    return Capsule(about, cases, Replies(cases))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Each case; what was cut off at the end was not a whole one."""
    for held, _ in _members(path):
        for line in held.splitlines():
            yield msgspec.json.decode(line, type=dict[str, Any])


def _members(path: Path) -> Iterator[tuple[bytes, int]]:
    """What each whole member of a compressed file holds, and where it ends.

    Raises:
        ValueError: Something between them is no member.
    """
    end, held = 0, b""
    member = zlib.decompressobj(_GZIP)
    with path.open("rb") as file:
        while chunk := member.unused_data or file.read(_CHUNK):
            if member.eof:
                member = zlib.decompressobj(_GZIP)
            try:
                held += member.decompress(chunk)
            except zlib.error as wrong:
                raise ValueError("no member") from wrong
            end += len(chunk) - len(member.unused_data)
            if member.eof:
                yield held, end
                held = b""


def _key(held: Mapping[str, Any]) -> Key:
    return held["suite"], held["case"], held["stage"]


def _plain(notes: Notes) -> dict[str, Any]:
    return {
        "suite": notes.suite,
        "case": notes.case,
        "stage": notes.stage,
        "calls": notes.calls,
        "tools": notes.tools,
    }


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def versions() -> dict[str, str]:
    """Of what takes part in a run, as far as it is installed, and of Python."""
    held = {"python": platform.python_version()}
    for part in _PARTS:
        try:
            held[part] = version(part)
        except PackageNotFoundError:
            continue
    return held


def _prompts() -> bytes:
    """The lock of the prompts: each by version and digest."""
    return files("chartside.prompts").joinpath("lock.toml").read_bytes()


def prompts_digest() -> str:
    """SHA-256 of the lock of the prompts."""
    return sha256(_prompts()).hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, or of a folder's files with their names.

    Raises:
        SourceError: One cannot be read.
    """
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file_digest(file, "sha256").hexdigest()
        whole = sha256()
        for one in sorted(p for p in path.rglob("*") if p.is_file()):
            whole.update(f"{one.relative_to(path).as_posix()}\0{digest_of(one)}\n".encode())
        return whole.hexdigest()
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise SourceError(f"{path} cannot be read: {reason}") from wrong
