"""The page of devices, in German."""

from typing import Final

from contract.messages import ClockReason, DiskState
from hub.console.equipment.words import EquipmentWords
from hub.domain.live import Doubt

GERMAN: Final = EquipmentWords(
    title="Technik",
    lead="Die Geräte Ihrer Orte, kleine Rechner vom Typ Raspberry Pi, und ihre Sensoren. Wer wo"
    " sitzt, steht hier nie.",
    starting="Der Hub hat gerade erst begonnen zuzuhören. Wer hier noch nicht gehört ist, kann"
    " trotzdem gesund sein; in ein paar Minuten weiß man mehr.",
    no_agents="Hier gibt es keine Geräte.",
    online_of="Es melden sich: {n} von {t}",
    device="Gerät",
    heard="Letztes Zeichen",
    version="Version",
    clock="Uhr",
    card="Karte",
    outbox="Ausgangspuffer",
    machine="Temperatur und Strom",
    online="meldet sich",
    silent="schweigt",
    never="noch nicht gehört",
    doubts={
        Doubt.CONFLICT: "zwei unter einem Namen",
        Doubt.UNORDERED: "Meldungen widersprechen sich",
        Doubt.RESTARTING: "startet ständig neu",
    },
    former="abgelöst",
    unknown="unbekannt",
    unheard="keines, seit der Hub zuhört",
    watches="zuständig für {t}",
    replace="Durch einen anderen Pi ersetzen",
    synced="gestellt",
    unsynced="nicht gestellt",
    clock_reasons={
        ClockReason.NEVER_SET: "seit dem Start hat nichts sie gestellt",
        ClockReason.DRIFTING: "sie wurde zu lange nicht gestellt",
        ClockReason.STEPPED: "sie wurde ohne Zeitserver verstellt",
        ClockReason.BEHIND: "sie geht nach",
        ClockReason.AHEAD: "sie geht vor",
    },
    same_time="geht wie die des Hubs",
    ahead="geht {n} s vor gegenüber dem Hub",
    behind="geht {n} s nach gegenüber dem Hub",
    card_free="{t} frei",
    card_states={
        DiskState.READ_ONLY: "schreibgeschützt",
        DiskState.FULL: "voll",
        DiskState.FAILING: "defekt",
        DiskState.GONE: "weg",
    },
    in_memory="Neues steht nur im Arbeitsspeicher.",
    settled="alles übergeben",
    waiting_one="ein Ereignis wartet",
    waiting_many="{n} Ereignisse warten",
    oldest="das älteste {lasting}",
    degrees="{n} °C",
    no_degrees="Temperatur unbekannt",
    power_well="Strom in Ordnung",
    no_power="Strom unbekannt",
    throttled="gedrosselt: Unterspannung oder zu heiß",
    uptime="läuft {lasting}",
    as_of="Was das Gerät von sich sagt, hat es {ago} gesagt.",
    as_of_unsure="Wann das Gerät das von sich gesagt hat, ist ungewiss: Seine Uhr ist nicht"
    " gestellt.",
    no_health="Von sich hat das Gerät noch nichts gesagt, seit der Hub zuhört.",
    needs="Braucht jemanden:",
    sensors_one="Ein Sensor",
    sensors_many="{n} Sensoren",
    no_sensors="Von Sensoren ist nichts bekannt: Genannt werden die, die Lebenszeichen geben"
    " müssen, und gestörte.",
    last_sign="zuletzt gerührt am {t}",
    today="zuletzt gerührt heute",
    no_sign="hat sich noch nie gerührt",
    sign_unknown="letztes Lebenszeichen unbekannt",
    no_fault="keine Störung gemeldet",
    decimal_mark=",",
)
