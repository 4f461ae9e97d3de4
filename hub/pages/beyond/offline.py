"""What makes the site installable, and what it shows without a network, to who asked for it.

Owns the manifest, the service worker and the offline page. The worker keeps the offline page and
the last public answer in the visitor's own browser; it keeps no page that says what is free.
"""

import json
from typing import Final

from fastapi import APIRouter, Request, Response

from hub.config import HubConfig
from hub.http.caching import etag_of, respond
from hub.http.routing import PUBLIC, read
from hub.pages.assets import Asset
from hub.pages.site import Site, headers_for, language_of
from hub.reports.text.language import Language

_FILES: Final = ("style.css", "offline.js", "mark.svg")
_POLICY_OF_WORKER: Final = "default-src 'none'; connect-src 'self'"


def manifest(config: HubConfig, icon: str, language: Language, *, is_asked: bool) -> bytes:
    """Write the manifest (W3C, Web Application Manifest)."""
    base, site = config.http.base_path, config.site
    said = {
        "id": f"{base}/",
        "name": site.name,
        "short_name": site.name,
        "lang": language.value,
        "start_url": f"{base}/?lang={language}" if is_asked else f"{base}/",
        "scope": f"{base}/",
        "display": "standalone",
        "background_color": site.colors.light.paper,
        "theme_color": site.colors.light.accent,
        "icons": [{"src": f"{base}{icon}", "sizes": "any", "type": "image/svg+xml"}],
    }
    return json.dumps(said, ensure_ascii=False).encode()


def service_worker(base: str, assets: dict[str, Asset]) -> bytes:
    """Write the worker, and before it what it keeps: in a cache that is named after all of that."""
    pages = [f"{base}/offline?lang={language}" for language in Language]
    files = [*pages, *(f"{base}{assets[name].path}" for name in _FILES)]
    code = assets["sw.js"].body
    named = etag_of(json.dumps(files).encode(), code).strip('"')[:12]
    plan = json.dumps({"cache": f"platzfrei-{named}", "base": base, "files": files})
    return b"const PLAN = %b;\n%b" % (plan.encode(), code)


def offline_router(site: Site, config: HubConfig, assets: dict[str, Asset]) -> APIRouter:
    """Build the routes."""
    router = APIRouter()
    base = config.http.base_path
    worker = service_worker(base, assets)

    @read(router, "/manifest.webmanifest", listed=False, needs=PUBLIC)
    async def app_manifest(request: Request) -> Response:
        """Say how the site is called and looks where it is installed."""
        language, is_asked = language_of(request), "lang" in request.query_params
        body = manifest(config, assets["mark.svg"].path, language, is_asked=is_asked)
        headers = {"Content-Language": language.value, "Vary": "Accept-Language"}
        return respond(request, body, "application/manifest+json", headers=headers)

    @read(router, "/sw.js", listed=False, needs=PUBLIC)
    async def worker_code(request: Request) -> Response:
        """Send the service worker, which is registered only by a button."""
        headers = {"Content-Security-Policy": _POLICY_OF_WORKER}
        return respond(request, worker, "text/javascript; charset=utf-8", headers=headers)

    @read(router, "/offline", listed=False, needs=PUBLIC)
    async def offline(request: Request) -> Response:
        """Show what was known last, by a script that looks into the visitor's own browser."""
        html = site.write(request, "offline.html", zone=config.spaces[0].timezone)
        headers = headers_for(language_of(request))
        return respond(request, html, "text/html; charset=utf-8", headers=headers)

    return router
