"""Dates as they are written in notes, as precise as they are known."""

from typing import Final

from chartside.evals.injected_errors.phrasing.voice import Voice

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def dated(day: str, voice: Voice) -> str:
    """A date by itself: `2 March 2019`, `March 2, 2019`, `2019-03-02`, `Mar 2019`, `2019`.

    Days and months of numbers only (03/02/2019) are not written: what they mean depends on where.
    """
    parts = [int(p) for p in day.split("-")]
    if len(parts) == 1:
        return day
    month = MONTHS[parts[1] - 1]
    short = month[:3]
    if len(parts) == 2:  # noqa: PLR2004 - year and month
        spoken = (f"{month} {parts[0]}", f"{short} {parts[0]}", f"{month} {parts[0]}", day)
        return voice.pick("month", spoken)
    styles = (
        f"{parts[2]} {month} {parts[0]}",
        f"{month} {parts[2]}, {parts[0]}",
        day,
        f"{parts[2]} {short} {parts[0]}",
        f"{short} {parts[2]}, {parts[0]}",
    )
    return voice.pick("day", styles)


def on(day: str, voice: Voice) -> str:
    """A date with its preposition: `on 2 March 2019`, `in March 2019`, `in 2019`."""
    return f"{'on' if day.count('-') > 1 else 'in'} {dated(day, voice)}"
