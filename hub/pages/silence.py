"""Since when a space says nothing at all. Pure.

Only for spaces that protect no small counts: elsewhere even the minute of a last report might tell
that somebody had just come or gone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hub.domain.agents import AgentView
from hub.domain.space import SpaceConfig


def last_reports(
    spaces: Iterable[SpaceConfig], agents: Iterable[AgentView], now: datetime
) -> dict[str, datetime]:
    """Return the minute of the newest proof of any agent, by space.

    Left out are spaces whose agents never spoke, and those where one still speaks: if nothing is
    known there all the same, it isn't known since when.
    """
    open_ids = {space.id for space in spaces if space.small_count == 0}
    ages_s: dict[str, list[float]] = {}
    speaking: set[str] = set()
    for agent in agents:
        if agent.online:
            speaking.add(agent.address.space)
        elif agent.proof_age_s is not None:
            ages_s.setdefault(agent.address.space, []).append(agent.proof_age_s)
    return {
        space_id: (now - timedelta(seconds=min(ages))).replace(second=0, microsecond=0)
        for space_id, ages in ages_s.items()
        if space_id in open_ids - speaking
    }
