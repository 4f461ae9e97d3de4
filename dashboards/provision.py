"""Brings a Grafana to what this package says, and tells what it did. A second run changes nothing.

    data sources ─▶ dashboards ─▶ contact point ─▶ alert rules ─▶ what is retired ─▶ do they answer

What a hand has changed since we wrote it stays, and is shown. A folder is made when something goes
into it, so that a Grafana which reads our files gets no second one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dashboards import alert_steps, dashboard_steps, source_steps
from dashboards.committed import Drawn
from dashboards.contact import Contact
from dashboards.done import TO_DO, Done, Outcome
from dashboards.errors import TooOld
from dashboards.grafana import Grafana
from dashboards.sources import Bucket

OLDEST: Final = (11, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a Grafana shall have."""

    dashboards: Sequence[Drawn]
    buckets: Sequence[Bucket] = ()
    """Empty: the data sources have to be there."""
    influx_token: str = ""
    contact: Contact | None = None
    """Nothing: alerts go where they went."""
    force: bool = False


def provision(grafana: Grafana, wanted: Wanted) -> Iterator[Done]:
    """Do what is missing, step by step. Raises DashboardsError; what was done until then stays."""
    _require_version(grafana)
    moved: list[Done] = []
    for done in _steps(grafana, wanted):
        moved.append(done)
        yield done
    is_in_use = any(step.outcome in TO_DO or step.outcome is Outcome.FROM_FILES for step in moved)
    yield from source_steps.retire(grafana, is_in_use=is_in_use, force=wanted.force)
    yield from source_steps.answers(grafana)


def _steps(grafana: Grafana, wanted: Wanted) -> Iterator[Done]:
    yield from source_steps.sources(
        grafana, wanted.buckets, wanted.influx_token, force=wanted.force
    )
    yield from dashboard_steps.dashboards(grafana, wanted.dashboards, force=wanted.force)
    yield from alert_steps.contact_point(grafana, wanted.contact, force=wanted.force)
    yield from alert_steps.rules(grafana, wanted.contact, force=wanted.force)
    yield from alert_steps.reached(grafana)


def _require_version(grafana: Grafana) -> None:
    said = grafana.version()
    numbers = tuple(int(part) for part in said.split("-")[0].split(".")[:2] if part.isdigit())
    if numbers < OLDEST:
        needed = ".".join(map(str, OLDEST))
        raise TooOld(f"this Grafana is {said or 'of an unknown version'}; {needed} is needed")
