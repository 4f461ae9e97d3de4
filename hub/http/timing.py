"""How long answers take, for `/metrics`. Pure ASGI; knows no route but the stream's."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from hub.clock import Clock
from hub.metrics import HubMetrics

_ENDLESS: Final = "/api/v1/stream"


class Timing:
    """Measures from the request to the end of its answer; a stream has no end to wait for."""

    def __init__(self, app: ASGIApp, metrics: HubMetrics, clock: Clock) -> None:
        self._app = app
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and note how long it took, however it ended."""
        if scope["type"] != "http" or scope["path"] == _ENDLESS:
            await self._app(scope, receive, send)
            return
        began_s = self._clock.monotonic()
        try:
            await self._app(scope, receive, send)
        finally:
            self._metrics.api_s.observe(self._clock.monotonic() - began_s)
