"""An error as plain values, and the error again: a replay fails as the run failed."""

import inspect
from collections.abc import Mapping
from typing import Any, Final

from chartside import errors
from chartside.errors import ChartsideError

_OURS: Final = {
    name: held
    for name, held in inspect.getmembers(errors, inspect.isclass)
    if issubclass(held, ChartsideError)
}
_PLAIN: Final = (str, int, float, bool, type(None))


def failure_of(error: Exception) -> dict[str, Any]:
    """The class, what it was made of and what it carries; of another library's the class alone."""
    name = type(error).__name__
    if _OURS.get(name) is not type(error):
        return {"class": name}
    carried = {k: v for k, v in vars(error).items() if _is_plain(v)}
    return {"class": name, "args": [str(a) for a in error.args], "carried": carried}


def failure_again(held: Mapping[str, Any]) -> Exception:
    """The error that `failure_of` was told of; a class of the same name where it is not ours."""
    name = str(held["class"])
    kind = _OURS.get(name)
    if kind is None:
        other: Exception = type(name, (Exception,), {})()
        return other
    error: ChartsideError = kind.__new__(kind)
    error.args = tuple(held.get("args", ()))
    for key, value in held.get("carried", {}).items():
        setattr(error, key, tuple(value) if isinstance(value, list) else value)
    return error


def _is_plain(value: object) -> bool:
    return isinstance(value, _PLAIN) or (
        isinstance(value, list | tuple) and all(isinstance(v, _PLAIN) for v in value)
    )
