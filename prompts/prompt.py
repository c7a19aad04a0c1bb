"""Prompts of the model author, one Markdown file each in `prompts/tasks`.

The front matter names the variables; the body has each of them as `$name`. A value is put in once
and never looked into again, so that a dollar sign in a record stays one.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Annotated, Final

from pydantic import ConfigDict, Field, TypeAdapter

from chartside.errors import UsageError
from chartside.prompts.files import declared, parts, text_of

FOLDER: Final = Path(__file__).parent / "tasks"
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    __pydantic_config__ = ConfigDict(extra="forbid", hide_input_in_errors=True)

    id: _Name
    version: Annotated[int, Field(gt=0)]
    variables: tuple[_Name, ...]
    change: Annotated[str, Field(min_length=1, max_length=400)]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `digest` is the SHA-256 of its file, `change` why this version differs."""

    id: str
    version: int
    variables: tuple[str, ...]
    change: str
    body: str
    digest: str

    @property
    def stamp(self) -> str:
        """Version and digest, as a draft records them and its signer signs them."""
        return f"{self.version}:{self.digest}"

    def filled(self, **values: str) -> str:
        """The body with every variable in its place.

        Raises:
            UsageError: A variable has no value, or there is no such variable.
        """
        if amiss := values.keys() ^ set(self.variables):
            raise UsageError(f"prompt {self.id}: variables {', '.join(sorted(amiss))}")
        return Template(self.body).substitute(values)


_ADAPTER: Final = TypeAdapter(_FrontMatter)


def prompts() -> dict[str, Prompt]:
    """Every prompt of the package, by id."""
    return {path.stem: prompt(path.stem) for path in sorted(FOLDER.glob("*.md"))}


@cache
def prompt(name: str) -> Prompt:
    """The prompt with this id.

    Raises:
        UsageError: There is none, or what its body uses is not what its front matter declares.
    """
    return read_prompt(FOLDER / f"{name}.md")


def read_prompt(path: Path) -> Prompt:
    """A prompt from its file; raises as `prompt` does."""
    text = text_of(path)
    head, body = parts(path, text)
    said: _FrontMatter = declared(path, head, _ADAPTER)
    template = Template(body)
    if not template.is_valid() or set(template.get_identifiers()) != set(said.variables):
        raise UsageError(f"{path.name}: its body does not use the variables that it declares")
    digest = sha256(text.encode()).hexdigest()
    return Prompt(said.id, said.version, said.variables, said.change, body, digest)
