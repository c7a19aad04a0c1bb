"""The author's own function that grades, loaded out of the folder of the suite.

It is run with the rights of who runs the suite: a suite of somebody else is read before it is run.
"""

import builtins
import hashlib
import sys
from collections.abc import Awaitable, Callable
from importlib.abc import SourceLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from traceback import extract_tb
from typing import Final

from typing_extensions import override

from chartside.errors import ChartsideError, UsageError
from chartside.evals.authoring.case import Answer, Case, Grade
from chartside.evals.authoring.reading import text_of

Scorer = Callable[[Case, Answer], Grade | Awaitable[Grade]]
"""Grades one answer, at once or as a coroutine."""

SHAPE: Final = r"^[^:]+\.py:[A-Za-z_]\w*$"
"""A file of the suite's folder, and a function of it."""


class _Held(SourceLoader):
    """Code as it was read: what runs is what the digest is of, and nothing is left beside it."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text

    @override
    def get_filename(self, fullname: str) -> str:
        """Where it was read."""
        return str(self._path)

    @override
    def get_data(self, path: str | bytes) -> bytes:
        """What was read."""
        if str(path) != str(self._path):
            raise OSError
        return self._text.encode()


def load(path: Path, function: str) -> Scorer:
    """The function of a file. The code of the file is run, and no other.

    Raises:
        UsageError: There is no such file or function, or the code cannot be run.
        SourceError: It cannot be read.
    """
    held = _Held(path, text_of(path))
    name = f"chartside_scorer_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    spec = spec_from_loader(name, held)
    if spec is None:
        raise UsageError(f"{path.name} cannot be loaded")
    module = module_from_spec(spec)
    sys.modules[name] = module  # its dataclasses look themselves up there
    try:
        held.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as wrong:
        raise UsageError(f"{path.name} cannot be loaded: {place(wrong, path)}") from wrong
    found = getattr(module, function, None)
    if not callable(found):
        raise UsageError(f"{path.name} has no function {function}")
    scorer: Scorer = found
    return scorer


def place(wrong: BaseException, path: Path) -> str:
    """What kind of error it was, and the last line of the file that it came by."""
    lines = [step.lineno for step in extract_tb(wrong.__traceback__) if step.filename == str(path)]
    line = lines[-1] if lines else wrong.lineno if isinstance(wrong, SyntaxError) else None
    return f"{_kind(wrong)}{f' at line {line}' if line else ''}"


def _kind(wrong: BaseException) -> str:
    """The class of a builtin error or of ours; a name of others may be made of anything."""
    kind = type(wrong)
    known = kind.__module__ in {"builtins", "chartside.errors"}
    ours = kind is getattr(builtins, kind.__name__, None) or isinstance(wrong, ChartsideError)
    return kind.__name__ if known and ours else "an error of a class of its own"
