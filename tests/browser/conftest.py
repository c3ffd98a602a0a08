"""A real browser on the demo town, served by a thread of the test process."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from scripts.browser import find
from tests.client import Client

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
# The browser is a process of its own: it finds no machine but this one.
FLAGS.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
PROGRAM = find()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if PROGRAM is None and not os.environ.get("CI"):
        skip = pytest.mark.skip(reason="no Chromium: the browser tests were skipped")
        for item in items:
            if "tests/browser" in item.path.as_posix():
                item.add_marker(skip)


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        return


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    before = app.config["BASE_URL"]
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
    try:
        yield app.config["BASE_URL"]
    finally:
        app.config["BASE_URL"] = before
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def site(town: Flask) -> Iterator[str]:
    with served(town) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe's source, injected by evaluation: the page's own policy stays in force."""
    folder = Path(axe_playwright_python.__file__).parent
    return next(folder.glob("**/axe.min.js")).read_text()


#: says in the console what the page's own policy forbade
TELL = """document.addEventListener("securitypolicyviolation", event =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""


class Watched:
    """A page and everything its console, its policy and its files complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.add_init_script(TELL)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._missing)

    def _note(self, message: Any) -> None:
        # The browser reports every 4xx answer as an error of the console; see _missing().
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _missing(self, response: Any) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status} for {response.url}")


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A browser of its own, as wide as a phone; nothing moves, so colours are never half-way."""
    made = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="tr-TR", reduced_motion="reduce", **options
    )
    made.set_default_timeout(15_000)
    yield made
    made.close()


@contextmanager
def opened_by(person: Any, app: Flask, browser: Browser, **options: Any) -> Iterator[Page]:
    """A page of somebody who has signed in, on a site that is served."""
    site = app.config["BASE_URL"]
    mine = Client(app).sign_in(person).browser.get_cookie("katiliyoruz")
    assert mine is not None
    with window(browser, base_url=site, **options) as made:
        made.add_cookies([{"name": mine.key, "value": mine.value, "url": site}])
        yield made.new_page()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with window(chromium) as made:
        yield made
