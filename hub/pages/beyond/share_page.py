"""`/spaces/{space}/share`: where the screen, the poster, the badge and the like are found."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from hub.config import HubConfig
from hub.http.caching import respond
from hub.http.routing import PUBLIC, read
from hub.pages.site import Site, headers_for, language_of


def share_router(site: Site, config: HubConfig) -> APIRouter:
    """Build the route."""
    router = APIRouter()
    spaces = {space.id: space for space in config.spaces}

    @read(router, "/spaces/{space}/share", listed=False, needs=PUBLIC)
    async def share(request: Request, space: str) -> Response:
        """List the ways to show a space elsewhere."""
        if space not in spaces:
            raise HTTPException(404)
        has_embed = bool(config.embed.frame_ancestors)
        html = site.write(request, "share.html", space=spaces[space], has_embed=has_embed)
        headers = headers_for(language_of(request))
        return respond(request, html, "text/html; charset=utf-8", headers=headers)

    return router
