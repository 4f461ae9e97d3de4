"""The log's page in German."""

from typing import Final

from hub.console.log.words import LogWords, Topic

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
    invited="{a} hat jemanden eingeladen: {t}.",
    link_renewed="{a} hat einen neuen Link gemacht für {s}.",
    invitation_ended="{a} hat eine Einladung zurückgenommen: {t}.",
    invitation_ended_of="{a} hat einen Link zurückgenommen, der für {s} war.",
    joined="{a} hat eine Einladung angenommen: {t}.",
    signed_in="{a} hat sich angemeldet.",
    signed_out="{a} hat sich abgemeldet.",
    session_ended="{a} hat ein anderes eigenes Gerät abgemeldet.",
    sessions_ended="{a} hat überall abgemeldet: {s}.",
    password_changed="{a} hat ein neues Passwort.",  # noqa: S106 - a sentence
    roles_changed="{a} hat die Rollen geändert von {s}, jetzt: {t}.",
    removed="{a} hat ein Konto entfernt: Person {t}.",
    removed_self="{a} hat das eigene Konto entfernt.",
    token_made="{a} hat einen Token gemacht: {s}.",  # noqa: S106 - a sentence
    token_ended="{a} hat einen Token beendet: {s}.",  # noqa: S106 - a sentence
    book_salvaged="Das Buch des Hubs war beschädigt. Was noch lesbar war, gilt weiter; Einträge"
    " davor können fehlen.",
    book_imported="Das Buch des Hubs wurde aus einer Datei eingelesen.",
    of_another_version="{a}: etwas, das diese Version von Platzfrei nicht kennt ({t}).",
)
