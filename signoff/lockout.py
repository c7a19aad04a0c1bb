"""Slowing down guesses.

After a few wrong passphrases an identity rests, longer with every further one.

A file a try in a folder beside the identity, made before the passphrase is looked at; success
removes the folder. A try is taken by making the next file, which only one process can do: guessing
from many processes at once gives no more tries than one, and killing one in the middle gives none
back. It holds across restarts. It slows down someone at the keyboard; whoever can delete files is
held off by scrypt alone.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from chartside.errors import PolicyError, StoreError
from chartside.signoff.clock import from_text, utc_text
from chartside.signoff.policy import Limits

_LONGEST_DOUBLING: Final = 30


@dataclass(frozen=True, slots=True)
class Attempts:
    """The tries since the last success, in a folder of their own."""

    folder: Path
    limits: Limits

    def begin(self, who: str, now: datetime) -> None:
        """Count a try, or refuse it (`PolicyError` says for how long)."""
        try:
            while True:
                tries = self._tries()
                rest = self._rest(tries, now)
                if rest > timedelta(0):
                    raise PolicyError(
                        f"identity {who} is locked after repeated failures: "
                        f"try again in {rest.total_seconds():.0f} s"
                    )
                if self._taken(tries, now):
                    return
        except OSError as wrong:
            raise StoreError(
                f"the attempts of identity {who} cannot be counted: {os.strerror(wrong.errno or 0)}"
            ) from None

    def succeeded(self) -> None:
        """Forget the failures."""
        for path in self._tries():
            path.unlink(missing_ok=True)
        with suppress(OSError):  # another process has just begun a try: its folder stays
            self.folder.rmdir()

    def _tries(self) -> Sequence[Path]:
        return sorted(path for path in self.folder.glob("[0-9]*") if path.name.isdecimal())

    def _taken(self, tries: Sequence[Path], now: datetime) -> bool:
        """Whether this process got the next try; another one was faster where not."""
        number = int(tries[-1].name) + 1 if tries else 1
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with (self.folder / f"{number:06d}").open("x", encoding="ascii") as file:
                file.write(utc_text(now))
        except (FileExistsError, FileNotFoundError):  # taken, or the folder went with a success
            return False
        return True

    def _rest(self, tries: Sequence[Path], now: datetime) -> timedelta:
        beyond = len(tries) - self.limits.free_attempts
        if beyond < 0:
            return timedelta(0)
        seconds = min(
            self.limits.lockout_seconds * 2 ** min(beyond, _LONGEST_DOUBLING),
            self.limits.lockout_seconds_most,
        )
        span, last = timedelta(seconds=seconds), _time_of(tries[-1])
        # A time far in the future means that the clock was set back; that must not lock a signer
        # out for years. A little later than now is another process that was faster.
        return last + span - now if last <= now + span else timedelta(0)


def _time_of(attempt: Path) -> datetime:
    """When a try was made; of one that was cut off in writing, when its file was made."""
    try:
        return from_text(attempt.read_text(encoding="ascii")).astimezone(UTC)
    except FileNotFoundError:  # forgotten by a success meanwhile
        return datetime.min.replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(attempt.stat().st_mtime, UTC)
