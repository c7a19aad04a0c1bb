"""How the program ends when something stops it: a status, a code, one sentence."""

from dataclasses import dataclass
from typing import Any, Final

from click import ClickException

from chartside.errors import ChartsideError, SourceError, UsageError

BUG: Final = 1
INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class Ending:
    """A status, the code by which docs/errors.md explains it, and a sentence without chart data."""

    status: int
    code: str
    message: str

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints instead of an answer."""
        return {"error": {"code": self.code, "message": self.message, "exit_status": self.status}}


DONE: Final = Ending(0, "", "")


def ending(error: BaseException) -> Ending:
    """How an error ends the program."""
    match error:
        case ChartsideError():
            return Ending(error.exit_status, error.code, str(error))
        case KeyboardInterrupt():
            return Ending(INTERRUPTED, "interrupted", "interrupted; what was finished is kept")
        case BrokenPipeError():  # whoever read us has gone, as `head` does: nothing is wrong
            return DONE
        case OSError():
            reason = error.strerror or type(error).__name__
            said = f"the system refused{_where(error)}: {reason}"
            return Ending(SourceError.exit_status, SourceError.code, said)
        case _:
            named = f"{type(error).__name__}{_where(error)}"
            return Ending(BUG, "bug", f"a bug in Chartside ({named}); please report it")


def refused(ended: SystemExit) -> Ending:
    """How Typer ended the program: it has said on standard error what was wrong with the call."""
    status = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else BUG
    wrong = ended.__context__
    said = wrong.format_message() if isinstance(wrong, ClickException) else "the call was refused"
    return Ending(status, UsageError.code, said)


def _where(bug: BaseException) -> str:
    """File and line of the innermost frame; the message itself may hold chart data."""
    frame = bug.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None:
        return ""
    name = frame.tb_frame.f_code.co_filename.rpartition("/chartside/")[2].rpartition("/")[2]
    return f" at {name}:{frame.tb_lineno}"
