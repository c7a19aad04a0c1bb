"""A library writes nothing on the terminal: no progress bars of transformers while it loads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import transformers

_LIBRARY: Final[Any] = transformers  # the half of its types that are there do not fit its use


@contextmanager
def quietly() -> Iterator[None]:
    """Without progress bars; as it was before, afterwards."""
    shown = _LIBRARY.utils.logging.is_progress_bar_enabled()
    _LIBRARY.utils.logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            _LIBRARY.utils.logging.enable_progress_bar()
