"""The page about the API names what there is, and explains every code."""

import re
from pathlib import Path

from fastapi import FastAPI

from chartside.sidebar import api
from chartside.sidebar.http import health, oversight

CODE = re.compile(r'(?:refused|Problem)\(\s*(?:_BUG|\d{3}|HTTPStatus\.\w+),\s*"([a-z-]+)"')
TABLED = re.compile(r'\d{3}: \("([a-z-]+)", "')


def test_every_operation_is_on_the_page(root: Path) -> None:
    page = (root / "docs" / "http-api.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([A-Z]+ [^`]+)` \|", page, re.MULTILINE))
    app = FastAPI()
    for router in (api.router, health.router, oversight.router):
        app.include_router(router)
    there = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, item in app.openapi()["paths"].items()
        for method in item
    }
    assert listed == there


def test_every_code_of_http_is_explained_on_the_page(root: Path) -> None:
    page = (root / "docs" / "http-api.md").read_text(encoding="utf-8")
    anchors = set(re.findall(r"\{ #([a-z-]+) \}$", page, re.MULTILINE))
    sources = [
        path.read_text(encoding="utf-8")
        for part in ("http", "api", "pages", "launches")
        for path in (root / "sidebar" / part).rglob("*.py")
    ]
    used = {code for text in sources for code in (*CODE.findall(text), *TABLED.findall(text))}
    assert {"csrf", "bug", "version", "not-found"} <= used
    assert used | {"refused"} == anchors
