"""Turning what a page shows into HTML: templates that escape everything and forgive nothing."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chartside.sidebar.pages.dates import day_words, moment_words
from chartside.sidebar.pages.static import asset
from chartside.sidebar.pages.words import counted, known, word

_FOLDER: Final = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset
    return made


def rendered(template: str, language: str, held: Mapping[str, Any]) -> str:
    """A template with the words of a language."""

    def named(key: str, otherwise: str) -> str:
        return word(key, language) if known(key) else otherwise

    return (
        _environment()
        .get_template(template)
        .render(
            held,
            lang=language,
            t=lambda key, **blanks: word(key, language, **blanks),
            n=lambda key, number, **blanks: counted(key, language, number, **blanks),
            named=named,
            day=partial(day_words, language=language),
            moment=partial(moment_words, language=language),
        )
    )


def html(template: str, language: str, held: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """The same as an answer."""
    return HTMLResponse(rendered(template, language, held), status)
