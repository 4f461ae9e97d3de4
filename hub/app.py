"""The whole HTTP interface, put together. No module-level app: `create_app` is called by the CLI.

    request ─▶ FastReads, in the server: finished answers of public reads. What it leaves:
       │
       └─▶ BasePath ─▶ Timing ─▶ SecurityHeaders ─▶ ServerErrors ─▶ PublicCors ─▶ RequestThrottle
            its path   how long                      500             CORS          429 │
                                 Live, and the store ◀─ routes ◀─ BodyLimit, 413 ◀─────┘

/docs is off: it would load scripts and styles from a third party. /openapi.json is there.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Lifespan

from hub.api.availability import fast_spaces, spaces_router
from hub.api.broadcast import Broadcast
from hub.api.care import care_router
from hub.api.elsewhere import elsewhere_router
from hub.api.health import Checks, ClockCheck, no_doubt, operation_router
from hub.api.history import OpenHistory, VersionOf, history_router, no_history, no_version
from hub.api.metrics_dictionary import dictionary_router
from hub.api.openapi import DESCRIPTION, DocumentedApp
from hub.api.region_changes import region_changes_router
from hub.api.reports import reports_router
from hub.api.stream import STREAM_PATH, stream_router
from hub.api.stream_limits import StreamLimits
from hub.api.typical_days import typical_days_router
from hub.book.people import PeopleMemory
from hub.clock import Clock
from hub.config import HubConfig
from hub.console.look import TEMPLATES, Look
from hub.console.recognition import Recognition
from hub.console.routes import install_console
from hub.console.sign_in import SignIn
from hub.console.sources import ConsoleSources
from hub.domain.visitor_doubt import VisitorDoubts
from hub.http.access import Access
from hub.http.auth import TokenAuth
from hub.http.base_path import BasePath
from hub.http.caching import FOR_A_SECOND, respond
from hub.http.channel import Channels
from hub.http.fast_reads import FastReads
from hub.http.form_guard import FormGuard
from hub.http.middleware import (
    MAX_BODY_BYTES,
    BodyLimit,
    PublicCors,
    SecurityHeaders,
    ServerErrors,
    Timing,
)
from hub.http.problems import install
from hub.http.query_keys import QueryKeys
from hub.http.routing import PUBLIC, read
from hub.http.rules import rules_of
from hub.http.throttle import AddressThrottle, FailureThrottle, RequestThrottle
from hub.live.live import Live
from hub.metrics import HubMetrics
from hub.pages.assets import Asset, asset_router, load_assets
from hub.pages.beyond.doubt_page import DoubtPage
from hub.pages.beyond.outputs import Outputs, fast_outputs
from hub.pages.beyond.routes import beyond_router
from hub.pages.crawlers import crawlers_router
from hub.pages.legal import LegalPages, legal_router
from hub.pages.notice import NoticeOf, no_notice
from hub.pages.picture_assets import pictures_by_space
from hub.pages.reports import MAX_FORM_BYTES, ReportPages, report_pages_router
from hub.pages.reports import PATH as REPORTS_PATH
from hub.pages.site import Site, fast_pages, language_of, no_typical_day, site_router
from hub.pages.special_rows import special_rows
from hub.pages.targets import KeptTargets, NoTargets, TargetPage, target_page_router
from hub.parts import archives_of
from hub.reports.downloads import Downloads
from hub.reports.service import (
    OpenReader,
    ReadPublished,
    ReadSignDoubts,
    ReportService,
    no_reader,
    undoubted,
    unpublished,
)
from hub.spaces_now import SpacesNow
from hub.workers.care_notes import CareSources
from hub.workers.typical_days import OriginOf, TypicalDayOf, made_here

_TAGS: Final = [
    {"name": "availability", "description": "What is free now, for everybody."},
    {"name": "history", "description": "What was counted, for those who have the token."},
    {"name": "reports", "description": "Reports as files, and what their figures mean."},
    {"name": "operation", "description": "For those who run the hub."},
]

_PUBLIC: Final = re.compile(
    r"/api/v1/(spaces(/[^/]+/availability)?|stream|typical-days)|/openapi\.json"
)
_MACHINE_PATHS: Final = ("/api/", "/health/", "/metrics", "/openapi.json", "/static/")
"""Below these an error is never a page."""


def create_app(
    config: HubConfig,
    live: Live,
    metrics: HubMetrics,
    clock: Clock,
    *,
    checks: Checks,
    clock_doubt: ClockCheck = no_doubt,
    care: CareSources = CareSources(),  # noqa: B008 - frozen
    shutdown: asyncio.Event,
    open_history: OpenHistory = no_history,
    history_version: VersionOf = no_version,
    open_reader: OpenReader = no_reader,
    typical_day_of: TypicalDayOf = no_typical_day,
    typical_day_origin: OriginOf = made_here,
    targets: KeptTargets = NoTargets(),  # noqa: B008 - it holds nothing
    read_published: ReadPublished = unpublished,
    read_sign_doubts: ReadSignDoubts = undoubted,
    stream_limits: StreamLimits | None = None,
    visitor_doubts: VisitorDoubts | None = None,
    notice_of: NoticeOf = no_notice,
    is_replica: bool = False,
    recognition: Recognition | None = None,
    spaces: SpacesNow | None = None,
) -> FastAPI:
    """Build the application; its streams end when `shutdown` is set.

    `checks` are what /health/ready asks, by name; `clock_doubt` says why the time of day isn't
    trusted, and `care` what needs somebody; `open_history` is called for each request for history
    that `history_version` doesn't answer, and `open_reader` beside it for each report, in a worker
    thread, and `read_published` for each public one, `read_sign_doubts` for each other; `targets`
    are those that reports go by, and a page changes;
    `visitor_doubts` counts their hints; `typical_day_of`, its origin, `notice_of` answer at once.
    `spaces` are those of `config`, as they are now, which `live` goes by as well.
    A replica sends on whoever asks for more than what is live. Raises ConfigError if the file of
    the token can't be used.
    """
    spaces = spaces or SpacesNow(config.spaces)
    space_ids = tuple(space.id for space in config.spaces)
    access = _access(config, clock, recognition)
    throttle = AddressThrottle(clock)
    reads = FastReads(metrics, clock, throttle, _is_public, config.http.base_path)
    broadcast = Broadcast(live, space_ids, clock, limits := stream_limits or StreamLimits())
    assets = load_assets(config.site, has_address=bool(config.site_url))
    pictures = pictures_by_space(config.spaces)
    site = Site(
        config, live, clock, assets, typical_day_of,
        pictures=pictures, origin_of=typical_day_origin, notice_of=notice_of,
        more_templates={"console": TEMPLATES}, spaces=spaces,
    )  # fmt: skip
    report_service = ReportService(
        config, open_history, open_reader, clock.wall, version=_version(),
        read_published=read_published, read_sign_doubts=read_sign_doubts,
        history_version=history_version, read_targets=targets.all, spaces=spaces,
    )  # fmt: skip
    middleware = _middleware(config, metrics, clock, throttle)
    app = _empty_app(config, middleware, _while_telling(broadcast, shutdown))
    install(app, site.error, _MACHINE_PATHS)
    app.include_router(spaces_router(live, space_ids, clock))
    if is_replica:  # before those that it answers for
        app.include_router(elsewhere_router(archives_of(config)))
    slots = history_router(config.spaces, access, open_history, history_version, program=_version())
    app.include_router(slots)
    app.include_router(typical_days_router(space_ids, typical_day_of, typical_day_origin))
    app.include_router(dictionary_router())
    app.include_router(reports_router(Downloads(report_service), access))
    app.include_router(_office_router(site, config, access, report_service, targets))
    app.include_router(stream_router(broadcast, limits, metrics))
    app.include_router(care_router(config, access, care))
    app.include_router(region_changes_router(spaces, access))
    app.include_router(
        operation_router(
            checks,
            clock_doubt,
            care.book_trouble,
            access,
            metrics,
            is_open_here=config.http.metrics == "local",
            has_book=not is_replica,
        )
    )
    doubt_page = DoubtPage(site, config, visitor_doubts or VisitorDoubts(space_ids), clock)
    app.include_router(asset_router(assets, config.site.colors.accent, pictures.values()))
    app.include_router(legal_router(LegalPages(site, config, clock)))
    outputs = _include_pages(app, site, config, assets, doubt_page)
    if recognition is not None:  # without a book nobody could come in
        beside = care, open_reader, report_service, spaces
        sources = _console_sources(config, live, clock, recognition, beside)
        _include_console(app, site, access, sources)
    _serve_openapi(app)
    fast_spaces(reads, live, space_ids, clock)
    _read_fast(reads, site, outputs, space_ids)
    rules_of(app.routes)
    app.state.fast_reads = reads
    return app


def _empty_app(
    config: HubConfig, middleware: list[Middleware], lifespan: Lifespan[FastAPI]
) -> DocumentedApp:
    return DocumentedApp(
        title="Platzfrei",
        summary="Live free desks of a region",
        description=DESCRIPTION,
        version=_version(),
        openapi_url=None,  # served below, with an entity tag
        openapi_tags=_TAGS,
        servers=[{"url": config.http.public_url}] if config.http.public_url else None,
        redirect_slashes=False,  # the redirect would repeat the Host header
        lifespan=lifespan,
        middleware=middleware,
    )


def _include_console(app: FastAPI, site: Site, access: Access, sources: ConsoleSources) -> None:
    """Add what those see who run a space, in the look of the pages."""
    config = sources.config
    names = {space.id: space.name for space in config.spaces}
    elsewhere = config.oidc.label if config.oidc else ""
    base = config.http.base_path
    look = Look(site.write, language_of, access.channels, base, names, elsewhere)
    install_console(app, look, access, sources)


def _sign_in(config: HubConfig, clock: Clock, recognition: Recognition) -> SignIn:
    known = (config.site.name, config.site.region or "", *(each.name for each in config.spaces))
    zone = ZoneInfo(config.spaces[0].timezone)
    return SignIn(PeopleMemory(recognition.book), recognition.now_us, clock, known, zone)


def _console_sources(
    config: HubConfig,
    live: Live,
    clock: Clock,
    recognition: Recognition,
    beside: tuple[CareSources, OpenReader, ReportService, SpacesNow],
) -> ConsoleSources:
    return ConsoleSources(
        config,
        live,
        recognition.book,
        recognition.now_us,
        _sign_in(config, clock, recognition),
        clock.monotonic,
        *beside,
        special_rows,
    )


def _access(config: HubConfig, clock: Clock, recognition: Recognition | None) -> Access:
    token = TokenAuth(config.http.token_hash_file, FailureThrottle(clock))
    channels = Channels(config.http.public_url or "")
    if recognition is None:
        return Access(token, channels, clock=clock)
    of_book = recognition.session_of, recognition.token_of, recognition.has_people
    note = recognition.shared_token.note
    return Access(token, channels, *of_book, note_shared_token=note, clock=clock)


def _office_router(
    site: Site, config: HubConfig, access: Access, service: ReportService, targets: KeptTargets
) -> APIRouter:
    """Build the routes of the office's pages, which are for it and for who looks after the hub."""
    router, guard = APIRouter(), FormGuard(config.http.public_url)
    router.include_router(report_pages_router(ReportPages(site, service, guard), access, guard))
    page = TargetPage(site, config.spaces, targets, guard)
    router.include_router(target_page_router(page, access, guard))
    return router


def _include_pages(
    app: FastAPI, site: Site, config: HubConfig, assets: dict[str, Asset], doubt_page: DoubtPage
) -> Outputs:
    """Add what visitors see, in a browser's tab and beyond it."""
    outputs = Outputs(site, config)
    app.include_router(beyond_router(site, outputs, config, assets, doubt_page))
    app.include_router(site_router(site))
    app.include_router(crawlers_router(config))
    return outputs


def _read_fast(reads: FastReads, site: Site, outputs: Outputs, space_ids: tuple[str, ...]) -> None:
    fast_pages(reads, site, space_ids)
    fast_outputs(reads, outputs, space_ids)


def fast_reads_of(app: FastAPI) -> FastReads:
    """Return what of an application a server may answer without it."""
    reads: FastReads = app.state.fast_reads
    return reads


def _middleware(
    config: HubConfig, metrics: HubMetrics, clock: Clock, throttle: AddressThrottle
) -> list[Middleware]:
    """List them, the outermost first."""
    return [
        Middleware(BasePath, path=config.http.base_path),
        Middleware(Timing, metrics=metrics, clock=clock, is_endless=_is_endless),
        Middleware(SecurityHeaders),
        Middleware(ServerErrors),
        Middleware(PublicCors, is_public=_is_public),
        Middleware(RequestThrottle, throttle=throttle),
        Middleware(BodyLimit, most_bytes=_most_bytes),
    ]


def _is_public(path: str) -> bool:
    """Tell whether any site's scripts may read `path`."""
    return _PUBLIC.fullmatch(path) is not None


def _most_bytes(path: str) -> int:
    """Return how much may be sent to a path: an assessment that is too long comes back whole."""
    return MAX_FORM_BYTES if path == REPORTS_PATH else MAX_BODY_BYTES


def _is_endless(path: str) -> bool:
    return path == STREAM_PATH


def _while_telling(broadcast: Broadcast, shutdown: asyncio.Event) -> Lifespan[FastAPI]:
    """Run the broadcast as long as the application runs, and end its streams at shutdown."""

    async def end_streams() -> None:
        await shutdown.wait()
        broadcast.close()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        parts = (broadcast.run(), broadcast.look_after(), end_streams())
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            yield
        finally:
            broadcast.close()
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    return lifespan


def _serve_openapi(app: DocumentedApp) -> None:
    @read(app.router, "/openapi.json", listed=False, keys=QueryKeys(), needs=PUBLIC)
    async def openapi(request: Request) -> Response:
        """Send the description of this interface."""
        body = json.dumps(app.openapi()).encode()
        return respond(request, body, "application/json", headers={"Cache-Control": FOR_A_SECOND})


def _version() -> str:
    try:
        return version("platzfrei")
    except PackageNotFoundError:
        return "0"
