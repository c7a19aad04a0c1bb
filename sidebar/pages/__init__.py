"""The sidebar's pages: rendered here, whole without a script; they know no store and no key.

What a page does is a method of the visit (`chartside.sidebar.visits`). Every word that is not of
the chart stands in `words.toml`, every word that is of the chart is escaped.
"""

from typing import Final

from fastapi import APIRouter

from chartside.sidebar.pages import (
    appearance,
    asking,
    changes,
    deciding,
    drafts,
    editing,
    home,
    images,
    languages,
    messaging,
    record,
    reports,
    runs,
    signed,
    signing,
    sources,
    static,
)

router: Final = APIRouter(include_in_schema=False)
for _room in (
    static, appearance, home, languages, asking, runs, drafts, sources, editing, changes,
    signing, deciding, signed, record, images, reports, messaging,
):  # fmt: skip
    router.include_router(_room.router)
