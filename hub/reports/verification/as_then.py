"""A report made anew, as it was then: with the counts that have gone on growing since. Pure.

An agent's counts are of the whole life of the store, and more and more days are final. So a report
made anew says more than the old one, and nothing is wrong. The old one names these counts in its
line of origin; here they take the place of today's, and are held against them.
"""

from collections.abc import Iterator
from dataclasses import astuple, replace
from typing import Final

from hub.reports.model import AgentQuality, Report, SpaceQuality
from hub.reports.provenance.provenance import Origin
from hub.reports.verification.comparison import Difference

_COUNTS: Final = ("missing", "lost", "quarantined", "too late", "alarms")


def as_then(report: Report, origin: Origin) -> Report:
    """Put counts, fingerprint and words of the old report in the place of those of now."""
    frozen = {each.space: each for each in origin.frozen}

    def then(space: SpaceQuality) -> SpaceQuality:
        was = frozen.get(space.space)
        if was is None:
            return space
        return replace(space, frozen_day_count=was.day_count, corrections_from=was.corrections_from)

    quality = replace(
        report.quality,
        spaces=tuple(map(then, report.quality.spaces)),
        agents=origin.agents or report.quality.agents,
        unsettled=origin.unsettled,
    )
    fingerprint = origin.fingerprint if report.method.fingerprint else None
    return replace(
        report,
        quality=quality,
        method=replace(report.method, fingerprint=fingerprint),
        office=origin.words.office,
        assessment=origin.words.assessment,
    )


def shrunk(report: Report, origin: Origin) -> Iterator[Difference]:
    """Yield counts of the old report that are higher than those of now, which can't be."""
    for name, then, now in _counts(report, origin):
        if then > now:
            yield Difference(name, str(then), str(now))


def grown(report: Report, origin: Origin) -> Iterator[str]:
    """Say of each count that has grown what it was and what it is."""
    for name, then, now in _counts(report, origin):
        if then < now:
            yield f"{name}: {then} then, {now} now"
    for space in origin.unsettled:
        yield f"slots of {space}: still being made then"


def _counts(report: Report, origin: Origin) -> Iterator[tuple[str, int, int]]:
    agents = {(each.space, each.agent): each for each in report.quality.agents}
    for was in origin.agents:
        place = was.space, was.agent
        now = agents.get(place) or AgentQuality(*place, 0, 0, 0, 0, 0)
        for name, *counts in zip(_COUNTS, astuple(was)[2:], astuple(now)[2:], strict=True):
            yield f"agent {was.agent} of {was.space}, {name}", counts[0], counts[1]
    spaces = {each.space: each for each in report.quality.spaces}
    for then in origin.frozen:
        if then.space in spaces:
            count = spaces[then.space].frozen_day_count
            yield f"final days of {then.space}", then.day_count, count
