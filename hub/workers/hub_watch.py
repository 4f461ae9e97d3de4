"""Watches the hub itself for care: connections, store, disk, clock. Asked on the loop, at once.

It owns since when something is down. It knows no MQTT and no store, only what to ask.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from contract.topics import AgentAddress
from hub.domain.held_back import HeldByAgent
from hub.domain.hub_care import HubNow
from hub.domain.trusted_time import ClockDoubt

BROKER: Final = ("live", "archive")
STORE: Final = "store"


def _nothing_held() -> HeldByAgent:
    return {}


def _none() -> tuple[str, ...]:
    return ()


def _nobody() -> AbstractSet[AgentAddress]:
    return frozenset()


def _no_doubt() -> ClockDoubt | None:
    return None


def _not_measured() -> int | None:
    return None


def _nobody_failed() -> int | None:
    return 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is asked; each call answers at once and raises nothing."""

    checks: Mapping[str, Callable[[], bool]]
    """By name: is it there?"""
    held_back: Callable[[], HeldByAgent] = _nothing_held
    clock_doubt: Callable[[], ClockDoubt | None] = _no_doubt
    disk_free_bytes: Callable[[], int | None] = _not_measured
    flooding: Callable[[], AbstractSet[AgentAddress]] = _nobody
    mail_stuck: Callable[[], tuple[str, ...] | None] = _none
    reports_overdue: Callable[[], tuple[str, ...] | None] = _none
    failed_sign_ins: Callable[[], int | None] = _nobody_failed
    alarms_unreached: Callable[[], tuple[str, ...] | None] = _none


class HubWatch:
    """Looks often, and tells how the hub is."""

    def __init__(self, around: Surroundings, began_s: float) -> None:
        self._around = around
        self._up_s = dict.fromkeys((*BROKER, STORE), began_s)
        """When each was there last, on our monotonic clock."""

    @property
    def held_back(self) -> HeldByAgent:
        """Whose events are dated later than can be."""
        return self._around.held_back()

    @property
    def flooding(self) -> AbstractSet[AgentAddress]:
        """Who sends more than is taken of one."""
        return self._around.flooding()

    def look(self, now_s: float) -> None:
        """Note what is there."""
        for name, check in self._around.checks.items():
            if check():
                self._up_s[name] = now_s

    def now(self, now_s: float, books_aside: tuple[str, ...] = ()) -> HubNow:
        """Tell how the hub is."""
        return HubNow(
            broker_down_s=max(now_s - self._up_s[name] for name in BROKER),
            store_down_s=now_s - self._up_s[STORE],
            disk_free_bytes=self._around.disk_free_bytes(),
            clock_doubt=self._around.clock_doubt(),
            books_aside=books_aside,
            mail_stuck=self._around.mail_stuck(),
            reports_overdue=self._around.reports_overdue(),
            failed_sign_ins=self._around.failed_sign_ins(),
            alarms_unreached=self._around.alarms_unreached(),
        )
