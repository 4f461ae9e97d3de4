"""What is known of each device, as one reader is told it: every figure in words, with its age.

    hub.toml ─▶ which agents, and what they watch ─┐
    Live ─▶ AgentView ─────────────────────────────┼─▶ Device
    care that lasts ─▶ faults, needs ──────────────┘

No state of a desk, and of a sensor's sign no more than the day: a sign may have been somebody. What
isn't known is said to be unknown. An agent's health is dated by its own clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from contract.messages import Health, LifeSign, StateClock
from contract.series import CareKind
from contract.times import from_us, to_us
from hub.care_told import CareItem, day_in_words
from hub.console.age import ago, lasting
from hub.console.equipment.words import EquipmentWords
from hub.domain.agents import AgentView
from hub.domain.assignment import agent_of, agents_at
from hub.domain.localtime import day_of
from hub.domain.sensor_care import PROBLEMS
from hub.domain.space import SpaceConfig, Watched
from hub.reports.text.language import Language

OF_SENSORS: Final = frozenset(
    {*PROBLEMS.values(), CareKind.SENSOR_FAULT, CareKind.SENSOR_WITHOUT_SIGN}
)
_TOLERATED_S: Final = 2
_GIGA: Final = 1e9
_FEW: Final = 10


@dataclass(frozen=True, slots=True)
class ShownSensor:
    """A sensor of a device."""

    id: str
    watches: str
    sign: str
    faults: Sequence[tuple[str, str]]
    """Each kind of care that it needs, with its name."""


@dataclass(frozen=True, slots=True)
class Device:
    """An agent; what is empty isn't said."""

    space: str
    agent: str
    state: str
    is_well: bool
    """Whether it reports, and is believed."""
    is_online: bool
    is_in_place: bool
    """Whether it watches anything here."""
    watches: str
    heard: str
    version: str
    clock: str
    card: str
    outbox: str
    machine: str
    as_of: str
    """How old what it says of itself is."""
    has_spoken: bool
    """Whether it has said anything of itself."""
    needs: Sequence[tuple[str, str]]
    """Each kind of care that it needs itself, with its name."""
    sensors: Sequence[ShownSensor] = field(default_factory=tuple)


class Devices:
    """Tells of a space's devices to one reader."""

    def __init__(self, said: EquipmentWords, language: Language, now_us: int) -> None:
        self._said = said
        self._language = language
        self._now_us = now_us

    def of(
        self, space: SpaceConfig, views: Iterable[AgentView], items: Iterable[CareItem]
    ) -> list[Device]:
        """Tell of the present agents, and of those before them that still speak."""
        present = agents_at(space, self._now_us)
        own = [item for item in items if item.space == space.id]
        return [
            self._device(space, view, [each for each in own if each.agent == view.address.agent])
            for view in views
            if view.address in present or view.online
        ]

    def _device(self, space: SpaceConfig, view: AgentView, items: Sequence[CareItem]) -> Device:
        said, health = self._said, view.health
        watches = self._watched(space, view.address.agent)
        return Device(
            space=space.id,
            agent=view.address.agent,
            state=self._state(view),
            is_well=view.online and view.doubt is None,
            is_online=view.online,
            is_in_place=bool(watches),
            watches=said.watches.format(t=", ".join(watches)) if watches else said.former,
            heard=said.unheard if view.proof_age_s is None else self._ago(view.proof_age_s),
            version=view.version or said.unknown,
            clock=self._clock(view),
            card=self._card(health),
            outbox=self._outbox(health),
            machine=self._machine(health),
            as_of=self._as_of(health),
            has_spoken=health is not None,
            needs=[(each.kind.value, each.name) for each in items if each.kind not in OF_SENSORS],
            sensors=list(self._sensors(space, health, items)),
        )

    def _watched(self, space: SpaceConfig, agent: str) -> list[str]:
        zone = ZoneInfo(space.timezone)
        desks = [desk.label for desk in space.desks if self._is_of(agent, desk, zone)]
        return desks + [door.id for door in space.doors if self._is_of(agent, door, zone)]

    def _is_of(self, agent: str, unit: Watched, zone: ZoneInfo) -> bool:
        return agent_of(unit, self._now_us, zone) == agent

    def _state(self, view: AgentView) -> str:
        if view.proof_age_s is None:
            return self._said.never
        if not view.online:
            return self._said.silent
        return self._said.online if view.doubt is None else self._said.doubts[view.doubt]

    def _ago(self, seconds: float) -> str:
        return ago(seconds, self._language)

    def _clock(self, view: AgentView) -> str:
        said, health = self._said, view.health
        if view.clock is None:
            return said.unknown
        if view.clock is StateClock.UNSYNCED:
            reason = None if health is None else health.clock_reason
            why = "" if reason is None else f": {said.clock_reasons[reason]}"
            return f"{said.unsynced}{why}"
        if view.own_time is None:
            return said.synced
        off_s = round((to_us(view.own_time) - self._now_us) / 1e6)
        if abs(off_s) <= _TOLERATED_S:
            return f"{said.synced}, {said.same_time}"
        way = said.ahead if off_s > 0 else said.behind
        return f"{said.synced}, {way.format(n=abs(off_s))}"

    def _card(self, health: Health | None) -> str:
        said = self._said
        if health is None:
            return said.unknown
        free = health.disk_free_bytes
        left = "" if free is None else said.card_free.format(t=self._size(free))
        if health.disk is None:
            return left or said.unknown
        since = lasting((self._now_us - to_us(health.disk.since)) / 1e6, self._language)
        return f"{said.card_states[health.disk.state]} ({since}). {said.in_memory} {left}".rstrip()

    def _size(self, free_bytes: int) -> str:
        size = free_bytes / _GIGA
        digits = f"{size:.1f}" if size < _FEW else f"{size:.0f}"
        return f"{digits.replace('.', self._said.decimal_mark)} GB"

    def _outbox(self, health: Health | None) -> str:
        said = self._said
        if health is None:
            return said.unknown
        if health.oldest_unsettled_s is None or not health.outbox_rows:
            return said.settled
        number = health.outbox_rows
        many = said.waiting_one if number == 1 else said.waiting_many.format(n=number)
        oldest = lasting(health.oldest_unsettled_s, self._language)
        return f"{many}, {said.oldest.format(lasting=oldest)}"

    def _machine(self, health: Health | None) -> str:
        said = self._said
        if health is None:
            return said.unknown
        warm = said.no_degrees
        if health.cpu_c is not None:
            warm = said.degrees.format(n=round(health.cpu_c))
        power = {None: said.no_power, False: said.power_well, True: said.throttled}
        runs = said.uptime.format(lasting=lasting(health.uptime_s, self._language))
        return f"{warm}, {power[health.throttled]}, {runs}"

    def _as_of(self, health: Health | None) -> str:
        if health is None:
            return self._said.no_health
        if health.clock is StateClock.UNSYNCED:
            return self._said.as_of_unsure
        return self._said.as_of.format(ago=self._ago((self._now_us - to_us(health.at)) / 1e6))

    def _sensors(
        self, space: SpaceConfig, health: Health | None, items: Iterable[CareItem]
    ) -> Iterator[ShownSensor]:
        signs: Mapping[str, LifeSign] = {} if health is None else health.signs
        faults: dict[str, list[tuple[str, str]]] = {}
        for item in items:
            if item.kind in OF_SENSORS and item.subject:
                faults.setdefault(item.subject, []).append((item.kind.value, item.name))
        labels = {unit.id: unit.label for unit in space.desks}
        for name in sorted({*signs, *faults}):
            sign = signs.get(name)
            unit = "" if sign is None else sign.desk or sign.door or ""
            told = self._said.sign_unknown if sign is None else self._sign(sign, space)
            yield ShownSensor(name, labels.get(unit, unit), told, faults.get(name, []))

    def _sign(self, sign: LifeSign, space: SpaceConfig) -> str:
        if sign.at is None:
            return self._said.no_sign
        zone = ZoneInfo(space.timezone)
        day = day_of(sign.at, zone)
        if day >= day_of(from_us(self._now_us), zone):
            return self._said.today
        return self._said.last_sign.format(t=day_in_words(day, self._language))
