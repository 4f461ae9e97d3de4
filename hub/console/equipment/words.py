"""Every word of the page of devices, as a language has to say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from contract.messages import ClockReason, DiskState
from hub.domain.live import Doubt
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class EquipmentWords:
    """`{t}` is a text, `{n}` a number, `{ago}` and `{lasting}` say how long."""

    title: str
    lead: str
    starting: str
    no_agents: str
    online_of: str
    device: str
    heard: str
    version: str
    clock: str
    card: str
    outbox: str
    machine: str
    online: str
    silent: str
    never: str
    doubts: Mapping[Doubt, str]
    former: str
    unknown: str
    unheard: str
    """Of the last sign of who wasn't heard since the hub began."""
    watches: str
    replace: str
    synced: str
    unsynced: str
    clock_reasons: Mapping[ClockReason, str]
    same_time: str
    ahead: str
    behind: str
    card_free: str
    card_states: Mapping[DiskState, str]
    in_memory: str
    settled: str
    waiting_one: str
    waiting_many: str
    oldest: str
    degrees: str
    no_degrees: str
    power_well: str
    no_power: str
    throttled: str
    uptime: str
    as_of: str
    as_of_unsure: str
    no_health: str
    needs: str
    sensors_one: str
    sensors_many: str
    no_sensors: str
    last_sign: str
    today: str
    no_sign: str
    sign_unknown: str
    no_fault: str
    decimal_mark: str


def words_of_equipment(language: Language) -> EquipmentWords:
    """Return the words of one language."""
    from hub.console.equipment.english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.equipment.german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
