"""What a round found, as points. Pure: names are those of contract.series."""

from collections.abc import Iterator

from contract import series
from contract.messages import StateClock
from hub.domain.agents import AgentView
from hub.domain.care import Judgement, LiveCount
from hub.stores.influx.points import NS_PER_US, Point, Value
from hub.stores.rounds import Round


def round_points(found: Round) -> Iterator[Point]:
    """Write the judgements, the agents, what is live, and the hub itself."""
    time_ns = found.at_us * NS_PER_US
    for one in found.judgements:
        yield _care(one, time_ns)
    for agent in found.agents:
        yield _health(agent, time_ns)
    for count in found.counts:
        yield _live(count, time_ns)
    yield Point(series.HUB, {}, found.figures, time_ns)


def _care(one: Judgement, time_ns: int) -> Point:
    tags = {"space": one.space, "agent": one.agent, "kind": one.kind.value}
    return Point(series.CARE, tags, {"value": int(one.needs_care)}, time_ns)


def _live(count: LiveCount, time_ns: int) -> Point:
    fields = {"occupied": count.occupied, "unknown": count.unknown, "total": count.total}
    return Point(series.LIVE, {"space": count.space}, fields, time_ns)


def _health(agent: AgentView, time_ns: int) -> Point:
    """Write an agent; what isn't known is left out, for InfluxDB knows no null."""
    fields: dict[str, Value | None] = {"online": agent.online, "data_age_s": agent.proof_age_s}
    health = agent.health
    if health is not None:
        fields |= {
            "cpu_c": health.cpu_c,
            "disk_free_bytes": health.disk_free_bytes,
            "outbox_rows": health.outbox_rows,
            "oldest_unsettled_s": health.oldest_unsettled_s or 0.0,
            "clock_synced": health.clock is StateClock.SYNCED,
            "uptime_s": health.uptime_s,
            "throttled": health.throttled,
        }
    tags = {"space": agent.address.space, "agent": agent.address.agent}
    known = {name: value for name, value in fields.items() if value is not None}
    return Point(series.AGENT_HEALTH, tags, known, time_ns)
