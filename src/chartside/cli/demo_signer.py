"""The demo's signer: made on the spot by the person who signs, who alone knows the passphrase."""

from dataclasses import dataclass, field

from chartside.cli.asking import Choice, choose, line, secret
from chartside.cli.layout import plain, put
from chartside.cli.output import as_sentence
from chartside.cli.signers import Keyring
from chartside.errors import UsageError
from chartside.settings import Settings
from chartside.signoff.identity import (
    Identity,
    UnlockedIdentity,
    create_identity,
    identities,
    printed_name,
    unlock,
)
from chartside.signoff.store import SignoffStore

_NAME = "Demo Clinician"
_ROLE = "physician"
_WHO = "demo"


@dataclass
class DemoKeys:
    """Asks who signs when it first matters: nothing is made before, and nothing signs by itself."""

    here: Settings
    store: SignoffStore
    _ring: Keyring | None = field(default=None, repr=False)
    _held: UnlockedIdentity | None = field(default=None, repr=False)

    def editor(self) -> UnlockedIdentity:
        """Unlocked for edits; asked for once."""
        self._held = self._held or self.signer("edit")
        return self._held

    def signer(self, doing: str) -> UnlockedIdentity:
        """Unlocked now: a known signer by the passphrase, a new one by typing it a second time."""
        if self._ring is None:
            known = self._known()
            if known is None:
                return self._made(doing)
            self._ring = self._keyring(known.who)
        return self._ring.signer(doing)

    def _keyring(self, who: str) -> Keyring:
        return Keyring(self.here.identities, who, None, self.store)

    def _known(self) -> Identity | None:
        """The demo's signer of an earlier run, if the person wants it."""
        held = [i for i in identities(self.here.identities) if i.who.startswith(_WHO)]
        if not held:
            return None
        last = max(held, key=lambda identity: identity.created)
        answer = choose(
            f"Who does that? {last.who} ({last.name}) was here before.",
            [
                Choice("k", "known", f"{last.who}: I know the passphrase"),
                Choice("n", "new", "make another signer"),
            ],
        )
        return last if answer == "k" else None

    def _made(self, doing: str) -> UnlockedIdentity:
        put(
            plain(
                f"To {doing}, there has to be a person. A local signer is a key on this machine, "
                "locked by a passphrase that only you know."
            )
        )
        name = _named()
        while True:
            typed = _chosen(doing)
            try:
                made = create_identity(self.here.identities, self._free(), name, _ROLE, typed)
            except UsageError as refused:  # the passphrase: the name was looked at before
                put(plain(as_sentence(refused), "magenta"))
                continue
            self._ring = self._keyring(made.who)
            return unlock(self.here.identities, made.who, typed)

    def _free(self) -> str:
        taken = {identity.who for identity in identities(self.here.identities)}
        names = (_WHO, *(f"{_WHO}-{number}" for number in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)


def _named() -> str:
    while True:
        try:
            return printed_name(
                line(f"Your name, as it stands under a signature [{_NAME}]: ") or _NAME
            )
        except UsageError as refused:
            put(plain(as_sentence(refused), "magenta"))


def _chosen(doing: str) -> str:
    """A passphrase that was typed twice alike."""
    while True:
        typed = secret("Choose a passphrase (8 characters or more, not shown): ")
        if secret(f"The same again, to {doing}: ") == typed:
            return typed
        put(plain("The two differ. Nothing was made, nothing was signed.", "magenta"))
