"""What is judged of the pages' accessibility is judged in each scheme, and can fail."""

import pytest
from playwright.sync_api import Browser

from tests.hub.pages.accessibility import SCHEMES, violations

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]

PAGE = """<!doctype html><html lang="en"><title>A page</title><style>
body { color: #000; background: #fff }
@media (prefers-color-scheme: dark) { body { color: #333; background: #111 } }
</style><main><h1>A page</h1><p>Words.</p></main></html>"""


def test_what_can_be_read_by_day_alone_is_found(chromium: Browser) -> None:
    """The colours of the night are those that are asked for, on a page that was opened by day."""
    page = chromium.new_page()
    page.set_content(PAGE)
    assert violations(page, "light") == ""
    assert "color-contrast" in violations(page, *SCHEMES)
    page.close()


def test_what_has_no_words_is_found(chromium: Browser) -> None:
    """In whatever scheme the page is."""
    page = chromium.new_page()
    page.set_content(PAGE.replace("Words.", '<img src="data:,">'))
    assert "image-alt" in violations(page)
    page.close()
