"""Points in time as a reader of each language writes them, as precise as the chart has them."""

from datetime import datetime
from typing import Final

from chartside.fhir.when import When, parse_when

_GERMAN: Final = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


def day_words(when: When | str | None, language: str) -> str:
    """A day, month or year: `3 November 2026`, `3. November 2026`; empty where there is none.

    >>> day_words("2026-11", "de"), day_words("2026-11-03T08:00:00Z", "en")
    ('November 2026', '3 November 2026')
    """
    held = parse_when(when) if isinstance(when, str) else when
    if held is None:
        return ""
    if language != "de":
        return held.words
    parts = [int(part) for part in held.day.split("-")]
    if len(parts) == 1:
        return held.day
    month = f"{_GERMAN[parts[1] - 1]} {parts[0]}"
    return month if len(parts) == 2 else f"{parts[2]}. {month}"  # noqa: PLR2004 - year, month, day


def moment_words(text: str, language: str) -> str:
    """A moment to the minute with its offset from UTC: `3 November 2026, 14:05 +01:00`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    offset = moment.strftime("%z")
    zone = "UTC" if offset in {"", "+0000"} else f"{offset[:3]}:{offset[3:]}"
    return f"{day_words(text, language)}, {moment:%H:%M} {zone}"
