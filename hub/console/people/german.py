"""The pages of people in German."""

from typing import Final

from hub.book.outgoing import MailState
from hub.console.people.words import PeopleWords
from hub.domain.roles import Role

GERMAN: Final = PeopleWords(
    lead="Wer sich an dieser Konsole anmelden darf, wer eingeladen ist und welche Programme lesen.",
    done={
        "mailed": "Die Einladung ist auf dem Weg.",
        "taken-back": "Die Einladung ist zurückgenommen. Ihr Link öffnet nichts mehr.",
        "roles": "Die neuen Rollen gelten. Die Person meldet sich neu an.",
        "signed-out": "Die Person ist auf allen Geräten abgemeldet.",
        "removed": "Das Konto ist entfernt.",
        "token-ended": "Der Token öffnet nichts mehr.",
    },
    invite="Jemanden einladen",
    who="Wer sich anmelden darf",
    you="das sind Sie",
    no_role="ohne Rolle",
    in_spaces="für {t}",
    seen="zuletzt hier am {t}",
    never_seen="noch nicht hier gewesen",
    ways_in="kommt herein mit: {t}",
    by_passkey="Passkey",
    by_password="Passwort",  # noqa: S106 - a way in
    no_way_in="kann sich nicht anmelden: braucht einen neuen Link",
    change="Ändern",
    change_of="{t} ändern",
    back="Alle Menschen",
    links="Offene Einladungen",
    no_links="Keine Einladung ist offen.",
    link_for="Neuer Link für {t}",
    link_by="von {t}",
    by_command="von der Befehlszeile des Hubs",
    gone_person="von jemandem, der entfernt ist",
    link_until="gilt bis {t}",
    mailed={
        MailState.WAITING: "E-Mail an {t} wartet darauf, verschickt zu werden",
        MailState.SENT: "E-Mail an {t} ist verschickt",
        MailState.REFUSED: "der Mailserver hat die E-Mail an {t} abgelehnt",
        MailState.DROPPED: "die E-Mail an {t} wird nicht verschickt",
    },
    take_back="Zurücknehmen",
    take_back_of="Einladung zurücknehmen: {t}",
    invite_lead="Sie bekommen einen Link zum Weitergeben. Wer ihn öffnet, wählt selbst einen Namen"
    " und einen Passkey oder ein Passwort. Er gilt einmal und eine Woche.",
    roles_asked="Welche Rolle bekommt die Person?",
    role_hints={
        Role.OPERATOR: "Sieht und pflegt die Orte, die Sie unten ankreuzen.",
        Role.OFFICE: "Liest die ganze Region, macht Berichte, setzt Ziele.",
        Role.ADMIN: "Darf alles, auch Menschen einladen und entfernen.",
    },
    no_role_chosen="Kreuzen Sie mindestens eine Rolle an.",
    spaces_asked="Welche Orte?",
    spaces_hint="Nur für Betreiberinnen und Betreiber.",
    no_space_chosen="Wer einen Ort betreibt, braucht mindestens einen Ort.",
    space_without_role="Orte gelten nur für Betreiberinnen und Betreiber. Kreuzen Sie diese Rolle"
    " an, oder keinen Ort.",
    space_gone="{t} (steht nicht mehr in hub.toml)",
    unknown_choice="Diese Auswahl gibt es hier nicht. Bitte laden Sie die Seite neu.",
    mail_asked="E-Mail-Adresse",
    mail_hint="Dann schickt der Hub den Link. Bleibt sie leer, sehen Sie ihn hier und geben ihn"
    " selbst weiter. Die Adresse wird höchstens eine Woche gemerkt.",
    no_mail_server="Verschicken kann der Hub den Link nicht: In hub.toml ist kein Mailserver"
    " genannt. Sie sehen ihn auf der nächsten Seite.",
    no_https_for_mail="Verschicken kann der Hub den Link nicht: Dafür braucht er in hub.toml eine"
    " http.public_url mit https://. Sie sehen ihn auf der nächsten Seite.",
    mail_unusable="Das ist keine Adresse wie „name@example.org“.",
    make_link="Link machen",
    link_title="Der Link ist fertig",
    link_lead="Er ist für jemanden als: {t}. Geben Sie ihn persönlich weiter: Wer ihn zuerst"
    " benutzt, hat das Konto.",
    link_known="Er ist für {t} und führt zu einem neuen Zugang. Geben Sie ihn persönlich weiter:"
    " Wer ihn zuerst benutzt, hat das Konto.",
    link_lasts="Er gilt einmal, und bis {t}.",
    link_here_only="Ohne https öffnet sich dieser Link nur auf dem Rechner, auf dem der Hub läuft.",
    qr_title="Der Link als QR-Code",
    qr_hint="Für das Handy: mit der Kamera öffnen.",
    shown_briefly="Diese Seite zeigt ihn zehn Minuten lang, nur Ihnen, und danach nie wieder.",
    shown_over_title="Hier ist nichts mehr zu sehen",
    shown_over="Links und Token werden nur kurz gezeigt, und nur der Person, die sie gemacht hat."
    " Nehmen Sie den alten zurück, und machen Sie einen neuen.",
    since="hier seit {t}",
    roles_title="Rollen und Orte",
    roles_hint="Wer andere Rollen bekommt, wird überall abgemeldet und meldet sich neu an.",
    save="Speichern",
    roles_elsewhere="Diese Person meldet sich über „{t}“ an. Was sie darf, folgt den Gruppen dort:"
    " Was Sie hier ändern, gilt nur bis zu ihrer nächsten Anmeldung.",
    changed_meanwhile="Inzwischen hat jemand anderes das geändert. Jetzt gilt: {t}. Ihre Auswahl"
    " steht noch unten; speichern Sie noch einmal, wenn sie gelten soll.",
    lost="Kommt nicht mehr herein?",
    lost_hint="Ein neuer Link führt zu einem neuen Zugang. Der Name bleibt. Sobald der Link benutzt"
    " wird, gelten Passwort und Passkeys von vorher nicht mehr, und überall sonst endet die"
    " Anmeldung.",
    devices="Angemeldet",
    no_device="Gerade auf keinem Gerät.",
    one_device="Auf einem Gerät.",
    several_devices="Auf {n} Geräten.",
    end_all="Überall abmelden",
    remove="Konto entfernen",
    remove_title="{t} entfernen?",
    remove_lead="Das lässt sich nicht rückgängig machen. Wer wiederkommen soll, wird neu"
    " eingeladen.",
    remove_self="Das ist Ihr eigenes Konto. Danach sind Sie abgemeldet.",
    removed_at_once=(
        "Name, Rollen, Passwort und Passkeys werden gelöscht.",
        "Auf allen Geräten endet die Anmeldung sofort.",
    ),
    removed_links="Offene Einladungen von dieser Person enden: {n}.",
    tokens_stay="Token für Programme, die diese Person gemacht hat, gelten weiter: {t}.",
    log_keeps="Im Protokoll bleibt für zwölf Monate, was getan wurde, unter der Kennung {t} und"
    " ohne Namen.",
    may_come_again="Wer bei „{t}“ noch in einer Gruppe ist, die hereinlässt, kann als neues Konto"
    " wiederkommen. Nehmen Sie die Person auch dort heraus.",
    remove_now="Ja, entfernen",
    keep="Nein, zurück",
    unknown_title="Diese Person gibt es nicht",
    unknown="Vielleicht ist sie inzwischen entfernt.",
    programs="Programme",
    programs_lead="Ein Token lässt ein Programm lesen, etwa eine Anzeige oder eine Tabelle. Ändern"
    " kann es damit nichts.",
    no_programs="Kein Programm hat einen Token.",
    program_everywhere="alle Orte",
    program_until="gilt bis {t}",
    program_over="abgelaufen seit {t}",
    program_of_hub_toml="Daneben gilt der Token, den hub.toml unter http.token_hash_file nennt: Er"
    " liest alles und läuft nie ab. Besser hat jedes Programm einen eigenen.",
    program_end="Beenden",
    program_end_of="Token beenden: {t}",
    program_new="Token machen",
    program_shown="Sie sehen den Token einmal, auf der nächsten Seite.",
    label="Wofür ist er?",
    label_hint="Zum Beispiel „Anzeige im Rathaus“. Daran erkennen Sie ihn später.",
    label_unusable="Der Name braucht 2 bis 60 lesbare Zeichen.",
    reach="Welche Orte darf das Programm lesen?",
    reach_some="nur diese:",
    reach_all="alle Orte der Region",
    reach_nothing="Kreuzen Sie mindestens einen Ort an, oder wählen Sie alle.",
    until="Bis einschließlich",
    until_hint="Höchstens zwei Jahre; danach machen Sie einen neuen.",
    until_unusable="Wählen Sie einen Tag vom {t} bis zum {s}.",
    program_made="Der Token ist fertig",
    program_hint="Das Programm sendet ihn als Bearer, oder als Passwort von HTTP Basic. Wer ihn"
    " hat, kann lesen: Bewahren Sie ihn auf wie einen Schlüssel.",
    mail_subject="Einladung: {t}",
    mail_greeting="Guten Tag,",
    mail_invites="{t} lädt Sie ein, bei „{s}“ mitzumachen als:",
    mail_spaces="Ihre Orte:",
    mail_known_subject="Neuer Link zu Ihrem Konto: {t}",
    mail_known="{t} schickt Ihnen einen Link zu einem neuen Zugang bei „{s}“.",
    mail_link="Öffnen Sie dafür diesen Link:",
    mail_lasts="Er gilt einmal, und bis {t}. Geben Sie ihn niemandem weiter.",
    mail_ignore="Sagt Ihnen das nichts? Dann löschen Sie diese Nachricht. Es passiert nichts.",
    mail_closing="Diese Nachricht hat Platzfrei verschickt, weil {t} es so wollte. Antworten liest"
    " niemand.",
)
