"""Document kinds: what a document holds, as data, one Markdown file each.

The front matter declares the kind, the text below it says how to write it. A new kind is a new
file: in `prompts/documents` (and its digest in `prompts/lock.toml`), or in a folder of your own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter

from chartside.errors import UsageError
from chartside.prompts.files import declared, parts, text_of

FOLDER: Final = Path(__file__).parent / "documents"
"""The kinds of the package."""

Length = Literal["short", "normal", "long"]
"""How much a reader asks for: half of what the kind gives, all of it, or twice as much."""
Begin = Literal["record", "last_signed", "last_visit", "last_stay"]
"""Where a document begins unless it is told: with the record, with the last signed summary or
update, with the last visit of the kind that the patient has most often, or with the last stay."""

MOST: Final = 100
"""Sentences of one section."""
_STRICT: Final = ConfigDict(extra="forbid", hide_input_in_errors=True)
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_Words = Annotated[str, Field(min_length=1, max_length=400)]


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section: its title, the evidence it is written from, and the most sentences it may have.

    `evidence` names what `chartside.agent.evidence` can gather. What a reader relies on being
    complete is `whole`: for `length`, a shorter document does not cut it; `always`, neither that
    nor a focus leaves any of it out.
    """

    __pydantic_config__ = _STRICT

    id: _Name
    title: _Words
    evidence: Annotated[tuple[_Name, ...], Field(min_length=1)]
    limit: Annotated[int, Field(gt=0, le=MOST)]
    whole: Literal["", "length", "always"] = ""


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    __pydantic_config__ = _STRICT

    id: _Name
    version: Annotated[int, Field(gt=0)]
    title: _Words
    audience: _Words
    length: Annotated[int, Field(gt=0, le=400)]
    change: _Words
    sections: Annotated[tuple[SectionSpec, ...], Field(min_length=1)]
    begins: Begin = "record"
    focus: Literal["optional", "required"] = "optional"
    grade: Annotated[int | None, Field(gt=0, le=16)] = None


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document. `digest` is the SHA-256 of the file it was read from.

    `length` is the most sentences the whole document may have, `change` why this version differs
    from the one before, `instructions` what its author is told. `begins` says where it begins
    unless it is told, `focus` whether it must be told what it is about, `grade` the school grade
    (Flesch-Kincaid) that it is written for, where it is for readers outside medicine.
    """

    id: str
    version: int
    title: str
    audience: str
    length: int
    change: str
    sections: tuple[SectionSpec, ...]
    instructions: str
    digest: str
    begins: Begin = "record"
    focus: Literal["optional", "required"] = "optional"
    grade: int | None = None

    def section(self, name: str) -> SectionSpec:
        """The section with this id; `UsageError` where there is none."""
        for section in self.sections:
            if section.id == name:
                return section
        raise UsageError(f"document kind {self.id} has no section {name!r}")

    def sized(self, length: Length) -> "DocumentKind":
        """The same kind, shorter or longer. Key points stay three; what is whole is not cut."""
        if length == "normal":
            return self
        first, *others = self.sections
        return replace(self, sections=(first, *(_sized(s, length) for s in others)))

    @property
    def stamp(self) -> str:
        """Version and digest, as a draft records them and its signer signs them."""
        return f"{self.version}:{self.digest}"


def require_length(length: str) -> None:
    """See that this is a length; `UsageError` names those there are."""
    if length not in get_args(Length):
        raise UsageError(f"length must be one of {', '.join(get_args(Length))}")


def _sized(section: SectionSpec, length: Length) -> SectionSpec:
    if length == "short":
        return section if section.whole else replace(section, limit=max(1, section.limit // 2))
    return replace(section, limit=min(MOST, 2 * section.limit))


_ADAPTER: Final = TypeAdapter(_FrontMatter)


def document_kinds(folders: Sequence[Path] = ()) -> dict[str, DocumentKind]:
    """Every kind of the package and of these folders, by id. A folder that is not there has none.

    Raises:
        UsageError: A file is not a document kind, or two files have one id.
    """
    found: dict[str, DocumentKind] = {}
    for folder in (FOLDER, *folders):
        for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
            kind = read_kind(path)
            if kind.id in found:
                raise UsageError(f"{path.name}: there is already a document kind {kind.id!r}")
            found[kind.id] = kind
    return found


def document_kind(name: str, folders: Sequence[Path] = ()) -> DocumentKind:
    """The kind with this id; `UsageError` names the ones there are."""
    kinds = document_kinds(folders)
    if name not in kinds:
        raise UsageError(f"no document kind {name!r}; there is {', '.join(sorted(kinds))}")
    return kinds[name]


def read_kind(path: Path) -> DocumentKind:
    """A document kind from its file.

    Raises:
        UsageError: No front matter, an unknown or missing key, a value out of bounds, a name that
            is not the file's, two sections of one id, or sections that cannot fit the length.
    """
    return _kind(path, text_of(path))


@lru_cache(maxsize=64)
def _kind(path: Path, text: str) -> DocumentKind:
    """Parsed once for each text: every step of a run asks for its kind."""
    head, body = parts(path, text)
    said: _FrontMatter = declared(path, head, _ADAPTER)
    _require_coherent(path, said)
    return DocumentKind(
        id=said.id,
        version=said.version,
        title=said.title,
        audience=said.audience,
        length=said.length,
        change=said.change,
        sections=said.sections,
        instructions=body,
        digest=sha256(text.encode()).hexdigest(),
        begins=said.begins,
        focus=said.focus,
        grade=said.grade,
    )


def _require_coherent(path: Path, said: _FrontMatter) -> None:
    if len({s.id for s in said.sections}) != len(said.sections):
        raise UsageError(f"{path.name}: two sections have one id")
    if sum(s.limit for s in said.sections) > said.length:
        raise UsageError(f"{path.name}: the limits of its sections exceed its length")
