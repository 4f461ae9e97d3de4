"""The routes of subscribed calendars: each of one space, for who may edit its calendar."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.book.calendar_feeds import FeedMemory
from hub.console.calendar.page import CALENDAR
from hub.console.feeds.page import FeedPage
from hub.console.look import Look
from hub.console.sources import ConsoleSources
from hub.domain.roles import Permission
from hub.http.access import Access
from hub.http.forms import form_of
from hub.http.routing import Door, read, write
from hub.workers.calendar_feeds import CalendarFeeds, reader_of

FEEDS = f"{CALENDAR}/{{space}}/feeds"


def feeds_router(look: Look, access: Access, sources: ConsoleSources, door: Door) -> APIRouter:
    """Build the routes."""
    reader = reader_of(sources.config.outside)
    feeds = CalendarFeeds(FeedMemory(sources.book), sources.spaces, reader, sources.now_us)
    router, page = APIRouter(), FeedPage(look, sources, feeds)
    here = access.needs_person(Permission.EDIT_CALENDAR)

    @read(router, FEEDS, listed=False, needs=here)
    def listed(request: Request, space: str) -> Response:
        """Show the subscriptions of a space, and a form for another one."""
        return page.page(request, space)

    @write(router, FEEDS, needs=here, door=door)
    async def subscribe(request: Request, space: str) -> Response:
        """Subscribe to a calendar."""
        return await run_in_threadpool(page.subscribe, request, space, await form_of(request))

    @write(router, f"{FEEDS}/{{feed}}/read", needs=here, door=door)
    def read_now(request: Request, space: str, feed: str) -> Response:
        """Read it again."""
        return page.read_now(request, space, feed)

    @write(router, f"{FEEDS}/{{feed}}/remove", needs=here, door=door)
    def remove(request: Request, space: str, feed: str) -> Response:
        """Take it away."""
        return page.remove(request, space, feed)

    return router
