"""Stylesheet, script and pictures, each under an address that names its content.

An address never changes its content, so browsers may keep it for ever. What is served ships with
the program, is drawn by it, or is named in hub.toml, and was read at the start: no path from a
request ever reaches the disk.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from hub.domain.site import Palette, SiteConfig
from hub.errors import ConfigError
from hub.http.caching import etag_of, respond
from hub.http.fast_reads import Representation
from hub.http.routing import PUBLIC, read
from hub.logo import NotAnImage, examine
from hub.pages.mark import SHARED_SIZE, as_ico, as_png, as_shared, as_svg

_FOLDER: Final = Path(__file__).parent / "static"
_MEDIA_TYPES: Final = {
    "console.css": "text/css; charset=utf-8",
    "embed.css": "text/css; charset=utf-8",
    "keep.js": "text/javascript; charset=utf-8",
    "kiosk.css": "text/css; charset=utf-8",
    "kiosk.js": "text/javascript; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "legal.css": "text/css; charset=utf-8",
    "offline.js": "text/javascript; charset=utf-8",
    "passkey.js": "text/javascript; charset=utf-8",
    "region.css": "text/css; charset=utf-8",
    "region.js": "text/javascript; charset=utf-8",
    "reports.css": "text/css; charset=utf-8",
    "reports.js": "text/javascript; charset=utf-8",
    "space.css": "text/css; charset=utf-8",
    "space.js": "text/javascript; charset=utf-8",
    "stream.js": "text/javascript; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "sw.js": "text/javascript; charset=utf-8",
}
LOGO: Final = "logo"
"""Under which name the operator's logo is found, whatever it is."""
ICON_PX: Final = 180
"""Of the icon that phones put on their first screen."""
_SVG: Final = "image/svg+xml"
_PNG: Final = "image/png"
_ONE_DAY: Final = "public, max-age=86400"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_SPACE_IN_STYLE: Final = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
_INDENT_OR_COMMENT: Final = re.compile(r"^[ \t]*(?://.*\n|/\*.*\*/\n|\n)?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, and its address on this site."""

    path: str
    body: bytes
    media_type: str
    width: int = 0
    """Of a picture, in px."""
    height: int = 0


def load_assets(
    site: SiteConfig = SiteConfig(),  # noqa: B008 - frozen
    *,
    has_address: bool = False,
) -> dict[str, Asset]:
    """Read and draw all files, by name. Raises ConfigError if the logo can't be used.

    `has_address`: it is known where people find this site, so that pictures can be named to others.
    """
    accent = site.colors.accent
    files = {name: _load(name, media_type) for name, media_type in _MEDIA_TYPES.items()}
    if not site.colors.are_ours:
        own = files["style.css"].body + _own_colours(site)
        files["style.css"] = _asset("style.css", own, _MEDIA_TYPES["style.css"])
    files["mark.svg"] = _asset("mark.svg", as_svg(accent).encode(), _SVG)
    icon = as_png(ICON_PX, accent, is_square=True)
    files["icon.png"] = _asset("icon.png", icon, _PNG)
    if has_address:
        shared, (width, height) = _asset("share.png", as_shared(accent), _PNG), SHARED_SIZE
        files["share.png"] = replace(shared, width=width, height=height)
    if site.logo is not None:
        files[LOGO] = _logo(site.logo)
    return files


def _own_colours(site: SiteConfig) -> bytes:
    light, dark = _colours(site.colors.light), _colours(site.colors.dark)
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}".encode()


def _colours(palette: Palette) -> str:
    return f":root{{--paper:{palette.paper};--green:{palette.accent};--tint:{palette.tint}}}"


def _logo(path: Path) -> Asset:
    try:
        content = path.read_bytes()
        logo = examine(content)
    except OSError as error:
        raise ConfigError(path, "site.logo", error.strerror or str(error)) from None
    except NotAnImage as error:
        raise ConfigError(path, "site.logo", str(error)) from None
    return replace(
        _asset(f"logo.{logo.suffix}", content, logo.media_type),
        width=logo.width,
        height=logo.height,
    )


def compact(text: str) -> str:
    """Leave out indentation, blank lines, and lines that are only a comment."""
    return _INDENT_OR_COMMENT.sub("", text)


def compact_style(text: str) -> str:
    """Leave out of a compacted stylesheet what only people need: space beside `{};,` and after `:`.

    No string in it may hold such a space.
    """
    return _SPACE_IN_STYLE.sub(r"\1", text).replace(";}", "}")


def _load(name: str, media_type: str) -> Asset:
    text = compact((_FOLDER / name).read_text(encoding="utf-8"))
    body = (compact_style(text) if name.endswith(".css") else text).encode()
    return _asset(name, body, media_type)


def _asset(name: str, body: bytes, media_type: str) -> Asset:
    return Asset(content_address(name, body), body, media_type)


def content_address(name: str, body: bytes) -> str:
    """Return where a file is found as long as its content is this; `name` has one dot."""
    stem, suffix = name.split(".")
    digest = hashlib.sha256(body).hexdigest()[:12]
    return f"/static/{stem}.{digest}.{suffix}"


def asset_router(
    assets: dict[str, Asset],
    accent: str | None = None,
    pictures: Iterable[tuple[Asset, ...]] = (),
) -> APIRouter:
    """Build the routes of the files; `accent` is for the icon that browsers ask for unasked."""
    router = APIRouter()
    every = chain(assets.values(), *pictures)
    by_path = {asset.path: _representation(asset) for asset in every}

    @read(router, "/static/{name}", listed=False, needs=PUBLIC)
    async def static(request: Request, name: str) -> Response:
        """Send a file that ships with the program."""
        asset = by_path.get(f"/static/{name}")
        if asset is None:
            raise HTTPException(404)
        return asset.answer(request)

    @read(router, "/favicon.ico", listed=False, needs=PUBLIC)
    async def favicon(request: Request) -> Response:
        """Send the mark to who asks for it without having read a page."""
        headers = {"Cache-Control": _ONE_DAY}
        return respond(request, as_ico(accent), "image/vnd.microsoft.icon", headers=headers)

    return router


def _representation(asset: Asset) -> Representation:
    headers = {"Cache-Control": _FOR_EVER}
    return Representation(lambda: asset.body, etag_of(asset.body), asset.media_type, headers)
