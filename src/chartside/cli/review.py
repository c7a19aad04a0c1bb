"""Read, edit, sign, decline, amend and retract drafts."""

from chartside.cli import review_decide, review_edit, review_list, review_show, review_sign
from chartside.cli.options import new_app

app = new_app()


@app.callback()
def review() -> None:
    """Read, edit, sign, decline, amend and retract drafts.

    An ID may be shortened to its beginning, and left out where only one draft can be meant.
    """


app.command("list")(review_list.list_drafts)
app.command("show")(review_show.show)
app.command("edit")(review_edit.edit)
app.command("sign")(review_sign.sign)
app.command("decline")(review_decide.decline)
app.command("amend")(review_decide.amend)
app.command("retract")(review_decide.retract)
