"""What each kind of care is about, in German: what deploy/runbook/care.md says."""

from collections.abc import Mapping
from typing import Final

from contract.series import CareKind
from hub.console.today.kind_texts import KindText

GERMAN: Final[Mapping[CareKind, KindText]] = {
    CareKind.AGENT_CLOCK_UNSYNCED: KindText(
        ("Der Agent wird gehört und läuft seit einer Stunde mit einer Uhr, die nichts bestätigt."),
        "Die Uhr ist gestellt, oder der Agent schweigt.",
        (
            "Was gerade frei ist, stimmt trotzdem: Das meldet er weiter. Nur die Aufzeichnung "
            "wartet auf seiner Karte und wird später datiert. Jeden Grund erklärt clocks.md."
        ),
    ),
    CareKind.AGENT_DISK_LOW: KindText(
        "Der Agent wird gehört, und auf seiner Karte sind weniger als 200 MB frei.",
        "Es ist wieder Platz.",
        (
            "Meist sind es Protokolle und beschädigte Ausgangspuffer (`outbox.db.damaged-…`). Ist "
            "der Puffer voll, gehen die ältesten Ereignisse ohne Empfangsbestätigung verloren, "
            "und der Agent sagt das."
        ),
    ),
    CareKind.AGENT_DUPLICATED: KindText(
        "Zwei Läufe desselben Agenten sprechen abwechselnd.",
        "Es ist seit zehn Minuten vorbei.",
        (
            "Suchen Sie einen zweiten Pi mit demselben `agent` in seiner edge.toml. Geglaubt wird "
            "keinem von beiden, denn jeder könnte der tote sein. Welcher welcher ist, sagt "
            "`journalctl --unit platzfrei-edge` auf jedem."
        ),
    ),
    CareKind.AGENT_FLOODING: KindText(
        (
            "Vom Agenten kam mehr als von jedem gesunden, sodass der Hub ihn auf diesem Kanal "
            "nicht mehr hört, oder er hat mehr Läufe und Lücken genannt, als er darf."
        ),
        "15 Minuten ist es vorbei, und jeder Kanal wird wieder gehört.",
        (
            "Seine Nachbarn werden trotzdem bedient. Ereignisse ohne Empfangsbestätigung bleiben "
            "auf seiner Karte. Wie man ein Passwort sperrt, steht in rotate-token.md."
        ),
    ),
    CareKind.AGENT_RESTARTING: KindText(
        "Fünf neue Läufe in fünf Minuten.",
        "Fünf Minuten lang sind es weniger.",
        (
            "Zuerst ein schwaches Netzteil verdächtigen, dann eine Karte, die sich nicht "
            "beschreiben lässt."
        ),
    ),
    CareKind.AGENT_SILENT: KindText(
        (
            "Der Ort ist seit 15 Minuten geöffnet, und der Agent hat länger als seine `ttl_s` "
            "kein Lebenszeichen gegeben."
        ),
        "Er wird wieder gehört.",
        (
            "Sehen Sie nach, ob die Lampe am Pi leuchtet und der Router läuft. Was der Pi "
            "inzwischen sieht, wartet auf seiner Karte."
        ),
    ),
    CareKind.AGENT_UNORDERED: KindText(
        "Innerhalb eines Laufs kam eine Meldung, die älter datiert ist als die vorige.",
        "Es kommt eine neuere.",
        (
            "Meist ist es eine einzige Meldung und nach einer Minute vorbei. Bleibt es so, "
            "springt die Uhr des Agenten."
        ),
    ),
    CareKind.ALARM_UNREACHED: KindText(
        "Was auf einem Weg gesendet wird, kommt seit einem Tag nicht an; der Weg steht da mit Art "
        "und Kennung.",
        "Etwas kommt an, oder der Weg wird abgeschaltet oder entfernt.",
        (
            "Die Gründe, und was ein Dienst braucht, nennt die Seite über Meldungen (alarms.md). "
            "Was wartet, wird eine Woche aufgehoben."
        ),
    ),
    CareKind.BOOK_DAMAGED: KindText(
        "Das Buch wurde als `book.db.damaged-…` beiseitegelegt.",
        "14 Tage später.",
        (
            "Was darin heil ist, steht im neuen Buch; vom Rest beginnt das Seit neu. Öffentliche "
            "Berichte sagen von jedem Monat dasselbe wie vorher oder nichts: `platzfrei-hub "
            "publish list` nennt die Monate, die auf `publish erratum` warten."
        ),
    ),
    CareKind.BOOK_ROW_DAMAGED: KindText(
        (
            "Ein Eintrag im Buch ist nicht mehr so, wie er geschrieben wurde; danach wird alle "
            "fünf Minuten gesucht."
        ),
        "Kein beschädigter Eintrag ist mehr da: neu gesetzt, entfernt oder von selbst abgelaufen.",
        (
            "Nach so einem Eintrag richtet sich niemand: Eine Schließung kann fehlen, jemand kann "
            "ein Recht verloren haben. `platzfrei-hub book drop-damaged` entfernt solche Einträge, "
            "auch während der Hub läuft. Eine beschädigte App für Codes richtet ihr Besitzer neu "
            "ein, und das Protokoll vergisst nach zwölf Monaten. Wer eine Sicherung des Buchs hat, "
            "kann sie stattdessen einlesen (backup.md). Prüfen Sie den Datenträger."
        ),
    ),
    CareKind.BROKER_UNREACHABLE: KindText(
        "Eine der beiden Verbindungen des Hubs zum Broker ist seit zwei Minuten weg.",
        "Beide stehen wieder.",
        (
            "Verloren geht nichts: Die Pis behalten, was sie sehen. Unbekannt wird jeder Platz "
            "nach `ttl_s`."
        ),
    ),
    CareKind.CARD_COPIED: KindText(
        (
            "Die Prüfung findet zwei Läufe, die auf denselben folgen, oder mehr Ereignisse, als "
            "ein Lauf genannt hat."
        ),
        "14 Tage später.",
        (
            "Zwei Pis aus demselben Abbild, oder eine Karte, die aus einer Kopie zurückgespielt "
            "wurde. Nichts ist verloren oder doppelt gezählt; aber geben Sie jedem Pi seine "
            "eigene Karte."
        ),
    ),
    CareKind.CARD_FAILING: KindText(
        "Der Agent meldet, dass seine Karte schreibgeschützt, defekt oder weg ist.",
        "Die Karte nimmt wieder Ereignisse an, oder der Agent schweigt.",
        (
            "Auch nachts: Wer den Stecker zieht, verliert, was im Arbeitsspeicher wartet. Weiter "
            "in ill-card.md."
        ),
    ),
    CareKind.CARD_FULL: KindText(
        "Der Agent meldet, dass auf seiner Karte kein Platz mehr ist.",
        "Die Karte nimmt wieder Ereignisse an, oder der Agent schweigt.",
        (
            "Auch nachts. Meist sind es Protokolle und beschädigte Ausgangspuffer; weiter in "
            "ill-card.md."
        ),
    ),
    CareKind.CALENDAR_UNREADABLE: KindText(
        "Ein Kalender, den ein Ort abonniert hat, war sechs Stunden lang nicht zu lesen, oder "
        "seine Adresse fehlt, seit das Buch eingelesen wurde.",
        "Er wurde wieder gelesen oder ist entfernt.",
        (
            "Was zuletzt darin stand, gilt weiter; was seitdem eingetragen wurde, fehlt. Was "
            "gelesen werden darf und von wo, sagt die Seite über Kalender (calendar-feeds.md)."
        ),
    ),
    CareKind.CERTIFICATE_ENDING: KindText(
        (
            "Ein Zertifikat endet innerhalb von 30 Tagen: eines, das `mqtt.tls` nennt, oder das "
            "eigene des Brokers."
        ),
        "Es gilt wieder länger, oder der Hinweis auf die letzten sieben Tage löst diesen ab.",
        (
            "Dateien werden alle zehn Minuten gelesen, das des Brokers bei jeder Verbindung. Was "
            "ein Proxy den Browsern zeigt, sieht der Hub nicht; meist erneuert der es von selbst."
        ),
    ),
    CareKind.CERTIFICATE_ENDS_SOON: KindText(
        (
            "Ein Zertifikat endet innerhalb von sieben Tagen oder ist schon abgelaufen: eines, "
            "das `mqtt.tls` nennt, oder das eigene des Brokers."
        ),
        "Es gilt wieder länger.",
        (
            "Danach wird der Hub nicht mehr eingelassen, oder er erkennt den Broker nicht. "
            "Verloren geht nichts, denn die Pis behalten, was sie sehen. Wo das des Brokers "
            "liegt, steht in `deploy/mosquitto/tls.conf`."
        ),
    ),
    CareKind.DOOR_OPEN_AFTER_CLOSING: KindText(
        "Der Ort ist seit 15 Minuten geschlossen, und eine Tür steht seit 5 Minuten offen.",
        "Sie ist zu, oder der Ort öffnet.",
        (
            "Feiertage und Ausnahmen gelten als geschlossen. War niemand länger da, sehen Sie "
            "nach, ob der Kalender stimmt."
        ),
    ),
    CareKind.EVENTS_FROM_THE_FUTURE: KindText(
        "Es kamen Ereignisse, die mehr als eine Stunde später datiert sind, als es sein kann.",
        "15 Minuten ohne solche.",
        (
            "Sie bekommen keine Empfangsbestätigung, also behält der Pi sie und sendet sie noch "
            "einmal. Welche Uhr falsch geht, sagt `platzfrei-hub check`; weiter in "
            "wrong-clock.md."
        ),
    ),
    CareKind.EVENTS_LOST: KindText(
        "Der Agent hat Nummern genannt, die verloren sind.",
        "14 Tage später.",
        (
            "Der Text nennt den Lauf mit seinen ersten acht Ziffern, wie `audit` es tut. Die Zeit "
            "davon gilt als unbekannt und nicht als etwas Falsches."
        ),
    ),
    CareKind.EVENTS_MISSING: KindText(
        "Bei zwei Prüfungen im Abstand von zehn Minuten fehlen Nummern.",
        "Sie kommen, oder 14 Tage später.",
        (
            "Nach einer Wiederherstellung senden die Pis nach, was sie noch haben: Das dauert "
            "eine Weile."
        ),
    ),
    CareKind.EVENTS_TOO_LATE: KindText(
        "Es kamen Ereignisse für eine Zeit, deren einzelne Ereignisse schon gelöscht sind.",
        "14 Tage später.",
        "Sie sind angenommen und werden von `audit` gezählt, gehen aber in keine Zahl ein.",
    ),
    CareKind.FOREIGN_CLAIM: KindText(
        (
            "Eine Meldung nennt einen Platz oder eine Tür, die hub.toml einem anderen Agenten "
            "gibt oder keinem."
        ),
        "Zehn Minuten ohne.",
        (
            "Typisch nach dem Umzug eines Pi oder einem neuen Namen für einen Platz: Die beiden "
            "Dateien sind verschieden. Öffentliche Zahlen übergehen es."
        ),
    ),
    CareKind.HUB_CLOCK_DOUBTED: KindText(
        ("Weniger als zwei Quellen bestätigen die Uhrzeit des Hubs, oder mehr widersprechen ihr."),
        "Sie bestätigen sie.",
        (
            "Die Seite läuft weiter, und gelöscht wird nichts. Der Grund steht im Satz. Was zu "
            "tun ist, steht in wrong-clock.md."
        ),
    ),
    CareKind.HUB_DISK_LOW: KindText(
        "Wo die Datei des Speichers liegt, sind weniger als 500 MB frei.",
        "Es ist wieder Platz.",
        (
            "Nur bei einem Speicher in einer Datei: Der Datenträger von InfluxDB ist Sache seines "
            "Rechners. Zuerst alte Sicherungen und `.damaged-…`-Dateien ansehen."
        ),
    ),
    CareKind.LOW_COVERAGE_YESTERDAY: KindText(
        "Von der gestrigen Öffnungszeit sind weniger als 80 % der Platzzeit bekannt.",
        "Der Tag ist aufgefüllt, oder der nächste ist zusammengerechnet.",
        (
            "Welcher Platz es war, zeigt die Übersicht „Pflege“ in Grafana oder `GET "
            "/api/v1/spaces/{space}/desks`."
        ),
    ),
    CareKind.MAIL_STUCK: KindText(
        (
            "Der Mailserver hat eine Nachricht endgültig abgewiesen, oder eine wartet seit sechs "
            "Stunden."
        ),
        "Sie ist gesendet, oder `platzfrei-hub mail drop` gibt sie auf.",
        (
            "Eine abgewiesene sendet `platzfrei-hub mail retry` noch einmal; beides bei "
            "angehaltenem Hub eingeben. Verloren geht inzwischen nichts. Was je nach Antwort des "
            "Servers zu tun ist, steht in mail.md."
        ),
    ),
    CareKind.OUTBOX_DAMAGED: KindText(
        "Der Agent hat beim Start gemeldet, dass sein Ausgangspuffer beschädigt war.",
        "Er startet wieder mit einem heilen.",
        (
            "Die beschädigte Datei bleibt neben dem Puffer liegen, und jede heile Zeile daraus "
            "wird gesendet. Was fehlt, steht unter „Ereignisse verloren“."
        ),
    ),
    CareKind.OUTBOX_GROWING: KindText(
        (
            "Der Agent wird gehört, aber sein ältestes Ereignis hat seit 15 Minuten keine "
            "Empfangsbestätigung."
        ),
        "Der Rückstand ist abgearbeitet.",
        (
            "Haben es mehrere Agenten, liegt es am Hub oder seinem Speicher; hat es einer, an "
            "seiner Leitung."
        ),
    ),
    CareKind.PUBLISHED_DAMAGED: KindText(
        (
            "Eine Zeile eines veröffentlichten Monats ist nicht, wie sie geschrieben wurde; "
            "danach wird alle zehn Minuten gesehen."
        ),
        "Eine Berichtigung gilt an seiner Stelle.",
        (
            "Bis dahin wird von dem Monat nichts gesagt, und er wird nicht von selbst neu "
            "gemacht. Prüfen Sie den Datenträger des Hubs."
        ),
    ),
    CareKind.PUBLISHING_WAITS: KindText(
        (
            "Ein Monat ist nach der Zeit, die sicher vergangen ist, seit mehr als einem Tag "
            "abgeschlossen und hat keine Ausgabe."
        ),
        "Er ist veröffentlicht.",
        (
            "Ein Hub, der lange aus war, holt das in Minuten nach. Sonst reichen die Zeiten im "
            "Speicher nicht bis zum Monatsende, oder das Buch lässt sich nicht schreiben; was da "
            "ist, sagt `platzfrei-hub publish list`."
        ),
    ),
    CareKind.QUARANTINE_NOT_EMPTY: KindText(
        "Etwas kam, das sich nicht lesen ließ.",
        "Es wird nach `raw_days` gelöscht.",
        (
            "Es bleibt unverändert liegen; eine neuere Version kann es vielleicht lesen, oder ein "
            "Fehler in einem Agenten hat es gemacht."
        ),
    ),
    CareKind.REPORT_OVERDUE: KindText(
        (
            "Drei Tage nach seinem Zeitraum (öffentlich: elf) ist ein geplanter Bericht nicht "
            "fertig."
        ),
        "Er ist fertig.",
        (
            "Er wartet, bis die Zeiten seines ganzen Zeitraums gemacht sind, und ein "
            "öffentlicher, bis dessen Monate veröffentlicht sind; einen Ordner, der sich nicht "
            "schreiben lässt, nennt das Protokoll."
        ),
    ),
    CareKind.SENSOR_ALTERNATING: KindText(
        "Eine Minute lang abwechselnd nah und fern, beides unbestätigt.",
        "Das Signal beruhigt sich.",
        (
            "Ein Drehstuhl, ein Vorhang, ein zweiter Abstandssensor, der als eigenes Echo gehört "
            "wird."
        ),
    ),
    CareKind.SENSOR_FAULT: KindText(
        "Eine Störung, deren Namen diese Version nicht kennt.",
        "Sie ist behoben.",
        "Der Agent ist neuer: Bringen Sie den Hub auf denselben Stand.",
    ),
    CareKind.SENSOR_FLAPPING: KindText(
        ("Mehr Wechsel in einer Minute als erlaubt, oder eine Leitung, die nicht zur Ruhe kommt."),
        "Eine Minute ohne.",
        "Ein Wackelkontakt, ein langes Kabel ohne Schirm, oder ein fehlender Pull-Widerstand.",
    ),
    CareKind.SENSOR_IMPOSSIBLE: KindText(
        "Werte, die es nicht gibt: negativ, außerhalb des Bereichs, keine Zahl.",
        "Ein gültiger Wert.",
        ("Meist Versorgung oder Verdrahtung: 5 V an einem 3,3-V-Pin messen Unsinn, ehe er stirbt."),
    ),
    CareKind.SENSOR_NO_ECHO: KindText(
        "Mehrere Messungen nacheinander ohne Echo.",
        "Ein Echo.",
        "Etwas Weiches dicht davor, oder der Sensor blickt ins Leere.",
    ),
    CareKind.SENSOR_SILENT: KindText(
        "Keine Änderung in `silent_days` Tagen Beobachtung (56).",
        "Irgendeine Änderung.",
        (
            "Ist er gesund und der Platz selten besetzt, erhöhen Sie `silent_days`, oder tragen "
            "Sie `checked` mit dem heutigen Datum ein."
        ),
    ),
    CareKind.SENSOR_STUCK: KindText(
        "Ohne Änderung aktiv, so lange wie `stuck_s` (12 Stunden).",
        "Er meldet wieder niemanden.",
        (
            "Eine Tasche auf der Matte, ein Stuhl vor dem Abstandssensor, oder ein durchtrennter "
            "Draht, wo der Sensor in Ruhe geschlossen ist."
        ),
    ),
    CareKind.SENSOR_UNDECIDED: KindText(
        "Zwischen seinen beiden Schwellen, so lange wie `undecided_s` (5 Minuten).",
        "Es ist näher oder ferner.",
        (
            "Der leere Stuhl steht genau dort, wo die Schwellen sind. Wie Sensoren sich "
            "ausweisen, steht in sensor-proof.md."
        ),
    ),
    CareKind.SENSOR_UNPROVEN: KindText(
        "Er hat sich seit dem Einbau noch nie gerührt.",
        "Die erste Änderung.",
        "Am Tag des Einbaus geht einmal jemand daran vorbei; das ist alles.",
    ),
    CareKind.SENSOR_UNREADABLE: KindText(
        "Ein Lesen ist misslungen, oder der Pin ist nicht zu haben.",
        "Zehn gute Sekunden.",
        "Vielleicht hält ein anderes Programm den Pin; die Störung nennt ihn und den Grund.",
    ),
    CareKind.SENSOR_WITHOUT_SIGN: KindText(
        "So viele Öffnungsstunden, wie eine Woche hat, ohne Lebenszeichen.",
        "Das nächste Lebenszeichen.",
        (
            "Ein Hinweis, keine Störung: Sein Platz zählt wie vorher. Danach kommt „Sensor "
            "schweigt seit Wochen“, und erst das nimmt den Platz heraus."
        ),
    ),
    CareKind.SHARED_TOKEN_USED: KindText(
        "Eine Anfrage bringt den Token mit, den `http.token_hash_file` nennt.",
        "Ein Tag ohne.",
        (
            "Meist sind es Grafana, Prometheus und eigene Skripte; von wo, sagt das Protokoll des "
            "Proxys. Ein Token von `people token` gilt für benannte Orte und endet."
        ),
    ),
    CareKind.SIGN_INS_FAILING: KindText(
        "Gestern und heute, nach Tagen am Ort, scheiterten mindestens 50 Versuche oder wurden "
        "abgewiesen, weil es zu viele waren.",
        "In zwei solchen Tagen waren es weniger.",
        (
            "Raten wird je Name und Adresse gebremst, und mit so wenigen Versuchen findet niemand "
            "ein Passwort; mit zweitem Faktor oder Anmeldung über die Gemeinde ist Raten "
            "zwecklos. Namen und Adressen werden nirgends aufgehoben: Adressen hat vielleicht das "
            "Protokoll Ihres Proxys."
        ),
    ),
    CareKind.SITE_TEXT_MISSING: KindText(
        (
            "Ein eingebauter Text (Impressum, Datenschutz, Barrierefreiheit) kann etwas nicht "
            "sagen, das er muss."
        ),
        "Jede Angabe ist da, oder der Text hat eine eigene `url`.",
        "Die Seite zeigt jede Lücke als Lücke, damit niemand sie für vollständig hält.",
    ),
    CareKind.SITE_TEXT_UNCONFIRMED: KindText(
        "Ein eingebauter Text hat kein `confirmed` oder eines in der Zukunft.",
        "Dieser Tag ist da, oder der Text hat eine eigene `url`.",
        (
            "Das Programm kennt Ihr Recht nicht: Jemand, der das darf, muss den Text lesen. Was "
            "gemessen und aufgehoben wird, weiß es selbst."
        ),
    ),
    CareKind.STORE_DAMAGED: KindText(
        "Der Speicher hat etwas beiseitegelegt, das nicht ist, wie es geschrieben wurde.",
        "14 Tage später.",
        (
            "Was heil ist, bleibt, und die Pis senden noch einmal, was sie haben. Die genannte "
            "Datei ist ein Beweisstück: Behalten Sie sie, bis über den Datenträger entschieden "
            "ist."
        ),
    ),
    CareKind.STORE_FAILING: KindText(
        "Seit einer Minute lässt sich nichts speichern oder lesen.",
        "Es geht wieder.",
        (
            "Die Seite läuft weiter, und die Pis behalten ihre Ereignisse, bis eine "
            "Empfangsbestätigung kommt."
        ),
    ),
    CareKind.UNKNOWN_AGENT: KindText(
        "Innerhalb des letzten Tages kamen Meldungen eines Agenten, den hub.toml nicht nennt.",
        "Ein Tag ohne.",
        (
            "Jeder hat sein eigenes Passwort am Broker, damit man es einem nehmen kann: "
            "rotate-token.md."
        ),
    ),
    CareKind.VISITORS_DOUBT: KindText(
        (
            "Jemand hat in den letzten 24 Stunden auf der Seite eines Orts „Stimmt nicht?“ "
            "gedrückt; ab drei Hinweisen einer Art steht das dabei."
        ),
        "Ein Tag ohne, oder der Hub beginnt neu.",
        "Niemand weiß, wer es war: Gezählt wird nur die Auswahl.",
    ),
}
