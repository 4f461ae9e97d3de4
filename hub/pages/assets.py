"""Stylesheet, script and mark, each under an address that names its content.

An address never changes its content, so browsers may keep it for ever. Only what ships with the
program is served: no path from a request ever reaches the disk.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from hub.http.caching import etag_of
from hub.http.fast_reads import Representation
from hub.http.routing import read

_FOLDER: Final = Path(__file__).parent / "static"
_MEDIA_TYPES: Final = {
    "live.js": "text/javascript; charset=utf-8",
    "reports.css": "text/css; charset=utf-8",
    "mark.svg": "image/svg+xml",
    "style.css": "text/css; charset=utf-8",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_SPACE_IN_STYLE: Final = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
_INDENT_OR_COMMENT: Final = re.compile(r"^[ \t]*(?://.*\n|/\*.*\*/\n|\n)?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, and its address on this site."""

    path: str
    body: bytes
    media_type: str


def load_assets() -> dict[str, Asset]:
    """Read all files, by name."""
    return {name: _load(name, media_type) for name, media_type in _MEDIA_TYPES.items()}


def compact(text: str) -> str:
    """Leave out indentation, blank lines, and lines that are only a comment."""
    return _INDENT_OR_COMMENT.sub("", text)


def compact_style(text: str) -> str:
    """Leave out of a compacted stylesheet what only people need: space beside `{};,` and after `:`.

    No string in it may hold such a space.
    """
    return _SPACE_IN_STYLE.sub(r"\1", text).replace(";}", "}")


def _load(name: str, media_type: str) -> Asset:
    stem, suffix = name.split(".")
    text = compact((_FOLDER / name).read_text(encoding="utf-8"))
    body = (compact_style(text) if suffix == "css" else text).encode()
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(f"/static/{stem}.{digest}.{suffix}", body, media_type)


def asset_router(assets: dict[str, Asset]) -> APIRouter:
    """Build the route of the files."""
    router = APIRouter()
    by_path = {asset.path: _representation(asset) for asset in assets.values()}

    @read(router, "/static/{name}", listed=False)
    async def static(request: Request, name: str) -> Response:
        """Send a file that ships with the program."""
        asset = by_path.get(f"/static/{name}")
        if asset is None:
            raise HTTPException(404)
        return asset.answer(request)

    return router


def _representation(asset: Asset) -> Representation:
    headers = {"Cache-Control": _FOR_EVER}
    return Representation(lambda: asset.body, etag_of(asset.body), asset.media_type, headers)
