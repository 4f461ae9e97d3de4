"""Every word on the pages in German. Only text: no decision is made here."""

from typing import Final

from hub.pages.legal_german import GERMAN_LEGAL
from hub.pages.words import LiveWords, PageWords, TypicalDayWords

GERMAN: Final = PageWords(
    live=LiveWords(
        none_free="Kein Platz frei",
        one_free="1 Platz frei",
        many_free="{n} Plätze frei",
        range_free="{a} bis {b} Plätze frei",
        at_least_one="Mindestens 1 Platz frei",
        at_least="Mindestens {n} Plätze frei",
        at_most_one="Höchstens 1 Platz frei",
        at_most="Höchstens {n} Plätze frei",
        no_desks="Keine Plätze in Betrieb",
        unknown="Unbekannt",
        silent_since="seit {t} keine Meldung",
        silent="zurzeit keine Meldung",
        closed="Geschlossen",
        open="Geöffnet",
        open_until="Geöffnet bis {t}",
        opens="öffnet {t}",
        hours_unknown="Öffnungszeiten unbekannt",
        clock="{t} Uhr",
        at="um {t}",
        tomorrow="morgen",
        on_day="am {t}",
        seconds_ago="vor {n} s",
        minutes_ago="vor {n} min",
        hours_ago="vor {n} h",
        days_ago="vor {n} Tagen",
        as_of="Stand {t}",
        one_desk="1 Platz",
        desks="{n} Plätze",
        occupied="{n} belegt",
        without_report="{n} ohne Meldung",
        region="In {a} von {b} Orten ist jetzt ein Platz frei",
        region_none="Zurzeit ist an keinem Ort sicher ein Platz frei",
        desk_free="frei",
        desk_occupied="belegt",
        desk_unknown="unbekannt",
        desk_absent="nicht in Betrieb",
        capped=(
            "Zum Schutz Einzelner nennen wir bei wenigen Gästen nur, wie viele Plätze mindestens "
            "frei sind, und erneuern die Zahl einmal in der Minute."
        ),
        lost="Keine Verbindung. Die Angaben erneuern sich gerade nicht.",
    ),
    typical_day=TypicalDayWords(
        title="{t}s üblich",
        shares="Anteil belegter Plätze je Stunde",
        share="Belegt",
        levels="Betrieb je Stunde",
        level="Betrieb",
        quiet="ruhig",
        medium="mittel",
        busy="lebhaft",
        basis="Durchschnitt aus {n} {t}en bis zum {d}, Abdeckung {c}.",
        basis_levels="Stand {d}: Durchschnitt aus {n} {t}en davor, Abdeckung {c}.",
        protection="Zum Schutz Einzelner nur in drei Stufen, die sich einmal im Monat erneuern.",
        few="Weniger als {k} belegte Plätze gelten immer als ruhig.",
        alternative="Balkendiagramm. Alle Werte stehen darunter als Tabelle.",
        table="Als Tabelle",
        hours="Uhrzeit",
        hour="{a}–{b} Uhr",
        gap="keine belastbare Angabe (Abdeckung {c})",
        now="jetzt",
    ),
    legal=GERMAN_LEGAL,
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    day_of_month="{n}. {t}",
    decimal_mark=",",
    percent="{n}\u00a0%",
    skip="Zum Inhalt",
    languages="Sprache",
    home="{t}, zur Übersicht",
    tagline="Freie Arbeitsplätze in der Nähe",
    tagline_region="Freie Arbeitsplätze in der Region {t}",
    described=(
        "Freie Arbeitsplätze in der Nähe: wo jetzt ein Platz frei ist, wann geöffnet ist und wann "
        "es meist ruhig ist. Ohne Kamera, ohne Cookies."
    ),
    described_region=(
        "Freie Arbeitsplätze in der Region {t}: wo jetzt ein Platz frei ist, wann geöffnet ist und "
        "wann es meist ruhig ist. Ohne Kamera, ohne Cookies."
    ),
    described_space=(
        "{t}: ob jetzt ein Arbeitsplatz frei ist, wann geöffnet ist und wann es meist ruhig ist."
    ),
    all_spaces="Alle Orte",
    spaces="Orte",
    without_script="Diese Seite erneuert sich nicht von selbst.",
    reload="Neu laden",
    plan="Raumplan",
    plan_alternative="Raumplan. Die Plätze stehen darunter als Liste.",
    desks="Plätze",
    rooms="Räume und Kabinen",
    kind_room="Raum",
    kind_booth="Kabine",
    visit="Hinkommen",
    website="Website",
    nearby="In der Nähe",
    others="Andere Orte",
    distance="{t} km",
    promise=(
        "Sensoren sehen nur, ob ein Platz belegt ist. Keine Kameras, keine Namen, keine Telefone. "
        "Schweigt ein Sensor, steht hier „unbekannt“ und nie „frei“."
    ),
    machine="Dieselben Angaben für Programme",
    missing_title="Diese Seite gibt es nicht",
    missing_text="Vielleicht heißt der Ort jetzt anders. Alle Orte stehen in der Übersicht.",
    locked_title="Diese Seite ist verschlossen",
    locked_text=(
        "Sie öffnet sich mit dem Token des Hubs als Kennwort; der Benutzername ist beliebig. Wo "
        "keiner eingerichtet ist, bleibt sie zu."
    ),
    failed_title="Das geht hier nicht",
    failed_text="Diese Anfrage können wir nicht beantworten. Alle Orte stehen in der Übersicht.",
)
