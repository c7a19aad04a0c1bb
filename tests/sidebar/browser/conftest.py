"""`chartside serve --demo` as a person starts it, and a browser in front of it."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-background-networking"]
COMMAND = Path(sys.executable).with_name("chartside")
PATIENCE = 90_000
WIDE = (1300, 900)
expect.set_options(timeout=PATIENCE)  # machines are shared


@dataclass
class Demo:
    """A running demonstration: the EHR's address, the password, and all that it printed."""

    process: subprocess.Popen[str]
    ehr: str
    password: str
    log: Path

    def ended(self) -> str:
        """Stop it as Ctrl-C does; everything that it wrote."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        return self.log.read_text(encoding="utf-8")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    log = tmp_path / "log.txt"
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [COMMAND, "serve", "--demo", "--port", "0"],
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        said = ""
        while "password" not in said:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            said = log.read_text(encoding="utf-8")
        address = re.search(r"open (http://\S+)", said)
        password = re.search(r"password `(\w+)`", said)
        assert address
        assert password
        yield Demo(process, address[1], password[1], log)
    finally:
        process.kill()
        process.wait()


@dataclass
class Desk:
    """A person before the EHR: `page` is the EHR's, `app` the sidebar in its frame."""

    context: BrowserContext
    page: Page
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def app(self) -> FrameLocator:
        return self.page.frame_locator("iframe")


@pytest.fixture
def desk_at() -> Iterator[Callable[..., Desk]]:
    """Opens a browser of a size at an address; it notes requests to anywhere but this machine."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def at(url: str, size: tuple[int, int] = WIDE, **how: str) -> Desk:
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **how)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            desk = Desk(context, page)
            here = ("127.0.0.1", "localhost")
            page.on(
                "request",
                lambda r: (
                    None if httpx.URL(r.url).host in {*here, ""} else desk.elsewhere.append(r.url)
                ),
            )
            page.on(
                "console",
                lambda m: desk.complaints.append(m.text) if m.type == "error" else None,
            )
            page.goto(url)
            return desk

        yield at
        browser.close()
