"""Getting a passphrase: from a variable that a script named, or from a person, never shown."""

import sys
from getpass import getpass

from chartside.errors import UsageError
from chartside.settings import passphrase as in_the_environment


def passphrase(variable: str | None, *, who: str, new: bool = False) -> str:
    """The passphrase of a local signer.

    Args:
        variable: The environment variable that holds it; None asks on the terminal.
        who: The signer, for the question.
        new: Whether it is being chosen: then it is asked for twice.

    Raises:
        UsageError: The variable is not set, there is no terminal to ask on, or the two differ. The
            message does not name the variable: a hurried person may have put the passphrase there.
    """
    if variable is not None:
        held = in_the_environment(variable)
        if not held:
            raise UsageError("the environment variable that --passphrase-env names is not set")
        return held
    if not sys.stdin.isatty():
        raise UsageError(
            "there is no terminal to ask for the passphrase: name a variable with --passphrase-env"
        )
    typed = getpass(f"{'New passphrase' if new else 'Passphrase'} for {who}: ")
    if new and getpass("The same again: ") != typed:
        raise UsageError("the two passphrases differ: nothing was made")
    return typed
