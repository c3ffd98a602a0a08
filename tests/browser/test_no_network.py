"""The browser's own process finds no other machine either."""

import pytest
from playwright.sync_api import BrowserContext, Error


@pytest.mark.parametrize("host", ["192.0.2.1", "katiliyoruz.example"])
def test_the_browser_finds_nobody(context: BrowserContext, host: str) -> None:
    page = context.new_page()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(f"http://{host}/", timeout=5_000)
