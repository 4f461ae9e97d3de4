"""How long answers take is counted, streams apart."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from hub.http.middleware import Timing
from hub.metrics import HubMetrics
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import utc


def is_stream(path: str) -> bool:
    return path == "/endless"


def timed(path: str, *, fails: bool = False) -> tuple[float, float]:
    """Answer one request within 0.5 s; return how many were counted, and their sum in seconds."""
    clock, metrics = ScriptedClock(utc(2026, 3, 2, 9)), HubMetrics()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        clock.pass_by(0.5)
        if fails:
            raise RuntimeError("a bug")

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    async def swallow(_: Message) -> None:
        return None

    scope = {"type": "http", "path": path}
    try:
        asyncio.run(Timing(app, metrics, clock, is_stream)(scope, nothing, swallow))
    except RuntimeError:
        assert fails
    value = metrics.registry.get_sample_value
    return (
        value("platzfrei_http_answer_seconds_count") or 0.0,
        value("platzfrei_http_answer_seconds_sum") or 0.0,
    )


@pytest.mark.parametrize("fails", [True, False])
def test_an_answer_is_timed_however_it_ends(*, fails: bool) -> None:
    """Also one that breaks off."""
    assert timed("/api/v1/spaces", fails=fails) == (1, 0.5)


def test_a_stream_is_not_timed() -> None:
    """It lasts as long as somebody looks."""
    assert timed("/endless") == (0, 0)
