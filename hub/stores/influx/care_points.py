"""The record of a minute, as points. Pure: names are those of contract.series."""

from collections.abc import Iterator, Mapping

from contract import series
from contract.messages import StateClock
from hub.domain.agents import AgentView
from hub.domain.care import Judgement, LiveCount
from hub.domain.facts import Fact
from hub.stores.care_log import CareRecord, SpaceName
from hub.stores.influx.points import NS_PER_US, Point, Value

_NO_PLACE = "–"


def record_points(record: CareRecord) -> Iterator[Point]:
    """Write the judgements, the agents, what is live, and the hub itself."""
    time_ns = record.at_us * NS_PER_US
    names = {called.space: called.name for called in record.names}
    for judgement in record.judgements:
        yield _care(judgement, names, time_ns)
    for agent in record.agents:
        yield _health(agent, names, time_ns)
    for count in record.counts:
        yield _live(count, time_ns)
    yield Point(series.HUB, {}, record.figures, time_ns)


def name_point(called: SpaceName) -> Point:
    """Write what people call a space."""
    fields = {
        "called": called.name,
        "choice": f"{called.name} [{called.space}]",
        "timezone": called.timezone,
    }
    return Point(series.SPACE_NAME, {"space": called.space}, fields)


def fact_point(fact: Fact, at_us: int, *, is_first: bool) -> Point:
    """Write a fact whose mark is new."""
    tags = dict(zip(series.CHANGE.tags, fact.place, strict=True))
    fields: dict[str, Value] = {"mark": fact.mark, "text": fact.text, "is_first": is_first}
    return Point(series.CHANGE, tags, fields, at_us * NS_PER_US)


def _care(judgement: Judgement, names: Mapping[str, str], time_ns: int) -> Point:
    tags = {"space": judgement.space, "agent": judgement.agent, "kind": judgement.kind.value}
    fields: dict[str, Value] = {
        "value": int(judgement.needs_care),
        "lasting_s": judgement.lasting_s,
        "place": names.get(judgement.space, _NO_PLACE),
    }
    return Point(series.CARE, tags, fields, time_ns)


def _live(count: LiveCount, time_ns: int) -> Point:
    fields = {
        "occupied": count.occupied,
        "unknown": count.unknown,
        "total": count.total,
        "agents": count.agents,
        "agents_online": count.agents_online,
    }
    return Point(series.LIVE, {"space": count.space}, fields, time_ns)


def _health(agent: AgentView, names: Mapping[str, str], time_ns: int) -> Point:
    """Write an agent; what isn't known is left out, for InfluxDB knows no null."""
    fields: dict[str, Value | None] = {
        "online": agent.online,
        "data_age_s": agent.proof_age_s,
        "place": names.get(agent.address.space, _NO_PLACE),
    }
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
