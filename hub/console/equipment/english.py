"""The page of devices, in English."""

from typing import Final

from contract.messages import ClockReason, DiskState
from hub.console.equipment.words import EquipmentWords
from hub.domain.live import Doubt

ENGLISH: Final = EquipmentWords(
    title="Devices",
    lead="The devices at your spaces, small computers called Raspberry Pi, and their sensors."
    " This page never says who is sitting where.",
    starting="The hub has only just started listening. A device that hasn’t been heard yet may"
    " still be well; in a few minutes more is known.",
    no_agents="There are no devices here.",
    online_of="Reporting: {n} of {t}",
    device="Device",
    heard="Last sign",
    version="Version",
    clock="Clock",
    card="Card",
    outbox="Outbox",
    machine="Temperature and power",
    online="reports",
    silent="silent",
    never="not heard yet",
    doubts={
        Doubt.CONFLICT: "two under one name",
        Doubt.UNORDERED: "messages contradict each other",
        Doubt.RESTARTING: "restarts all the time",
    },
    former="replaced",
    unknown="unknown",
    unheard="none since the hub started",
    watches="watches {t}",
    replace="Put another Pi in its place",
    synced="set",
    unsynced="not set",
    clock_reasons={
        ClockReason.NEVER_SET: "nothing has set it since the start",
        ClockReason.DRIFTING: "it was set too long ago",
        ClockReason.STEPPED: "it was moved without a time server",
        ClockReason.BEHIND: "it is behind",
        ClockReason.AHEAD: "it is ahead",
    },
    same_time="agrees with the hub’s",
    ahead="{n} s ahead of the hub",
    behind="{n} s behind the hub",
    card_free="{t} free",
    card_states={
        DiskState.READ_ONLY: "read-only",
        DiskState.FULL: "full",
        DiskState.FAILING: "failing",
        DiskState.GONE: "gone",
    },
    in_memory="What is new is in memory only.",
    settled="all handed over",
    waiting_one="one event waits",
    waiting_many="{n} events wait",
    oldest="the oldest {lasting}",
    degrees="{n} °C",
    no_degrees="temperature unknown",
    power_well="power is well",
    no_power="power unknown",
    throttled="throttled: under-voltage or too hot",
    uptime="running {lasting}",
    as_of="What the device says of itself it said {ago}.",
    as_of_unsure="When the device said that of itself is uncertain: its clock isn’t set.",
    no_health="The device has said nothing about itself since the hub started.",
    needs="Needs attention:",
    sensors_one="One sensor",
    sensors_many="{n} sensors",
    no_sensors="Nothing is known of sensors: those are named that have to give signs of life, and"
    " those at fault.",
    last_sign="last changed on {t}",
    today="last changed today",
    no_sign="was never seen to change",
    sign_unknown="last sign of life unknown",
    no_fault="no fault reported",
    decimal_mark=".",
)
