"""Read, edit, sign, decline, amend and retract drafts."""

from typing import Final

from chartside.cli.app import Commands
from chartside.cli.options import new_app

app = new_app()

LINES: Final = {
    "list": "List drafts and signed documents, newest first.",
    "show": "Show a draft with its verdicts, or one sentence with its sources in full.",
    "edit": "Give a sentence other words, or take it out; all is checked again.",
    "sign": "Sign what was read: it is filed, and the audit chain verified.",
    "decline": "Turn a draft down, with a reason.",
    "amend": "Open a draft that corrects a signed document.",
    "retract": "Withdraw a signed document, with a reason.",
}
"""Each command with its line, which is the first line of its own help."""


class Reviews(Commands):
    """The commands of a review, each in a module named after it."""

    lines = LINES
    prefix = "review_"


@app.callback(cls=Reviews)
def review() -> None:
    """Read, edit, sign, decline, amend and retract drafts.

    An ID may be shortened to its beginning, and left out where only one draft can be meant.
    """
