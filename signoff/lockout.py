"""Slowing down guesses.

After a few wrong passphrases an identity rests, longer with every further one.

A line a try, appended before the passphrase is looked at; success removes the file. It lives beside
the identity, so it holds across processes and restarts. It slows down someone at the keyboard;
whoever can delete files is held off by scrypt alone.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from chartside.errors import PolicyError, StoreError
from chartside.signoff.clock import from_text, utc_text
from chartside.signoff.policy import Limits


@dataclass(frozen=True, slots=True)
class Attempts:
    """The tries since the last success."""

    path: Path
    limits: Limits

    def begin(self, who: str, now: datetime) -> None:
        """Count a try, or refuse it (`PolicyError` says for how long)."""
        try:
            rest = self._rest(now)
            if rest > timedelta(0):
                raise PolicyError(
                    f"identity {who} is locked after repeated failures: "
                    f"try again in {rest.total_seconds():.0f} s"
                )
            with self.path.open("a", encoding="ascii") as file:
                file.write(utc_text(now) + "\n")
        except OSError as wrong:
            raise StoreError(
                f"the attempts of identity {who} cannot be counted: {os.strerror(wrong.errno or 0)}"
            ) from None

    def succeeded(self) -> None:
        """Forget the failures."""
        self.path.unlink(missing_ok=True)

    def _rest(self, now: datetime) -> timedelta:
        if not self.path.exists():
            return timedelta(0)
        lines = self.path.read_text(encoding="ascii", errors="replace").split()
        beyond = len(lines) - self.limits.free_attempts
        if beyond < 0:
            return timedelta(0)
        seconds = min(
            self.limits.lockout_seconds * 2 ** min(beyond, 30), self.limits.lockout_seconds_most
        )
        try:
            last = from_text(lines[-1])
        except ValueError:
            return timedelta(0)
        # A time that is yet to come means the clock was set back; that must not lock a signer out
        # for years.
        return last + timedelta(seconds=seconds) - now if last <= now else timedelta(0)
