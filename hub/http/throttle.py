"""How often anybody may ask, and how often anybody may fail with a token.

Owns the token buckets and the answers 429 (RFC 6585, section 4). It judges by the address that
reached us, or by the one that a trusted proxy names, and never sees what was asked.

A right token is never refused here, whoever else has failed: nobody can lock the office out. That
guessing is hopeless doesn't rest on this but on the token's 256 bits.
"""

import math
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from hub.clock import Clock, SystemClock
from hub.http.address_limits import LOOPBACK, Network, is_within, site_of
from hub.http.problems import Problem, named, problem_response

MOST_KEYS: Final = 10_000
_LONGEST_ADDRESS: Final = 64
"""A longer one is none, and isn't worth being remembered."""

TOO_MANY_REQUESTS: Final = named(
    429, "too-many-requests", "Too many requests", "From one address so many and no more."
)
TOO_MANY_FAILURES: Final = named(
    429, "too-many-wrong-tokens", "Too many wrong tokens", "Wait, then send the right one."
)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: int
    per_s: float


PER_ADDRESS: Final = Rate(burst=400, per_s=50.0)
"""Requests: a school class behind one address that opens the page at once."""
FAILURES_PER_ADDRESS: Final = Rate(burst=10, per_s=0.2)
FAILURES_IN_ALL: Final = Rate(burst=100, per_s=5.0)


class TokenBuckets:
    """A bucket for each key, filled at a rate. It remembers MOST_KEYS, the latest ones."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable, now_s: float) -> float:
        """Take one and return 0.0; or return in how many seconds there will be one.

        `now_s` is monotonic time in seconds.
        """
        held, at_s = self._buckets.pop(key, (float(self._rate.burst), now_s))
        held = min(float(self._rate.burst), held + (now_s - at_s) * self._rate.per_s)
        missing = max(0.0, 1.0 - held)
        self._buckets[key] = (held if missing else held - 1.0, now_s)
        if len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        return missing / self._rate.per_s


class FailureThrottle:
    """Counts wrong tokens, per address and in all."""

    def __init__(
        self,
        clock: Clock | None = None,
        per_address: Rate = FAILURES_PER_ADDRESS,
        in_all: Rate = FAILURES_IN_ALL,
    ) -> None:
        self._clock = clock or SystemClock()
        self._of_address = TokenBuckets(per_address)
        self._of_all = TokenBuckets(in_all)

    def wait_s(self, host: str) -> int:
        """Count a failure from an address; return how long it is to wait, in whole seconds."""
        now_s = self._clock.monotonic()
        waiting_s = self._of_address.take(site_of(host), now_s) or self._of_all.take(None, now_s)
        return math.ceil(waiting_s)


class AddressThrottle:
    """Counts what each address asks. This machine is spared."""

    def __init__(
        self, clock: Clock, rate: Rate = PER_ADDRESS, spared: Sequence[Network] = LOOPBACK
    ) -> None:
        self._clock = clock
        self._spared = tuple(spared)
        self._buckets = TokenBuckets(rate)
        self._known_site = lru_cache(MOST_KEYS)(self._site)

    def waiting_s(self, host: str) -> float:
        """Count one request of an address; return in how many seconds it may come, or 0.0."""
        site = self._known_site(host) if len(host) <= _LONGEST_ADDRESS else self._site(host)
        return 0.0 if site is None else self._buckets.take(site, self._clock.monotonic())

    def _site(self, host: str) -> str | None:
        """Name whose an address is; None is for who isn't counted."""
        return None if not host or is_within(host, self._spared) else site_of(host)


class RequestThrottle:
    """Answers 429 to an address that asks too often."""

    def __init__(self, app: ASGIApp, throttle: AddressThrottle) -> None:
        self._app = app
        self._throttle = throttle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse before anything is looked up."""
        waiting_s = self._waiting_s(scope) if scope["type"] == "http" else 0.0
        if waiting_s:
            await _refusal(TOO_MANY_REQUESTS, waiting_s)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _waiting_s(self, scope: Scope) -> float:
        return self._throttle.waiting_s((scope.get("client") or ("", 0))[0])


def _refusal(problem: Problem, waiting_s: float) -> ASGIApp:
    return problem_response(problem, [("Retry-After", str(math.ceil(waiting_s)))])
