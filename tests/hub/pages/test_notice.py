"""What a site says of itself on every page, over HTTP; as a rule it says nothing."""

import pytest

from hub.pages.notice import Notice
from hub.reports.text.language import Language
from tests.hub.pages.beyond.conftest import EmbeddedRegion
from tests.hub.pages.region import Region, a_client_of

pytestmark = pytest.mark.anyio

MODEL, LOADED = "Alles nur ein <Modell>.", "Beim Laden fehlte noch etwas."
GERMAN_PAGES = ("/", "/spaces/gutshof", "/imprint", "/privacy", "/accessibility", "/nowhere")
EASY_PAGES = ("/leicht", "/spaces/gutshof/leicht")
WALLS = ("/kiosk", "/kiosk/gutshof", "/embed", "/embed/gutshof")
TEXTS = ("/.txt", "/spaces/gutshof.txt")
GERMAN = {"Accept-Language": "de", "Accept": "text/html"}
EVERYTHING = ("Noch halb.", "Nun ganz.", "Das ist ein Modell.")
SHOWN = MODEL.replace("<", "&lt;").replace(">", "&gt;")


def notice(*german: str) -> Notice:
    """Make a notice of these sentences, in German Easy Language of one."""
    said = {Language.GERMAN: german, Language.ENGLISH: tuple(f"English: {each}" for each in german)}
    return Notice(said, ("Das ist ein Modell.",))


class NotedRegion(EmbeddedRegion):
    """The twelve spaces, of which a notice can be said."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: Notice | None = notice(MODEL, LOADED)
        self.notice_of = lambda: self.noted


async def pages_of(region: Region, *paths: str, language: str = "de") -> list[str]:
    """Return what some pages say."""
    async with a_client_of(region) as client:
        headers = GERMAN | {"Accept-Language": language}
        return [(await client.get(f"/platzfrei{path}", headers=headers)).text for path in paths]


@pytest.mark.parametrize("language", ["de", "en"])
async def test_every_page_says_all_of_it(language: str) -> None:
    """In its language, legal pages and what isn't found included."""
    start = "English: " if language == "en" else ""
    for page in await pages_of(NotedRegion(), *GERMAN_PAGES, language=language):
        assert f'<p class="notice">{start}{SHOWN} {start}{LOADED}</p>' in page


async def test_easy_pages_say_it_in_easy_words() -> None:
    """And nothing of the harder ones."""
    for page in await pages_of(NotedRegion(), *EASY_PAGES):
        assert '<p class="notice">Das ist ein Modell.</p>' in page
        assert SHOWN not in page


async def test_what_stays_on_a_wall_says_the_first_sentence() -> None:
    """The others may be over by the time that somebody reads them."""
    for page in await pages_of(NotedRegion(), *WALLS):
        assert page.count(f'<p class="notice">{SHOWN}</p>') == 1
        assert LOADED not in page
    for text in await pages_of(NotedRegion(), *TEXTS):
        assert text.startswith(f"{MODEL}\n")
        assert LOADED not in text


async def test_it_ends_at_once() -> None:
    """Though nothing else has changed, and pages are kept for some seconds."""
    region, paths = NotedRegion(), (*GERMAN_PAGES, *EASY_PAGES, *WALLS, *TEXTS)
    async with a_client_of(region) as client:
        for changed in (notice("Noch halb."), notice("Nun ganz."), None):
            region.noted = changed
            sentences = (changed.first(Language.GERMAN), *changed.easy) if changed else ()
            for path in paths:
                page = (await client.get(f"/platzfrei{path}", headers=GERMAN)).text
                said = {each for each in EVERYTHING if each in page}
                assert said <= set(sentences)
                assert len(said) == (changed is not None), path


async def test_a_hub_of_real_spaces_says_nothing() -> None:
    """No page has so much as an empty line of it."""
    for page in await pages_of(EmbeddedRegion(), *GERMAN_PAGES, *EASY_PAGES, *WALLS):
        assert "notice" not in page
