"""What needs care, in German: name, sentence and what to do of each kind. Only words."""

from collections.abc import Mapping
from typing import Final

from contract.care import CareText
from contract.series import CareKind

GERMAN: Final[Mapping[CareKind, CareText]] = {
    CareKind.AGENT_CLOCK_UNSYNCED: CareText(
        "Uhr eines Agenten nicht gestellt",
        (
            "Der Agent {agent} kennt die Uhrzeit nicht: {subject}. Was er sieht, bleibt auf "
            "seiner Karte, bis die Uhr stimmt."
        ),
        "Zugang des Pi zu einem Zeitserver (NTP) prüfen: timedatectl auf dem Pi.",
    ),
    CareKind.AGENT_DISK_LOW: CareText(
        "Karte eines Agenten fast voll",
        "Auf der Karte des Agenten {agent} ist kaum noch Platz.",
        "Auf dem Pi nachsehen, was die Karte füllt, und Platz schaffen.",
    ),
    CareKind.AGENT_DUPLICATED: CareText(
        "Zwei Agenten unter einem Namen",
        (
            "Unter dem Namen {agent} melden sich zwei Agenten. Wem zu glauben ist, weiß "
            "niemand, also sind die Plätze unbekannt."
        ),
        (
            "Den zweiten Pi finden und abschalten: eine kopierte Karte, oder ein alter Pi, der "
            "noch läuft."
        ),
    ),
    CareKind.AGENT_FLOODING: CareText(
        "Agent flutet den Hub",
        (
            "{agent} sendet weit mehr als üblich und wird zeitweise nicht gehört. Wo er nicht "
            "gehört wird, sind seine Plätze unbekannt."
        ),
        "Starten Sie das Gerät neu; hört es nicht auf, sperren Sie sein Passwort.",
    ),
    CareKind.AGENT_RESTARTING: CareText(
        "Agent startet ständig neu",
        (
            "Der Agent {agent} hat in fünf Minuten mindestens fünfmal neu begonnen; so lange "
            "wird ihm nicht geglaubt."
        ),
        (
            "Netzteil und Karte prüfen; auf dem Pi sagt journalctl --unit platzfrei-edge, woran"
            " er scheitert."
        ),
    ),
    CareKind.AGENT_SILENT: CareText(
        "Agent schweigt in der Öffnungszeit",
        "Der Agent {agent} meldet sich nicht; seine Plätze sind unbekannt.",
        "Strom und Netz des Raspberry Pi prüfen.",
    ),
    CareKind.AGENT_UNORDERED: CareText(
        "Meldungen eines Agenten widersprechen sich",
        (
            "Meldungen des Agenten {agent} lassen sich nicht ordnen: eine neue ist älter "
            "datiert als die vorige. Bis zur nächsten gültigen sind seine Plätze unbekannt."
        ),
        (
            "Hält es an: den Agenten neu starten und seine Uhr prüfen; läuft ein zweiter Pi "
            "unter diesem Namen?"
        ),
    ),
    CareKind.ALARM_UNREACHED: CareText(
        "Meldungen erreichen niemanden",
        "Meldungen über {subject} kommen seit einem Tag nicht an. Dort erfährt jemand nichts.",
        "Wer den Weg eingerichtet hat, sieht den Grund in der Konsole unter Meldungen, und kann "
        "ihn dort ausprobieren.",
    ),
    CareKind.BOOK_DAMAGED: CareText(
        "Buch des Hubs war beschädigt",
        (
            "Die Datei, in der sich der Hub merkt, was seit wann nötig ist, war beschädigt. Sie"
            " liegt als {subject} beiseite, ein neues Buch ist begonnen."
        ),
        (
            "Datenträger des Hubs prüfen; was im Buch stand, lässt sich aus einer Sicherung "
            "einlesen."
        ),
    ),
    CareKind.BOOK_ROW_DAMAGED: CareText(
        "Einträge im Buch beschädigt",
        (
            "Im Buch des Hubs sind Einträge beschädigt und gelten nicht mehr, betroffen: "
            "{subject}. Was dort eingestellt war, fehlt."
        ),
        (
            "In der Konsole nachsehen, was fehlt, und es neu einstellen; das Protokoll sagt, wann "
            "was geändert wurde. Danach am Hub: platzfrei-hub book drop-damaged."
        ),
    ),
    CareKind.BROKER_UNREACHABLE: CareText(
        "Broker nicht erreichbar",
        (
            "Der Hub erreicht den MQTT-Broker nicht: Er hört keinen Agenten, und alle Plätze "
            "werden unbekannt."
        ),
        (
            "Läuft der Broker, und stimmen Adresse und Passwort? platzfrei-hub check sagt, "
            "woran es liegt."
        ),
    ),
    CareKind.CALENDAR_UNREADABLE: CareText(
        "Abonnierter Kalender nicht lesbar",
        (
            "Ein abonnierter Kalender kann seit Stunden nicht gelesen werden: {subject}. Es gilt, "
            "was zuletzt darin stand."
        ),
        "Unter Kalender, abonnierte Kalender steht, woran es liegt.",
    ),
    CareKind.CARD_COPIED: CareText(
        "Karte kopiert oder zurückgesetzt",
        (
            "Die Nummern des Agenten {agent} zeigen, dass seine Speicherkarte kopiert oder auf "
            "einen alten Stand gebracht wurde."
        ),
        (
            "Nachsehen, ob dieselbe Karte zweimal läuft; platzfrei-hub audit zeigt, was "
            "betroffen ist."
        ),
    ),
    CareKind.CARD_FAILING: CareText(
        "Karte eines Agenten defekt",
        (
            "Die Karte des Agenten {agent} nimmt nichts mehr an; was er meldet, steht nur im "
            "Arbeitsspeicher."
        ),
        "Den Pi nicht neu starten. Die Seite ill-card.md hilft weiter; die Karte bald tauschen.",
    ),
    CareKind.CARD_FULL: CareText(
        "Karte eines Agenten voll",
        "Die Karte des Agenten {agent} ist voll: Die ältesten Ereignisse weichen den neuen.",
        "Nachsehen, was die Karte füllt, und Platz schaffen; der Agent macht von selbst weiter.",
    ),
    CareKind.CERTIFICATE_ENDING: CareText(
        "Zertifikat läuft ab",
        "Ein Zertifikat läuft in weniger als 30 Tagen ab: {subject}.",
        "Zertifikat erneuern und den Hub neu starten.",
    ),
    CareKind.CERTIFICATE_ENDS_SOON: CareText(
        "Zertifikat läuft in wenigen Tagen ab",
        (
            "Ein Zertifikat läuft in weniger als sieben Tagen ab oder ist schon abgelaufen: "
            "{subject}. Dann hört der Hub keinen Agenten mehr, und alle Plätze werden unbekannt."
        ),
        "Zertifikat jetzt erneuern und den Hub neu starten.",
    ),
    CareKind.DOOR_OPEN_AFTER_CLOSING: CareText(
        "Tür nach Schließung offen",
        ("Eine Tür des Agenten {agent} meldet sich als offen, obwohl der Raum geschlossen ist."),
        "Bitte nachsehen; ist sie zu, den Kontakt prüfen.",
    ),
    CareKind.EVENTS_FROM_THE_FUTURE: CareText(
        "Ereignisse aus der Zukunft",
        (
            "Der Agent {agent} datiert Ereignisse später, als es sein kann. Sie warten auf "
            "seiner Karte."
        ),
        "Uhr und Zeitzone des Pi prüfen, und die des Hubs.",
    ),
    CareKind.EVENTS_LOST: CareText(
        "Ereignisse verloren",
        (
            "Ereignisse des Agenten {agent} sind verloren, weil seine Karte voll oder "
            "beschädigt war (Lauf {subject})."
        ),
        "platzfrei-hub audit zeigt, welche; die Karte prüfen, ehe es wieder geschieht.",
    ),
    CareKind.EVENTS_MISSING: CareText(
        "Ereignisse fehlen",
        ("Vom Agenten {agent} fehlen Ereignisse, die er gesendet haben will (Lauf {subject})."),
        "Abwarten, ob er nachsendet; sonst zeigt platzfrei-hub audit, welche fehlen.",
    ),
    CareKind.EVENTS_TOO_LATE: CareText(
        "Ereignisse zu spät",
        (
            "Ereignisse des Agenten {agent} kamen erst, als ihr Zeitraum schon abgeschlossen "
            "war; sie sind in keiner Zahl (Lauf {subject})."
        ),
        (
            "War der Pi so lange ohne Netz? Stimmte die Uhr des Hubs? platzfrei-hub audit "
            "zeigt, welche es sind."
        ),
    ),
    CareKind.FOREIGN_CLAIM: CareText(
        "Agent spricht von fremden Plätzen",
        (
            "Der Agent {agent} meldet Plätze oder Türen, die hub.toml ihm nicht zuordnet. Das "
            "wird übergangen."
        ),
        "desk und door in der edge.toml des Pi mit hub.toml vergleichen.",
    ),
    CareKind.HUB_CLOCK_DOUBTED: CareText(
        "Uhr des Hubs zweifelhaft",
        ("Der Uhrzeit des Hubs ist nicht zu trauen: {subject}. So lange wird nichts gelöscht."),
        (
            "Auf die Uhr sehen, NTP einrichten; die Runbook-Seite wrong-clock.md führt durch "
            "das Weitere."
        ),
    ),
    CareKind.HUB_DISK_LOW: CareText(
        "Datenträger des Hubs fast voll",
        (
            "Auf dem Datenträger des Hubs ist kaum noch Platz. Ist er voll, bleibt alles Neue "
            "auf den Karten der Pis."
        ),
        "Platz schaffen, ehe die Karten sich füllen.",
    ),
    CareKind.LOW_COVERAGE_YESTERDAY: CareText(
        "Abdeckung gestern unter 80 %",
        "Für gestern fehlt zu viel, um Zahlen zu nennen.",
        "Nachsehen, welche Plätze unbekannt waren; ein Agent, der nachsendet, füllt auf.",
    ),
    CareKind.MAIL_STUCK: CareText(
        "E-Mail geht nicht hinaus",
        "Eine E-Mail ist abgewiesen worden oder wartet seit Stunden: {subject}.",
        "platzfrei-hub mail list zeigt, warum; danach platzfrei-hub check.",
    ),
    CareKind.OUTBOX_DAMAGED: CareText(
        "Ausgangspuffer war beschädigt",
        (
            "Der Ausgangspuffer des Agenten {agent} war beschädigt. Was lesbar war, ist "
            "gerettet, und was verloren ist, ist benannt."
        ),
        "Die Speicherkarte des Pi ersetzen: Sie beginnt zu sterben.",
    ),
    CareKind.OUTBOX_GROWING: CareText(
        "Ausgangspuffer wächst",
        ("Der Agent {agent} wird seine Ereignisse nicht los; sie sammeln sich auf seiner Karte."),
        "Netz, Broker und Hub prüfen.",
    ),
    CareKind.PUBLISHED_DAMAGED: CareText(
        "Veröffentlichter Monat beschädigt",
        "Ein veröffentlichter Monat ist beschädigt.",
        "Ersetzen Sie ihn mit `publish erratum`.",
    ),
    CareKind.PUBLISHING_WAITS: CareText(
        "Abgeschlossener Monat nicht veröffentlicht",
        "Ein abgeschlossener Monat ist nicht veröffentlicht.",
        "Prüfen Sie Speicher und Buch (`publish list`).",
    ),
    CareKind.QUARANTINE_NOT_EMPTY: CareText(
        "Quarantäne nicht leer",
        "Etwas, das Agenten gesendet haben, war nicht zu lesen. Es liegt beiseite.",
        "platzfrei-hub audit zeigt, von wem; oft hilft dort ein Update.",
    ),
    CareKind.REPORT_OVERDUE: CareText(
        "Geplanter Bericht fehlt",
        "Ein Bericht nach Zeitplan ist seit Tagen nicht fertig: {subject}.",
        "platzfrei-hub schedule list zeigt, worauf er wartet.",
    ),
    CareKind.SENSOR_ALTERNATING: CareText(
        "Abstandssensor springt",
        (
            "Der Sensor {subject} am Agenten {agent} springt zwischen nah und fern, ohne dass "
            "sich ein Wert bestätigt; sein Platz ist unbekannt."
        ),
        "Nachsehen, was sich vor dem Sensor bewegt, und ob er fest sitzt.",
    ),
    CareKind.SENSOR_FAULT: CareText(
        "Sensor gestört",
        ("Der Sensor {subject} am Agenten {agent} meldet eine Störung; sein Platz ist unbekannt."),
        "Kabel und Sensor prüfen.",
    ),
    CareKind.SENSOR_FLAPPING: CareText(
        "Sensor flattert",
        (
            "Der Sensor {subject} am Agenten {agent} ändert sich öfter, als ein Mensch es kann;"
            " sein Platz ist unbekannt."
        ),
        "Kabel auf Wackelkontakt prüfen.",
    ),
    CareKind.SENSOR_IMPOSSIBLE: CareText(
        "Sensor misst Unmögliches",
        (
            "Der Sensor {subject} am Agenten {agent} liefert Werte, die es nicht gibt; sein "
            "Platz ist unbekannt."
        ),
        "Kabel und Versorgung prüfen; hilft das nicht, den Sensor ersetzen.",
    ),
    CareKind.SENSOR_NO_ECHO: CareText(
        "Abstandssensor ohne Echo",
        ("Der Sensor {subject} am Agenten {agent} bekommt kein Echo; sein Platz ist unbekannt."),
        "Nachsehen, ob der Sensor verdeckt oder verdreht ist; dann das Kabel prüfen.",
    ),
    CareKind.SENSOR_SILENT: CareText(
        "Sensor schweigt seit Wochen",
        (
            "Der Sensor {subject} am Agenten {agent} hat so lange nichts gemeldet, dass er tot "
            "sein kann; sein Platz ist unbekannt."
        ),
        ("Am Sensor vorbeigehen oder sich setzen; rührt er sich nicht, Kabel und Sensor prüfen."),
    ),
    CareKind.SENSOR_STUCK: CareText(
        "Sensor klemmt",
        (
            "Der Sensor {subject} am Agenten {agent} meldet seit Stunden ununterbrochen "
            "jemanden; sein Platz ist unbekannt."
        ),
        ("Nachsehen, ob etwas vor dem Sensor steht oder auf ihm liegt; dann das Kabel prüfen."),
    ),
    CareKind.SENSOR_UNDECIDED: CareText(
        "Abstandssensor unentschieden",
        (
            "Der Sensor {subject} am Agenten {agent} misst genau zwischen den Schwellen; sein "
            "Platz ist unbekannt."
        ),
        "Stuhl oder Sensor verschieben, oder near_m und far_m in edge.toml anpassen.",
    ),
    CareKind.SENSOR_UNPROVEN: CareText(
        "Sensor noch nie erprobt",
        (
            "Der Sensor {subject} am Agenten {agent} hat sich seit dem Einbau nie gerührt; sein"
            " Platz bleibt unbekannt, bis er es tut."
        ),
        "Am Sensor vorbeigehen, sich setzen oder die Tür öffnen.",
    ),
    CareKind.SENSOR_UNREADABLE: CareText(
        "Sensor nicht lesbar",
        (
            "Der Sensor {subject} am Agenten {agent} lässt sich nicht auslesen; sein Platz ist "
            "unbekannt."
        ),
        "platzfrei-edge check nennt Pin und Grund.",
    ),
    CareKind.SENSOR_WITHOUT_SIGN: CareText(
        "Sensor eine Woche ohne Lebenszeichen",
        (
            "Der Sensor {subject} am Agenten {agent} hat seit einer Woche Öffnungszeit kein "
            "Lebenszeichen gegeben. Vielleicht war niemand da, vielleicht ist er tot."
        ),
        "Am Sensor vorbeigehen oder sich setzen; dann ist es klar.",
    ),
    CareKind.SHARED_TOKEN_USED: CareText(
        "Der alte Token ist noch in Gebrauch",
        (
            "Ein Programm meldet sich mit dem Token an, den hub.toml nennt. Er liest alles, und "
            "er endet nie."
        ),
        (
            "Dem Programm mit platzfrei-hub people token einen eigenen geben, dann "
            "token_hash_file aus hub.toml nehmen."
        ),
    ),
    CareKind.SIGN_INS_FAILING: CareText(
        "Viele Anmeldungen schlagen fehl",
        "Seit gestern sind ungewöhnlich viele Anmeldungen an der Konsole fehlgeschlagen.",
        (
            "Das Protokoll der Konsole nennt die Zahl. Weiß niemand davon, die Konsole am Proxy "
            "auf das eigene Netz beschränken."
        ),
    ),
    CareKind.SITE_TEXT_MISSING: CareText(
        "Pflichttext der Website unvollständig",
        "Im Text {subject} der Website fehlen vorgeschriebene Angaben.",
        "In hub.toml eintragen und den Hub neu starten; platzfrei-hub check nennt jeden Schlüssel.",
    ),
    CareKind.SITE_TEXT_UNCONFIRMED: CareText(
        "Pflichttext der Website ungeprüft",
        "Den Text {subject} hat noch niemand geprüft; er steht als Muster auf der Website.",
        "Text lesen und in hub.toml mit confirmed und dem Datum bestätigen, oder url angeben.",
    ),
    CareKind.STORE_DAMAGED: CareText(
        "Speicher war beschädigt",
        (
            "Im Speicher des Hubs hat sich etwas verändert, das niemand geschrieben hat. Das "
            "Beschädigte liegt beiseite, das Übrige gilt."
        ),
        (
            "Datenträger des Hubs prüfen; platzfrei-hub audit zeigt, was betroffen ist, und "
            "restore.md hilft weiter."
        ),
    ),
    CareKind.STORE_FAILING: CareText(
        "Speicher nimmt nichts an",
        (
            "Der Hub kann nichts speichern. Die Seite zeigt weiter, was frei ist; die "
            "Ereignisse warten auf den Karten der Pis."
        ),
        (
            "Läuft die Datenbank, ist der Datenträger voll oder schreibgeschützt? platzfrei-hub"
            " check sagt es."
        ),
    ),
    CareKind.UNKNOWN_AGENT: CareText(
        "Unbekannter Agent meldet sich",
        (
            "Ein Agent meldet sich, den hub.toml nicht nennt: {subject}. Was er sendet, wird "
            "übergangen."
        ),
        "Gehört er dazu, in hub.toml eintragen; sonst sein Passwort am Broker sperren.",
    ),
    CareKind.VISITORS_DOUBT: CareText(
        "Besucher sagen, etwas stimmt nicht",
        "Besucher haben in den letzten 24 Stunden gesagt, dass etwas nicht stimmt: {subject}.",
        "Vor Ort nachsehen: Sensoren, Plätze, Öffnungszeiten; und in hub.toml.",
    ),
}

GERMAN_REASONS: Final[Mapping[str, str]] = {
    "book_calendar": "Kalender",
    "book_feeds": "abonnierte Kalender",
    "book_people": "Menschen und Rollen",
    "book_sign_in": "Anmeldungen",
    "book_tokens": "Zugänge von Programmen",
    "book_alarms": "Meldungen",
    "book_devices": "Geräte",
    "book_care": "was zu tun ist, und Antworten darauf",
    "book_mail": "Post und Wochen per E-Mail",
    "book_reports": "Berichte und Ziele",
    "book_log": "Protokoll",
    "never_set": "seit dem Start hat nichts sie gestellt",
    "drifting": "sie wurde zu lange nicht gestellt",
    "stepped": "sie wurde ohne Zeitserver verstellt",
    "behind": "sie geht nach",
    "ahead": "sie geht vor",
    "no_ntp_no_agreement": "nichts bestätigt sie, kein NTP und keine zwei Quellen",
    "unsynced": "der Agent sagt nicht, warum",
    "shown_free": "als frei gezeigt, aber belegt",
    "shown_free_often": "als frei gezeigt, aber belegt (mehrmals gesagt)",
    "shown_taken": "als belegt gezeigt, aber frei",
    "shown_taken_often": "als belegt gezeigt, aber frei (mehrmals gesagt)",
    "hours": "die Öffnungszeiten",
    "hours_often": "die Öffnungszeiten (mehrmals gesagt)",
    "other": "etwas anderes",
    "other_often": "etwas anderes (mehrmals gesagt)",
}
"""What a subject that is a reason is called."""
