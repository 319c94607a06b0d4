"""Pages opened in Debian's Chromium. `tools/test-browser` installs what this needs and runs these tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Opened:
    """A page that was opened, and everything that it should not have done."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


Opener = Callable[..., Opened]


@pytest.fixture(scope="session", name="chromium")
def _chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "there is no Chromium: tools/test-browser installs it"
    with sync_playwright() as playwright:  # it makes a new, empty folder for the browser's data
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session", name="axe")
def _axe() -> str:
    """The source of axe-core, which finds what WCAG forbids."""
    path = os.environ.get("AXE")
    assert path, "AXE names no axe.min.js: tools/test-browser installs it"
    return Path(path).read_text("utf-8")


@pytest.fixture(name="opened")
def _opened(chromium: Browser, tmp_path: Path) -> Iterator[Opener]:
    """A function that opens HTML as a file; requests are recorded and, but for the file itself, refused."""
    contexts: list[BrowserContext] = []

    def opened(html: str, width: int = 1280, **options: Any) -> Opened:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(html, "utf-8")
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.on("console", lambda message: found.complaints.append(message.text))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))

        def spoke(dialog: Dialog) -> None:
            found.complaints.append(dialog.message)
            dialog.dismiss()

        found.page.on("dialog", spoke)

        def asked(request: Request) -> None:
            if request.url != file.as_uri():
                found.requests.append(request.url)

        found.page.on("request", asked)
        context.route("**/*", lambda route: route.continue_() if route.request.url == file.as_uri() else route.abort())
        found.page.goto(file.as_uri())
        return found

    yield opened
    for context in contexts:
        context.close()
