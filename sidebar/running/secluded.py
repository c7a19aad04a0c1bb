"""Closing the process that holds keys to the workers it starts, which run under the same account.

An account may read the environment and the memory of its own processes. So a worker that was
turned by what it read could look for a passphrase where it was given, although its own environment
holds none. On Linux a process can refuse that (`PR_SET_DUMPABLE`, prctl(2)); it then leaves no core
file either, and no debugger of the same account can attach. A superuser still can do both.
"""

import ctypes
import sys
from typing import Final

_SET_DUMPABLE: Final = 4
"""`PR_SET_DUMPABLE` of linux/prctl.h."""


def seclude() -> bool:
    """Close this process to others of its account, for as long as it lives.

    For the start of a service. False where the system knows no such thing: let the workers' machine
    be somebody else's then, or give them nothing to find.
    """
    if sys.platform != "linux":
        return False
    return int(ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)) == 0
