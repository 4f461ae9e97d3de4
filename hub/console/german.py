"""The console in German."""

from typing import Final

from hub.console.words import ConsoleWords, SingleSignOnWords
from hub.domain.password_rules import Weakness
from hub.domain.roles import Role
from hub.errors import PeopleReason

GERMAN: Final = ConsoleWords(
    console="Konsole",
    navigation="Konsole",
    today="Heute",
    devices_tab="Technik",
    my_space="Mein Ort",
    alerts="Meldungen",
    calendar="Kalender",
    reports="Berichte",
    targets="Ziele",
    people="Menschen",
    log="Protokoll",
    me="Mein Konto",
    more="Mehr",
    sign_out="Abmelden",
    greeting="Guten Tag, {t}",
    you_are="Sie sind hier: {t}.",
    roles={
        Role.OPERATOR: "Betreiberin oder Betreiber",
        Role.OFFICE: "Regionalbüro",
        Role.INTEGRATOR: "Programm",
        Role.ADMIN: "Administration",
    },
    of_spaces="Ihre Orte: {t}.",
    sign_in_title="Anmelden",
    sign_in_lead="Für alle, die einen Ort betreiben, und für das Regionalbüro. Wer einen freien"
    " Platz sucht, braucht kein Konto.",
    sign_in="Anmelden",
    single_sign_on=SingleSignOnWords(
        sign_in="Mit {t} anmelden",
        or_else="Oder mit einem Konto dieser Seite",
        too_old="Das hat zu lange gedauert oder in einem anderen Fenster begonnen. Bitte noch"
        " einmal von vorn.",
        cancelled="Unterwegs abgebrochen. Es hat sich nichts geändert.",
        not_believed="Was von {t} zurückkam, belegt nicht, wer Sie sind. Bitte noch einmal von"
        " vorn; bleibt es so, steht der Grund im Protokoll des Hubs.",
        no_group="{t} kennt Sie, aber keine Ihrer Gruppen dort öffnet hier etwas. Bitte fragen Sie,"
        " wer den Hub verwaltet.",
        unavailable="{t} ist gerade nicht zu erreichen. Bitte später noch einmal versuchen.",
    ),
    name="Name",
    password="Passwort",  # noqa: S106
    device="Wie heißt dieses Gerät?",
    device_hint="Zum Beispiel „Handy“ oder „Theke“; Sie sehen es später in Ihrer Liste. Darf leer"
    " bleiben.",
    trust="Ich vertraue diesem Gerät",
    trust_hint="Dann bleiben Sie bis zu 90 Tage angemeldet, wenn Sie alle 14 Tage vorbeischauen."
    " Sonst endet die Anmeldung nach 30 Minuten ohne Klick, spätestens nach 12 Stunden.",
    wrong="Name und Passwort passen nicht zusammen.",
    too_often="Das waren zu viele Versuche. Bitte versuchen Sie es in {n} Sekunden wieder.",
    too_many_forms="Gerade wurde so viel geändert, dass der Hub eine Pause braucht. In {n} Sekunden"
    " geht es weiter. Was Sie getippt haben, steht noch da, wenn Sie eine Seite zurückgehen.",
    busy="Gerade melden sich viele an. Bitte versuchen Sie es gleich noch einmal.",
    signed_out="Sie sind abgemeldet.",
    forgotten="Passwort vergessen? Passkey oder Handy verloren? Wer den Hub verwaltet, gibt Ihnen"
    " einen neuen Link. Damit wählen Sie neu, wie Sie sich anmelden; was bisher galt, gilt dann"
    " nicht mehr.",
    join_title="Willkommen",
    join_lead="Sie sind eingeladen als: {t}. Wählen Sie einen Namen und wie Sie sich anmelden.",
    join_again_title="Neuer Zugang",
    join_again_lead="Wählen Sie, wie Sie sich als „{t}“ künftig anmelden. Ihr bisheriges Passwort,"
    " Ihre Passkeys und die Codes Ihrer App gelten dann nicht mehr, und überall sonst werden Sie"
    " abgemeldet.",
    join="Los geht’s",
    name_hint="So melden Sie sich an. Andere, die den Hub verwalten, sehen ihn.",
    password_hint="Mindestens 12 Zeichen. Ein kurzer Satz, den nur Sie kennen, ist gut.",  # noqa: S106
    repeat="Passwort noch einmal",
    differ="Die beiden Passwörter sind verschieden.",
    link_ended_title="Dieser Link gilt nicht mehr",
    link_ended="Er wurde schon benutzt, oder er ist älter als eine Woche. Bitten Sie um einen"
    " neuen. Wenn Sie schon ein Passwort haben, melden Sie sich an.",
    devices="Wo Sie angemeldet sind",
    this_device="dieses Gerät",
    unnamed_device="Gerät ohne Namen",
    since="seit {t}",
    last_seen="zuletzt {t}",
    trusted="vertraut",
    end="Abmelden",
    end_of="{t} abmelden",
    ended="Dieses Gerät ist abgemeldet.",
    set_password="Passwort wählen",  # noqa: S106
    change_password="Passwort ändern",  # noqa: S106
    current_password="Jetziges Passwort",  # noqa: S106
    new_password="Neues Passwort",  # noqa: S106
    wrong_current="Das ist nicht Ihr jetziges Passwort.",
    changed="Das neue Passwort gilt. Auf allen anderen Geräten sind Sie abgemeldet.",
    no_tls_title="Nur verschlüsselt",
    no_tls="Ohne Verschlüsselung könnte unterwegs jemand Ihr Passwort lesen. Deshalb öffnet sich"
    " die Konsole nur über https, oder auf dem Rechner, auf dem der Hub läuft.",
    no_tls_how="So bekommen Sie https: Stellen Sie einen Proxy wie Caddy vor den Hub (ein Beispiel"
    " liegt in deploy/proxy), und nennen Sie in hub.toml unter http.public_url die Adresse, die mit"
    " https:// beginnt, oder den Proxy unter http.trusted_proxies.",
    unavailable_title="Gerade nicht möglich",
    unavailable="Der Hub kann sein Buch nicht lesen, in dem steht, wer sich anmelden darf. Bitte"
    " versuchen Sie es später; wer den Hub verwaltet, sieht den Grund in seinem Protokoll.",
    check="Bitte prüfen",
    weaknesses={
        Weakness.TOO_SHORT: "Das Passwort ist zu kurz: nehmen Sie mindestens 12 Zeichen.",
        Weakness.TOO_LONG: "Das Passwort ist zu lang: nehmen Sie höchstens 200 Zeichen.",
        Weakness.COMMON: "Dieses Passwort würde zu leicht erraten. Nehmen Sie einen kurzen Satz"
        " ohne Ihren Namen, ohne Jahreszahl und ohne Reihen wie „1234“.",
    },
    refusals={
        PeopleReason.LINK_ENDED: "Dieser Link gilt nicht mehr.",
        PeopleReason.NAME_TAKEN: "Unter diesem Namen meldet sich schon jemand an. Wählen Sie einen"
        " anderen.",
        PeopleReason.NAME_UNUSABLE: "Der Name braucht 2 bis 60 lesbare Zeichen.",
        PeopleReason.PASSKEY_KNOWN: "Diesen Passkey gibt es hier schon.",
        PeopleReason.TOO_MANY_PASSKEYS: "Sie haben schon 20 Passkeys. Entfernen Sie zuerst einen,"
        " den Sie nicht benutzen.",
        PeopleReason.FROM_OUTSIDE: "Sie melden sich mit dem Konto Ihrer Verwaltung an. Einen"
        " eigenen Zugang gibt Ihnen, wer den Hub verwaltet, mit einem Link.",
        PeopleReason.LAST_WAY_IN: "Sonst kämen Sie nicht mehr herein. Fügen Sie zuerst einen"
        " anderen Passkey hinzu, oder wählen Sie ein Passwort.",
        PeopleReason.LAST_ADMIN: "Sonst verwaltet niemand mehr den Hub. Laden Sie zuerst jemanden"
        " dafür ein, und warten Sie, bis die Einladung angenommen ist.",
        PeopleReason.UNKNOWN_PERSON: "Diese Person gibt es nicht mehr.",
        PeopleReason.NO_SPACE: "Wer einen Ort betreibt, braucht mindestens einen Ort.",
        PeopleReason.CHANGED_MEANWHILE: "Inzwischen hat jemand anderes das geändert. Bitte sehen"
        " Sie es noch einmal an.",
        PeopleReason.NOT_ALLOWED: "Das dürfen Sie nicht mehr.",
        PeopleReason.NOT_A_PERSONS: "Programme bekommen einen Token und kein Konto.",
    },
)
