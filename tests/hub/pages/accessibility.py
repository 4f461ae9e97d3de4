"""What axe finds on a page that stands, in the colours of day and night. It knows no page.

A page is opened once for both: the scheme is all that differs, and no script of ours reads it.
"""

from typing import Final, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_OPTIONS: Final = {"runOnly": list(_TAGS), "resultTypes": ["violations"]}
"""What holds is judged as well, and not described, which takes half of the time."""


def violations(page: Page, *schemes: Scheme) -> str:
    """Describe what is against WCAG 2.2 AA or good practice in these schemes, or the page's own."""
    found = []
    for scheme in schemes or (None,):
        if scheme is not None:
            page.emulate_media(color_scheme=scheme)
        results = Axe().run(page, options=_OPTIONS)
        if results.violations_count:
            found.append(f"{scheme or ''}\n{results.generate_report()}")
    return "\n".join(found)
