"""Attempts to sign, or to take out, what must not be; and the ways that must stand open.

attempt     what an attempt is, and how it is told that it was refused
scene       a record, its draft, signers, a store and a clock of its own for each attempt
signing     signing what was not read, not checked, or is decided already
signers     signing as somebody who may not, or did not just prove who they are
proposing   having changes of the chart leave that nobody has accepted
leaving     taking out what is not signed, or stands no more
tampering   the store and the files in an editor
software    an agent, its tools and its graph trying to sign
commands    the command line
open_ways   what has to end signed and filed
"""

from chartside.evals.attacks.bypass import (
    commands,
    leaving,
    open_ways,
    proposing,
    signers,
    signing,
    software,
    tampering,
)
from chartside.evals.attacks.bypass.attempt import Attempt

_PARTS = (signing, signers, proposing, leaving, tampering, software, commands, open_ways)

ATTEMPTS: dict[str, Attempt] = {a.name: a for part in _PARTS for a in part.TRIES.made}
"""Every attempt by its name, those that must be refused first."""
