"""A library writes nothing on the terminal: no progress bars of transformers while it loads.

Nor its warnings: the one on MedSigLIP's end of text is of a default that its own class replaces.
Whoever loads a model checks that all of its weights are there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import transformers

_LIBRARY: Final[Any] = transformers  # the half of its types that are there do not fit its use


@contextmanager
def quietly() -> Iterator[None]:
    """Without progress bars and warnings; as it was before, afterwards."""
    shown = _LIBRARY.utils.logging.is_progress_bar_enabled()
    level = _LIBRARY.utils.logging.get_verbosity()
    _LIBRARY.utils.logging.disable_progress_bar()
    _LIBRARY.utils.logging.set_verbosity_error()
    try:
        yield
    finally:
        _LIBRARY.utils.logging.set_verbosity(level)
        if shown:
            _LIBRARY.utils.logging.enable_progress_bar()
