"""Keeping the HTTP library silent while it asks: it logs each address, which may name a patient."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from typing_extensions import override

_ASKING: Final[ContextVar[bool]] = ContextVar("asking a server", default=False)
_LOGGERS: Final = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2")


class _Unlogged(logging.Filter):
    @override
    def filter(self, record: logging.LogRecord) -> bool:
        return not _ASKING.get()


for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_Unlogged())


@contextmanager
def unlogged() -> Iterator[None]:
    """Drops what the HTTP library says meanwhile, in this task."""
    before = _ASKING.set(True)
    try:
        yield
    finally:
        _ASKING.reset(before)
