"""What stands in a page's head for search engines, and for whoever shares a link.

Addresses are absolute or not said at all: what a request's Host header claims is never repeated.
An address that asks for a language is a page of its own; the one that doesn't is for whoever has
chosen none (`x-default`). Nothing here follows what is live: what others keep for days would be
untrue by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from fastapi import Request

from hub.config import HubConfig
from hub.domain.space import SpaceConfig
from hub.pages.assets import Asset
from hub.pages.language import choose
from hub.pages.structured import Json, place, website
from hub.pages.words import PageWords
from hub.reports.text.language import Language
from hub.spaces_now import SpacesNow

X_DEFAULT: Final = "x-default"


@dataclass(frozen=True, slots=True)
class Head:
    """One page's head; empty where nobody knows at which address this site is found."""

    description: str = ""
    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    """Language and address of the same page."""
    structured: Json | None = None
    is_indexed: bool = True
    picture: Asset | None = None
    """What is shown beside a shared link, in place of our mark."""
    picture_alt: str = ""


UNLISTED: Final = Head(is_indexed=False)
"""Of errors, and of pages behind a sign-in."""


class Heads:
    """Writes the heads of all pages that search engines may list."""

    def __init__(
        self,
        config: HubConfig,
        spaces: SpacesNow,
        pictures: Mapping[str, tuple[Asset, ...]],
    ) -> None:
        self._site = config.site
        self._url = config.site_url
        self._spaces = spaces
        self._pictures = {each: sizes[-1] for each, sizes in pictures.items() if sizes}

    def of_region(self, language: Language, words: PageWords, *, is_asked: bool) -> Head:
        """Describe the overview."""
        region = self._site.region
        described = words.described_region.format(t=region) if region else words.described
        structured = website(self._site, f"{self._url}/", language) if self._url else None
        return self._head("/", described, language if is_asked else None, structured)

    def of_space(
        self, space_id: str, language: Language, words: PageWords, now: datetime, *, is_asked: bool
    ) -> Head:
        """Describe one space."""
        spaces = self._spaces.now
        space, calendar = spaces.by_id[space_id], spaces.calendars[space_id]
        path = f"/spaces/{space_id}"
        described = words.described_space.format(t=space.name)
        url = f"{self._url}{path}" if self._url else ""
        picture = self._pictures.get(space_id)
        images = [f"{self._url}{picture.path}"] if picture and url else []
        structured = place(space, calendar, calendar.day_of(now), url, images)
        head = self._head(path, described, language if is_asked else None, structured)
        return replace(head, picture=picture, picture_alt=_alt(space, language))

    def of_text(self, request: Request, path: str, described: str) -> Head:
        """Describe a page that isn't about a space."""
        asked = request.query_params.get("lang")
        return self._head(path, described, choose(asked, "") if asked else None, None)

    def _head(
        self, path: str, described: str, asked: Language | None, structured: Json | None
    ) -> Head:
        return Head(
            described,
            address_of(self._url, path, asked),
            alternates_of(self._url, path),
            structured,
        )


def _alt(space: SpaceConfig, language: Language) -> str:
    return "" if space.picture is None else space.picture.alt.said_in(language)[0]


def address_of(site_url: str, path: str, language: Language | None = None) -> str:
    """Return a page's absolute address; empty if it isn't known where the site is."""
    if not site_url:
        return ""
    return f"{site_url}{path}" + (f"?lang={language}" if language else "")


def alternates_of(site_url: str, path: str) -> tuple[tuple[str, str], ...]:
    """Return the addresses of one page in all languages, by language."""
    if not site_url:
        return ()
    named = ((language.value, address_of(site_url, path, language)) for language in Language)
    return (*named, (X_DEFAULT, address_of(site_url, path)))
