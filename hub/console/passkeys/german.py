"""About passkeys, in German."""

from typing import Final

from hub.console.passkeys.words import PasskeyWords

GERMAN: Final = PasskeyWords(
    use="Mit Passkey anmelden",
    use_lead="Mit Fingerabdruck, Gesicht oder PIN Ihres Geräts, ohne Passwort.",
    or_password="Oder mit Name und Passwort",  # noqa: S106
    join="Mit Passkey weiter",
    join_lead="Am einfachsten: ein Passkey. Damit melden Sie sich mit Fingerabdruck, Gesicht oder"
    " PIN Ihres Geräts an, und es gibt kein Passwort, das jemand erraten kann.",
    or_join="Oder mit einem Passwort",
    failed="Das hat nicht geklappt, oder es wurde abgebrochen. Versuchen Sie es noch einmal.",
    is_there="Auf diesem Gerät gibt es schon einen Passkey für dieses Konto.",
    refused="Dieser Passkey passt hier nicht. Vielleicht wurde er entfernt oder ersetzt. Wer den"
    " Hub verwaltet, gibt Ihnen einen neuen Link.",
    late="Das hat zu lange gedauert, oder die Seite war schon einmal benutzt. Versuchen Sie es noch"
    " einmal.",
    elsewhere="Passkeys gehören zu einem Namen, nicht zu einer Nummer. Auf diesem Rechner öffnen"
    " Sie dafür",
    no_site="Passkeys gehören zu einem Namen, nicht zu einer Nummer. Unter dieser Adresse geht nur"
    " das Passwort.",
    outside="Sie melden sich mit dem Konto Ihrer Verwaltung an; Passwort und Passkeys haben Sie"
    " hier nicht.",
    title="Passkeys",
    lead="Damit melden Sie sich ohne Passwort an. Am besten haben Sie zwei, etwa auf Handy und"
    " Rechner: geht ein Gerät verloren, kommen Sie mit dem anderen hinein.",
    none="Sie haben noch keinen.",
    unnamed="Passkey ohne Namen",
    label="Wie heißt der neue Passkey?",
    label_hint="Zum Beispiel „Handy“. Darf leer bleiben.",
    add="Passkey hinzufügen",
    added="Der Passkey gilt. Auf allen anderen Geräten sind Sie abgemeldet.",
    rename="Umbenennen",
    rename_of="{t} umbenennen",
    renamed="Der Passkey heißt jetzt anders.",
    remove="Entfernen",
    remove_of="{t} entfernen",
    removed="Der Passkey gilt nicht mehr. Auf allen anderen Geräten sind Sie abgemeldet. Löschen"
    " Sie ihn auch auf seinem Gerät.",
    since="seit {t}",
    last_used="zuletzt benutzt {t}",
    of_site="gilt nur unter {t}",
)
