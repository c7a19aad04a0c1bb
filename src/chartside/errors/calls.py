"""The caller must change the call."""

from chartside.errors.root import ChartsideError


class UsageError(ChartsideError):
    """The call itself is wrong, and the message says what to change."""

    code = "usage"
    exit_status = 2


class MissingExtra(UsageError):
    """An optional part is needed and not installed."""

    code = "missing-extra"

    def __init__(self, feature: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{feature} needs an optional part: pip install 'chartside[{extra}]'")


class UnloadableExtra(MissingExtra):
    """An optional part is installed, and a library of the system that it stands on is not."""

    code = "unloadable-extra"

    def __init__(self, feature: str, extra: str, packages: str) -> None:
        self.extra = extra
        UsageError.__init__(
            self,
            f"{feature} needs a library of the system: on Debian and Ubuntu apt install {packages}",
        )


class NotThere(UsageError):
    """No draft, sentence or run has the id that was given; one of somebody else is none."""

    code = "not-there"


class NoSuchModel(UsageError):
    """The catalogue has no model of this name; `close` are names that look like it."""

    code = "no-such-model"

    def __init__(self, close: tuple[str, ...], known: tuple[str, ...]) -> None:
        self.close = close
        self.known = known
        said = f"did you mean {' or '.join(close)}?" if close else f"there is {', '.join(known)}"
        super().__init__(f"the catalogue has no model of this name; {said}")
