"""Every word on the pages in German. Only text: no decision is made here."""

from typing import Final

from hub.pages.legal_german import GERMAN_LEGAL
from hub.pages.words import LiveWords, MarkWords, PageWords, RegionWords, TypicalDayWords

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
        just_now="gerade eben",
        one_second_ago="vor 1 Sekunde",
        seconds_ago="vor {n} Sekunden",
        one_minute_ago="vor 1 Minute",
        minutes_ago="vor {n} Minuten",
        one_hour_ago="vor 1 Stunde",
        hours_ago="vor {n} Stunden",
        days_ago="vor {n} Tagen",
        as_of="Stand {t}",
        one_desk="1 Platz",
        desks="{n} Plätze",
        occupied="{n} belegt",
        without_report="{n} ohne Meldung",
        outage="Die Anzeige ist ausgefallen.",
        outage_open="Die Anzeige ist ausgefallen, der Standort ist geöffnet.",
        starting="Die Anzeige ist gerade erst gestartet. Von hier weiß sie noch nichts.",
        region="An {a} von {b} Standorten ist jetzt ein Platz frei.",
        region_only="Jetzt ist ein Platz frei.",
        region_none="Zurzeit ist nirgends sicher ein Platz frei.",
        region_closed="Zurzeit ist alles geschlossen.",
        closed_one="1 Standort geschlossen",
        closed_all="Alle {n} Standorte geschlossen",
        closed_one_more="1 weiterer Standort geschlossen",
        closed_more="{n} weitere Standorte geschlossen",
        closed_it_opens="{a}, er öffnet {t}",
        closed_first_opens="{a}, der erste öffnet {t}",
        desk_free="frei",
        desk_occupied="belegt",
        desk_unknown="unbekannt",
        desk_closed="geschlossen",
        desk_absent="nicht in Betrieb",
        capped=(
            "Zum Schutz Einzelner nennen wir bei wenigen Gästen nur, wie viele Plätze mindestens "
            "frei sind, und erneuern die Zahl einmal in der Minute."
        ),
        lost=("Keine Verbindung. Die Angaben erneuern sich gerade nicht und können veraltet sein."),
    ),
    marks=MarkWords(
        title="Was die Zeichen bedeuten",
        free="frei",
        occupied="belegt",
        unknown="unbekannt: von hier kommt keine Meldung",
        protected="nicht gezeigt: zum Schutz Einzelner",
        closed="geschlossen",
    ),
    region=RegionWords(
        choice="Auswahl",
        open="Jetzt geöffnet",
        step_free="Stufenlos",
        wifi="WLAN",
        meeting_room="Besprechungsraum",
        near="In der Nähe von",
        any_town="Ort wählen",
        show="Anzeigen",
        near_me="In meiner Nähe",
        near_me_promise="Wo Sie sind, erfährt nur Ihr Browser; gesendet wird es nicht.",
        near_me_asking="Ihr Browser sucht, wo Sie sind …",
        near_me_done="Nach Entfernung von Ihnen geordnet, Freies zuerst. Entfernungen: Luftlinie.",
        near_me_refused="Ihr Browser sagt nicht, wo Sie sind. Sie können einen Ort wählen.",
        from_town="Entfernungen: Luftlinie ab {t}.",
        matching="Ihre Auswahl: {a} von {b} Standorten.",
        matching_none="Kein Standort passt zu Ihrer Auswahl.",
        clear="Auswahl aufheben",
        map="Karte",
        map_alternative="Karte der Standorte, Norden ist oben. Alle stehen auch in der Liste.",
    ),
    typical_day=TypicalDayWords(
        title="Wie voll es {s}s meist ist",
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
        soon_busier="In einer Stunde ist es meist voller.",
        soon_quieter="In einer Stunde ist es meist leerer.",
        soon_alike="In einer Stunde ist es meist etwa gleich voll.",
        copied="Diese Angaben sind von {t}. Neuere sind gerade nicht zu erreichen.",
        unanswered="Wie voll es hier üblicherweise ist, lässt sich gerade nicht sagen.",
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
    all_spaces="Alle Standorte",
    spaces="Standorte",
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
    others="Andere Standorte",
    distance="{t} km",
    promise=(
        "Sensoren sehen nur, ob ein Platz belegt ist. Keine Kameras, keine Namen, keine Telefone. "
        "Schweigt ein Sensor, steht hier „unbekannt“ und nie „frei“."
    ),
    machine="Dieselben Angaben für Programme",
    office="Für Betreiber und Büro",
    printed="Gedruckt am {t}. Danach kann sich alles geändert haben. {u}",
    missing_title="Diese Seite gibt es nicht",
    missing_text=(
        "Vielleicht heißt der Standort jetzt anders. Alle Standorte stehen in der Übersicht."
    ),
    locked_title="Diese Seite ist verschlossen",
    locked_text=(
        "Sie ist für Betreiber und Büro. Laden Sie die Seite neu; der Browser fragt dann nach Name "
        "und Kennwort. Der Name ist beliebig. Das Kennwort ist der Zugangsschlüssel, eine lange "
        "Zeichenfolge, die beim Einrichten einmal angezeigt wurde; es gibt ihn bei der Person, die "
        "diese Anlage betreut. Ist noch keiner eingerichtet, bleibt die Seite zu."
    ),
    denied_title="Das ist nicht für Ihr Konto",
    denied_text=(
        "Sie sind angemeldet, aber diese Seite oder einer der Standorte ist für andere. Wer den "
        "Hub verwaltet, kann Ihre Rolle ändern."
    ),
    odd_address_title="Diese Adresse stimmt nicht",
    odd_address_text=(
        "Hinter dem Fragezeichen steht etwas doppelt oder etwas, das diese Seite nicht kennt. "
        "Rufen Sie sie ohne diesen Zusatz auf, und wählen Sie dort neu."
    ),
    failed_title="Das geht hier nicht",
    failed_text=(
        "Diese Anfrage können wir nicht beantworten. Alle Standorte stehen in der Übersicht."
    ),
)
