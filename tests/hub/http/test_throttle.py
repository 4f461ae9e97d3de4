"""Token buckets, and who is told to wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from hub.http import throttle
from hub.http.throttle import (
    AddressThrottle,
    FailureThrottle,
    Rate,
    RequestThrottle,
    TokenBuckets,
)
from tests.hub.pages.region import ScriptedClock


def test_a_burst_and_then_the_rate() -> None:
    """Three at once, and then one every two seconds; the answer is how long to wait."""
    buckets = TokenBuckets(Rate(burst=3, per_s=0.5))
    assert [buckets.take("a", 10.0) for _ in range(4)] == [0.0, 0.0, 0.0, 2.0]
    assert [buckets.take("a", 11.0), buckets.take("a", 12.0)] == [1.0, 0.0]
    assert buckets.take("b", 12.0) == 0.0


@given(st.lists(st.floats(0, 5), max_size=60))
def test_never_more_than_burst_and_rate_allow(pauses: list[float]) -> None:
    """Whatever the pauses, no more pass than the burst and what was filled since."""
    buckets, now_s, passed = TokenBuckets(Rate(burst=4, per_s=2.0)), 0.0, 0
    for pause in pauses:
        now_s += pause
        passed += buckets.take("a", now_s) == 0.0
    assert passed <= 4 + 2.0 * now_s + 1e-6


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of too many addresses the one that was silent longest is forgotten, and begins anew."""
    monkeypatch.setattr(throttle, "MOST_KEYS", 2)
    buckets = TokenBuckets(Rate(burst=1, per_s=0.001))
    for key in "abac":
        buckets.take(key, 0.0)
    assert [buckets.take("c", 0.0) > 0, buckets.take("a", 0.0) > 0, buckets.take("b", 0.0)] == [
        True, True, 0.0,
    ]  # fmt: skip


def test_failures_of_one_address_dont_throttle_another() -> None:
    """An address that fails too often waits; its neighbour's first failures are only failures."""
    clock = ScriptedClock()
    failures = FailureThrottle(clock, Rate(2, 0.5), Rate(100, 1.0))
    assert [failures.wait_s("192.0.2.1") for _ in range(4)] == [0, 0, 2, 2]
    assert failures.wait_s("192.0.2.2") == 0
    clock.pass_s(2)
    assert failures.wait_s("192.0.2.1") == 0


def test_failures_are_bounded_in_all() -> None:
    """From ever new addresses, too, and one network of IPv6 is one address."""
    failures = FailureThrottle(ScriptedClock(), Rate(2, 0.5), Rate(3, 0.25))
    assert [failures.wait_s(f"192.0.2.{number}") for number in range(4)] == [0, 0, 0, 4]
    others = FailureThrottle(ScriptedClock(), Rate(2, 0.5), Rate(99, 1.0))
    assert [others.wait_s(f"2001:db8::{number}") for number in range(3)] == [0, 0, 2]


async def _answer(throttled: RequestThrottle, host: str | None) -> int:
    """Ask once from an address; return the status."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    client = None if host is None else (host, 1)
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "client": client}
    await throttled(scope, receive, send)
    status: int = sent[0]["status"]
    return status


async def _ok(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.mark.anyio
async def test_who_floods_gets_429_and_the_others_their_answers() -> None:
    """Beyond the rate an address is refused until time has passed; this machine never is."""
    clock = ScriptedClock()
    throttled = RequestThrottle(_ok, AddressThrottle(clock, Rate(2, 1.0)))
    flood = [await _answer(throttled, "192.0.2.1") for _ in range(3)]
    assert flood == [200, 200, 429]
    assert await _answer(throttled, "192.0.2.2") == 200
    assert [await _answer(throttled, "127.0.0.1") for _ in range(9)] == [200] * 9
    assert [await _answer(throttled, None) for _ in range(9)] == [200] * 9
    clock.pass_s(1)
    assert await _answer(throttled, "192.0.2.1") == 200
