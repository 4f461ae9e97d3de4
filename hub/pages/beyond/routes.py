"""All that is shown beyond the browser tab, put together as one router."""

from fastapi import APIRouter

from hub.config import HubConfig
from hub.pages.assets import Asset
from hub.pages.beyond.calendar_out import calendar_file_router
from hub.pages.beyond.doubt_page import DoubtPage, doubt_router
from hub.pages.beyond.offline import offline_router
from hub.pages.beyond.outputs import Outputs, outputs_router
from hub.pages.beyond.print_shop import PrintShop, poster_router
from hub.pages.beyond.share_page import share_router
from hub.pages.site import Site


def beyond_router(
    site: Site,
    outputs: Outputs,
    config: HubConfig,
    assets: dict[str, Asset],
    doubt_page: DoubtPage,
) -> APIRouter:
    """Build the routes, to be asked before those of pages: `x.txt` is no space."""
    router = APIRouter()
    router.include_router(outputs_router(outputs))
    router.include_router(poster_router(PrintShop(config), site))
    router.include_router(offline_router(site, config, assets))
    router.include_router(doubt_router(doubt_page))
    router.include_router(share_router(site, config))
    router.include_router(calendar_file_router(site, config))
    return router
