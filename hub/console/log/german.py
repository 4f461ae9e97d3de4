"""The log's page in German."""

from typing import Final

from hub.console.log.words import LogWords, Topic
from hub.domain.audit_chain import Action

GERMAN: Final = LogWords(
    lead="Wer was geändert hat, zwölf Monate lang. Über Plätze und Gäste steht hier nichts.",
    whole="Die Einträge hängen lückenlos aneinander, vom ersten am {t} bis zum letzten.",
    empty="Noch ist nichts geschehen.",
    broken="Das Protokoll ist nicht so, wie es geschrieben wurde:",
    faults="Jemand hat die Datei verändert, oder sie ist beschädigt. Vergleichen Sie mit einer"
    " Sicherung.",
    missing_one="Eintrag {n} fehlt.",
    missing_many="Die Einträge {n} bis {t} fehlen.",
    changed_one="Eintrag {n} ist verändert.",
    head="Stand zum Notieren",
    head_hint="Wer ihn woanders aufschreibt, kann später mit „platzfrei-hub people check-log"
    " --head“ prüfen, ob bis dahin etwas verändert wurde.",
    download="Als CSV herunterladen",
    download_hint="Mit Kennungen statt Namen: Die Datei bleibt, auch wenn jemand entfernt wird.",
    entries="Einträge",
    topic="Worum geht es?",
    every_topic="alles",
    topics={
        Topic.PEOPLE: "Menschen und Rollen",
        Topic.SIGN_INS: "Anmeldungen und Passwörter",
        Topic.PROGRAMS: "Programme",
        Topic.CARE: "Was zu tun war, und Meldungen",
        Topic.CALENDAR: "Kalender",
        Topic.DEVICES: "Geräte",
        Topic.HUB: "der Hub selbst",
    },
    person="Wer?",
    everybody="alle",
    show="Anzeigen",
    none="Dazu gibt es keinen Eintrag.",
    pages="Seiten des Protokolls",
    page_of="Seite {n} von {t}",
    newer="Neuere",
    older="Ältere",
    the_hub="Hub oder Befehlszeile",
    removed_person="entfernte Person {t}",
    ended_one="beendeter Token {t}",
    somebody_else="unbekannt: {t}",
    failed="Fehlgeschlagene Anmeldungen",
    failed_none="In den letzten sieben Tagen keine.",
    failed_day="{n} am {t}",
    failed_refused="{n} weitere ungeprüft abgewiesen, weil es zu viele waren",
    failed_names_one="für mindestens einen Namen",
    failed_names="für mindestens {n} Namen",
    failed_hint="Nur gezählt: Welche Namen und Passwörter das waren und woher, wird nicht"
    " gespeichert.",
    sentences={
        Action.INVITED: "{a} hat jemanden eingeladen: {t}.",
        Action.LINK_RENEWED: "{a} hat einen neuen Link gemacht für {s}.",
        Action.INVITATION_ENDED: "{a} hat eine Einladung zurückgenommen: {t}.",
        Action.JOINED: "{a} hat eine Einladung angenommen: {t}.",
        Action.SIGNED_IN: "{a} hat sich angemeldet.",
        Action.SIGNED_OUT: "{a} hat sich abgemeldet.",
        Action.SESSION_ENDED: "{a} hat ein anderes eigenes Gerät abgemeldet.",
        Action.SESSIONS_ENDED: "{a} hat überall abgemeldet: {s}.",
        Action.PASSWORD_CHANGED: "{a} hat ein neues Passwort.",
        Action.ROLES_CHANGED: "{a} hat die Rollen geändert von {s}, jetzt: {t}.",
        Action.REMOVED: "{a} hat ein Konto entfernt: Person {t}.",
        Action.TOKEN_MADE: "{a} hat einen Token gemacht: {s}.",
        Action.TOKEN_ENDED: "{a} hat einen Token beendet: {s}.",
        Action.BOOK_SALVAGED: (
            "Das Buch des Hubs war beschädigt. Was noch lesbar war, gilt weiter; Einträge davor "
            "können fehlen."
        ),
        Action.BOOK_IMPORTED: "Das Buch des Hubs wurde aus einer Datei eingelesen.",
        Action.BOOK_ROWS_DROPPED: "Beschädigte Einträge wurden aus dem Buch des Hubs entfernt.",
        Action.PASSKEY_ADDED: "{a} hat einen Passkey hinzugefügt.",
        Action.PASSKEY_REMOVED: "{a} hat einen Passkey entfernt.",
        Action.PASSKEY_DOUBTED: (
            "Ein Passkey von {s} sah kopiert aus und hat niemanden hereingelassen."
        ),
        Action.CODE_APP_ADDED: "{a} hat eine App für Codes eingerichtet.",
        Action.CODE_APP_REMOVED: "{a} hat die App für Codes abgeschaltet.",
        Action.RECOVERY_CODE_USED: "{a} hat einen Ersatzcode verbraucht.",
        Action.RECOVERY_CODES_RENEWED: "{a} hat neue Ersatzcodes.",
        Action.WAYS_IN_ENDED: (
            "{a} ist mit einem neuen Link hereingekommen; was vorher öffnete, gilt nicht mehr."
        ),
        Action.DEVICE_REPLACED: "{a} hat in {o} ein Gerät ersetzt: {t}.",
        Action.REPLACEMENT_TAKEN_BACK: "{a} hat in {o} einen Gerätetausch zurückgenommen: {t}.",
        Action.CALENDAR_SET: "{a} hat etwas in den Kalender von {o} eingetragen: {t}.",
        Action.CALENDAR_EDITED: "{a} hat im Kalender von {o} etwas geändert: {t}.",
        Action.CALENDAR_TAKEN_BACK: "{a} hat im Kalender von {o} etwas zurückgenommen: {t}.",
        Action.FEED_ADDED: "{a} hat für {o} einen Kalender abonniert.",
        Action.FEED_REMOVED: "{a} hat für {o} einen abonnierten Kalender entfernt.",
        Action.WEEK_MAIL_ASKED: (
            "{a} möchte die Woche von {o} per E-Mail; die Adresse ist noch zu bestätigen."
        ),
        Action.WEEK_MAIL_BEGUN: "{a} bekommt die Woche von {o} per E-Mail.",
        Action.WEEK_MAIL_ENDED: (
            "Die Woche von {o} geht nicht mehr per E-Mail an {s}, so wollte es: {a}."
        ),
        Action.CARE_SEEN: "{a} hat in {o} gesehen: {t}.",
        Action.CARE_DONE: "{a} hat in {o} erledigt: {t}.",
        Action.CARE_REMINDED: "{a} lässt sich in {o} später erinnern an: {t}.",
        Action.CARE_REOPENED: "{a} hat zurückgenommen, was in {o} dazu gesagt war: {t}.",
        Action.ALARM_ADDED: "{a} bekommt Meldungen auf einem weiteren Weg: {t}.",
        Action.ALARM_CHANGED: "{a} hat einen Weg für Meldungen geändert: {t}.",
        Action.ALARM_REMOVED: "{a} bekommt Meldungen auf einem Weg nicht mehr: {t}.",
    },
    instead_of="{b}; danach {t}",
    invitation_ended_of="{a} hat einen Link zurückgenommen, der für {s} war.",
    removed_self="{a} hat das eigene Konto entfernt.",
    of_another_version="{a}: etwas, das diese Version von Platzfrei nicht kennt ({t}).",
)
