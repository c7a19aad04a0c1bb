"""The person at the keyboard, as far as a passphrase proves it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from chartside.cli.asking import interactive
from chartside.cli.naming import command, shown
from chartside.cli.output import as_sentence, notice
from chartside.cli.passphrase import passphrase
from chartside.errors import PolicyError, UsageError
from chartside.signoff.identity import UnlockedIdentity, identities, unlock
from chartside.signoff.store import SignoffStore

TRIES: Final = 3
"""Passphrases that are asked for before a command gives up."""

ROLES_HINT: Final = "chartside identity create WHO --name NAME --role ROLE"


def chosen(folder: Path, who: str | None) -> str:
    """The named signer, or the only one there is.

    Raises:
        UsageError: There is none, or several and none was named.
    """
    if who:
        return who
    held = [identity.who for identity in identities(folder)]
    if len(held) == 1:
        return held[0]
    if not held:
        raise UsageError(f"there is no signer yet: {ROLES_HINT} makes one")
    raise UsageError(f"name the signer with --identity: {', '.join(held)}")


def ways_to_sign(folder: Path, draft_id: str) -> tuple[str, ...]:
    """The commands that sign a draft, as they can be pasted: a signer is made where there is none.

    Of several signers the newest is named.
    """
    held = sorted(identities(folder), key=lambda identity: identity.created)
    sign = ("review", "sign", shown(draft_id))
    if not held:
        made = command("identity", "create", "me", "--name", "My Name", "--role", "physician")
        return made, command(*sign, "--identity", "me")
    return (command(*sign, *(("--identity", held[-1].who) if held[1:] else ())),)


class Keys(Protocol):
    """Where a sitting gets its signer from."""

    def editor(self) -> UnlockedIdentity:
        """Unlocked for edits."""
        ...

    def signer(self, doing: str) -> UnlockedIdentity:
        """Unlocked now, for one decision."""
        ...


@dataclass
class Keyring:
    """Unlocks one signer, once for edits and anew for each decision.

    Args:
        folder: Where identities lie.
        who: The signer.
        variable: The environment variable that holds the passphrase; None asks on the terminal.
        store: Where a wrong passphrase is noted in the audit.
    """

    folder: Path
    who: str
    variable: str | None
    store: SignoffStore
    _held: UnlockedIdentity | None = field(default=None, repr=False)

    def editor(self) -> UnlockedIdentity:
        """Unlocked for edits; the passphrase is asked for once."""
        return self._held or self.signer("edit")

    def signer(self, doing: str) -> UnlockedIdentity:
        """Unlocked now, for one decision.

        Raises:
            PolicyError: The passphrase was wrong, three times where a person typed it.
            UsageError: There is no such signer, or no passphrase and no terminal to ask on.
        """
        if self._typed:
            notice(f"To {doing}, {self.who} types the passphrase.")
        self._held = asked(self._attempt) if self._typed else self._attempt()
        return self._held

    @property
    def _typed(self) -> bool:
        return self.variable is None and interactive()

    def _attempt(self) -> UnlockedIdentity:
        return self._unlocked(passphrase(self.variable, who=self.who))

    def _unlocked(self, typed: str) -> UnlockedIdentity:
        try:
            return unlock(self.folder, self.who, typed)
        except PolicyError:
            self.store.note("unlock_refused", who=self.who)
            raise


def asked(attempt: Callable[[], UnlockedIdentity]) -> UnlockedIdentity:
    """The first attempt that succeeds, of three; the last refusal otherwise."""
    for _ in range(TRIES - 1):
        try:
            return attempt()
        except PolicyError as refused:
            notice(f"{as_sentence(refused)} Nothing was done; try again.")
    return attempt()
