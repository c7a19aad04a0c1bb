"""Every layout, by name."""

from typing import Final

from chartside.errors import UsageError
from chartside.evals.lab_extraction.browser_pages import browser
from chartside.evals.lab_extraction.layouts import (
    dev_columns,
    dev_drawn,
    dev_forms,
    dev_grids,
    dev_lists,
    dev_page,
    dev_prose,
    dev_tables,
    held_out,
    held_out_hard,
    held_out_lists,
    held_out_more,
    held_out_plain,
)
from chartside.evals.lab_extraction.layouts.layout import Layout

_MODULES: Final = (
    *(dev_tables, dev_columns, dev_drawn, dev_prose, dev_grids),
    *(dev_page, dev_lists, dev_forms),
    *(held_out, held_out_plain, held_out_hard, held_out_lists),
    held_out_more,
)

LAYOUTS: Final = {one.name: one for module in _MODULES for one in module.LAYOUTS}


def chosen(split: str, name: str = "") -> list[Layout]:
    """The layouts of a split that this machine can print, or the named one.

    Raises:
        UsageError: There is no layout of that name in that split.
    """
    held = [one for one in LAYOUTS.values() if one.split == split]
    if name:
        held = [one for one in held if one.name == name]
        if not held:
            raise UsageError(f"the split {split} has no layout of that name")
    return [one for one in held if one.producer != "browser" or browser()]


def left_out(split: str) -> list[str]:
    """Layouts of a split that need a browser where there is none."""
    held = [one for one in LAYOUTS.values() if one.split == split]
    return [one.name for one in held if one.producer == "browser" and not browser()]
