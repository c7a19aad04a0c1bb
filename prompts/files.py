"""A versioned text file: YAML front matter that declares it, and a body."""

from pathlib import Path
from typing import Any

import frontmatter
import yaml  # type: ignore[import-untyped]  # it has no py.typed, and its stubs are a package apart
from pydantic import TypeAdapter, ValidationError

from chartside.errors import UsageError


def text_of(path: Path) -> str:
    """The file's text, with line ends that do not depend on the checkout.

    Raises:
        UsageError: It cannot be read as UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path.name} cannot be read as UTF-8 text") from None


def parts(path: Path, text: str) -> tuple[dict[str, Any], str]:
    """What stands above the second line of dashes, and what below it.

    Raises:
        UsageError: Either of them is missing, or the upper is not YAML.
    """
    try:
        head, body = frontmatter.parse(text)
    except yaml.YAMLError:
        raise UsageError(f"{path.name}: its front matter is not YAML") from None
    if not head or not body.strip():
        raise UsageError(f"{path.name}: a prompt file is front matter and instructions")
    return head, body.strip()


def declared(path: Path, head: dict[str, Any], shape: TypeAdapter[Any]) -> Any:
    """The front matter as its type.

    Raises:
        UsageError: A key is unknown, missing or out of bounds; or the id is not the file's name.
    """
    try:
        said = shape.validate_python(head)
    except ValidationError as wrong:
        where = {".".join(map(str, e["loc"])) or "all of it" for e in wrong.errors()}
        raise UsageError(f"{path.name}: wrong front matter: {', '.join(sorted(where))}") from None
    if said.id != path.stem:
        raise UsageError(f"{path.name}: the id must be the name of the file, {path.stem!r}")
    return said
