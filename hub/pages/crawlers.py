"""What programs of search engines ask for first: robots.txt and sitemap.xml.

Both follow from hub.toml alone. A sitemap holds absolute addresses, so without one of the site's
own there is none; what a request's Host header claims is never repeated.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from hub.config import HubConfig
from hub.domain.site_care import texts_of
from hub.http.caching import respond
from hub.http.routing import read
from hub.pages.head import alternates_of

_ONE_HOUR: Final = {"Cache-Control": "public, max-age=3600"}
_UNLISTED: Final = ("/api/", "/health/", "/metrics", "/reports")
"""Programs have no use for these, or no token."""
_SITEMAP: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{}</urlset>\n'
)


def robots(config: HubConfig) -> str:
    """Write robots.txt (RFC 9309)."""
    base = config.http.base_path
    lines = ["User-agent: *", *(f"Disallow: {base}{path}" for path in _UNLISTED)]
    if config.site_url:
        lines += ["", f"Sitemap: {config.site_url}/sitemap.xml"]
    return "\n".join(lines) + "\n"


def sitemap(config: HubConfig) -> str:
    """Write sitemap.xml: every page, in every language."""
    return _SITEMAP.format("".join(_entry(config.site_url, path) for path in _paths(config)))


def _paths(config: HubConfig) -> Iterator[str]:
    yield "/"
    yield from (f"/spaces/{space.id}" for space in config.spaces)
    for key, text in texts_of(config.site).items():
        if text.url is None:
            yield f"/{key.removeprefix('site.')}"


def _entry(site_url: str, path: str) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(address)}"/>'
        for tag, address in alternates_of(site_url, path)
    )
    addresses = {address for _, address in alternates_of(site_url, path)}
    return "".join(
        f"<url><loc>{escape(address)}</loc>{links}</url>\n" for address in sorted(addresses)
    )


def crawlers_router(config: HubConfig) -> APIRouter:
    """Build the routes."""
    router = APIRouter()

    @read(router, "/robots.txt", listed=False)
    async def robots_txt(request: Request) -> Response:
        """Say what programs may read."""
        return respond(
            request, robots(config).encode(), "text/plain; charset=utf-8", headers=_ONE_HOUR
        )

    @read(router, "/sitemap.xml", listed=False)
    async def sitemap_xml(request: Request) -> Response:
        """List the pages."""
        if not config.site_url:
            raise HTTPException(404)
        return respond(request, sitemap(config).encode(), "application/xml", headers=_ONE_HOUR)

    return router
