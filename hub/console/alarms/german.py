"""The pages of alarms in German."""

from typing import Final

from contract.care import Severity
from hub.alarm_sending import NO_ADDRESS, NO_MAIL
from hub.console.alarms.words import AlarmWords, Field
from hub.domain.alarm_way import WayReason, WaySort
from hub.domain.outside_address import OutsideReason

GERMAN: Final = AlarmWords(
    title="Meldungen",
    lead="Wenn an einem Ort etwas jemanden braucht, kann Platzfrei es Ihnen sagen: per E-Mail oder"
    " aufs Handy. Hier legen Sie fest, wie und wann. Was andere bekommen, ändert sich dadurch"
    " nicht.",
    closures="Während einer geplanten Schließung kommt nichts. Was sich bis dahin nicht erledigt"
    " hat, kommt, sobald wieder geöffnet ist. Nachrichten nennen Tage und Geräte, nie eine"
    " Uhrzeit und nie, ob ein Platz belegt ist.",
    weekly="Wie die Woche war, kommt auf Wunsch jeden Montag per E-Mail:",
    weekly_way="bestellen unter „Mein Ort“",
    none_yet="Sie bekommen noch keine Meldungen.",
    yours="So erreicht Sie Platzfrei",
    add_title="Einen Weg hinzufügen",
    sorts={
        WaySort.MAIL: "E-Mail",
        WaySort.NTFY: "ntfy",
        WaySort.MATRIX: "Matrix",
        WaySort.SERVICE: "Anderer Dienst",
        WaySort.WEBHOOK: "Webhook",
    },
    sort_hints={
        WaySort.MAIL: "Am einfachsten: nur die Adresse eintragen.",
        WaySort.NTFY: "Aufs Handy, ohne Konto, mit der App ntfy.",
        WaySort.MATRIX: "In einen Raum bei Matrix, etwa mit Element.",
        WaySort.SERVICE: "Signal, Threema, Telegram, Nextcloud Talk, Gotify, Mattermost,"
        " Rocket.Chat.",
        WaySort.WEBHOOK: "Für eigene Programme.",
    },
    add="Hinzufügen",
    save="Speichern",
    change_title="Meldungen ändern",
    fields={
        "mail.address": Field("E-Mail-Adresse"),
        "ntfy.server": Field("Server", "Wer keinen eigenen hat, lässt https://ntfy.sh stehen."),
        "ntfy.topic": Field(
            "Thema",
            "Dasselbe wie in der App. Wer das Thema kennt, kann mitlesen: Nehmen Sie eines,"
            " das niemand errät, etwa hof-7kq2x9.",
        ),
        "ntfy.token": Field("Zugangstoken", "Nur, wenn das Thema geschützt ist: beginnt mit tk_."),
        "matrix.server": Field("Server", "Die Adresse des Heimservers, mit https://"),
        "matrix.room": Field(
            "Raum",
            "Die Raum-ID oder der Name, etwa #platzfrei:example.org. Der Raum darf nicht"
            " verschlüsselt sein.",
        ),
        "matrix.token": Field("Zugangstoken", "Eines eigenen Kontos, das im Raum schreiben darf."),
        "service.url": Field("Adresse", "So geschrieben wie unten bei Ihrem Dienst."),
        "webhook.url": Field("Adresse", "Dorthin geht ein POST mit JSON."),
    },
    services="So sieht die Adresse aus",
    private="Adresse und Zugangstoken werden nach dem Speichern nicht mehr ganz gezeigt.",
    no_mail="Dieser Hub verschickt noch keine E-Mails: In hub.toml fehlt [mail]. Bis das da ist,"
    " kommt über diesen Weg nichts an.",
    preset="Voreingestellt: was Besucher merken, in der Öffnungszeit, sobald es 15 Minuten dauert."
    " Das können Sie hier und später ändern.",
    what_and_when="Was und wann",
    from_severity="Was soll kommen?",
    recommended="empfohlen",
    severities={
        Severity.CRITICAL: "Nur, wenn Besucher von einem ganzen Ort nichts mehr erfahren",
        Severity.WARNING: "Auch, wenn einzelne Plätze unbekannt sind",
        Severity.NOTICE: "Alles, auch was ein paar Tage Zeit hat",
    },
    kinds=Field("Nur bestimmte Arten", "Nichts angekreuzt: alle, wie oben gewählt."),
    spaces=Field("Von welchen Orten?", "Nichts angekreuzt: von allen Ihren Orten."),
    the_hub="Der Hub selbst",
    when="Wann?",
    always={
        False: "In der Öffnungszeit; was nachts passiert, kommt beim Öffnen",
        True: "Jederzeit",
    },
    after="Wie lange muss es schon so sein?",
    afters={
        "0": "Sofort sagen",
        "15": "15 Minuten",
        "60": "1 Stunde",
        "240": "4 Stunden",
        "1440": "1 Tag",
    },
    repeat="Noch einmal sagen, solange niemand geantwortet hat?",
    repeats={
        "0": "Nein, einmal genügt",
        "1": "Jede Stunde",
        "4": "Alle 4 Stunden",
        "24": "Jeden Tag",
    },
    raised=Field(
        "Auch jemand anderem sagen, wenn niemand antwortet?",
        "Antworten heißt: unter „Heute“ auf „gesehen“, „erledigt“ oder „erinnere mich“ tippen.",
    ),
    raises={
        "0": "Nein",
        "1": "Nach 1 Stunde",
        "4": "Nach 4 Stunden",
        "24": "Nach 1 Tag",
    },
    raise_to=Field("Wem?", "Zur Wahl steht, wer den Ort auch sieht und selbst Meldungen bekommt."),
    nobody="niemandem",
    nobody_else="Bisher bekommt sonst niemand, der Ihre Orte sieht, Meldungen.",
    language="Sprache der Nachrichten",
    key_once=Field(
        "Schlüssel",
        "Damit ist jede Nachricht unterschrieben (Platzfrei-Signature, HMAC-SHA256)."
        " Kopieren Sie ihn jetzt: Er wird nur hier gezeigt.",
    ),
    all_spaces="Alle Ihre Orte",
    only_kinds="Nur {n} gewählte Arten",
    rule_repeat="Wiederholung, solange niemand antwortet: {t}",
    rule_raise="Ohne Antwort auch an {t}",
    somebody_gone="jemanden, den es nicht mehr gibt",
    untold="Darüber ist noch nichts gekommen.",
    arrived="Zuletzt am {t} vom Server angenommen.",
    failing="Seit {t} kommt nichts an.",
    off="Ausgeschaltet: Darüber kommt nichts.",
    try_it="Probe senden",
    try_of="Probe senden: {t}",
    change="Ändern",
    change_of="Ändern: {t}",
    switch_off="Ausschalten",
    switch_off_of="Ausschalten: {t}",
    switch_on="Einschalten",
    switch_on_of="Einschalten: {t}",
    remove="Entfernen",
    remove_of="Entfernen: {t}",
    added="Der Weg ist eingerichtet. Senden Sie am besten gleich eine Probe.",
    saved="Gespeichert. Das gilt ab sofort.",
    switched_off="Ausgeschaltet. Darüber kommt ab sofort nichts mehr.",
    switched_on="Eingeschaltet.",
    removed="Entfernt.",
    tried="Die Probe ist angenommen worden. Sehen Sie nach, ob sie da ist.",
    tried_mail="Der Mailserver hat die Probe angenommen. Sehen Sie auch im Spam-Ordner nach.",
    not_tried="Die Probe ist nicht angekommen.",
    too_often="Das waren viele Proben. In {n} Sekunden geht die nächste.",
    check="Bitte prüfen",
    choose="Bitte etwas aus der Liste wählen.",
    choose_whom="Wem soll es dann gesagt werden? Bitte wählen, oder oben „Nein“.",
    wrong_way={
        WayReason.NO_MAIL_ADDRESS: "Das ist keine E-Mail-Adresse, wie sie verschickt werden kann."
        " Sie sieht aus wie ada@example.org, ohne Umlaute.",
        WayReason.HAS_PATH: "Hier steht nur der Server, ohne etwas dahinter: https://ntfy.sh",
        WayReason.NO_TOPIC: "Ein Thema hat 1 bis 64 Buchstaben ohne Umlaute, Ziffern, - und _.",
        WayReason.NO_ROOM: "Ein Raum beginnt mit ! oder #, etwa #platzfrei:example.org.",
        WayReason.NO_TOKEN: "Das ist kein Zugangstoken: keine Leerzeichen, mindestens 4 Zeichen.",
        WayReason.UNKNOWN_SERVICE: "Diesen Dienst kennt Platzfrei nicht. Nehmen Sie einen aus der"
        " Liste unten.",
        WayReason.HAS_OPTIONS: "Die Adresse darf kein Fragezeichen haben: Lassen Sie alles ab dem"
        " Fragezeichen weg.",
        WayReason.NO_SERVICE_ADDRESS: "Das ist keine Adresse eines Dienstes. Unten steht, wie sie"
        " aussieht.",
        WayReason.TOO_MANY: "Mehr als zehn Wege gehen nicht. Entfernen Sie zuerst einen.",
        WayReason.TOO_OFTEN: "Sie haben heute schon viele Wege angelegt. Morgen geht es weiter.",
    },
    troubles={
        NO_ADDRESS: "Die Adresse ist nicht mehr bekannt, etwa weil das Buch des Hubs eingespielt"
        " wurde. Entfernen Sie den Weg, und richten Sie ihn neu ein.",
        NO_MAIL: "Dieser Hub verschickt noch keine E-Mails: In hub.toml fehlt [mail].",
        OutsideReason.LOCKED.value: "Der Server lässt uns nicht herein: Der Zugangstoken stimmt"
        " nicht oder gilt nicht mehr. Entfernen Sie den Weg, und richten Sie ihn mit einem neuen"
        " ein.",
        OutsideReason.NOT_FOUND.value: "Unter dieser Adresse nimmt der Server nichts an. Stimmen"
        " Thema, Raum oder Adresse?",
        OutsideReason.LEAVES_TLS.value: "Ohne Verschlüsselung wird nichts verschickt. Nehmen Sie"
        " eine Adresse mit https://",
        OutsideReason.NOT_PUBLIC.value: "Diese Adresse führt in ein Netz, das nicht öffentlich"
        " ist; dorthin wird nichts geschickt. Wer den Hub verwaltet, kann das Netz in hub.toml"
        " unter [outside] erlauben.",
        OutsideReason.FAILED.value: "Der Server nimmt die Nachricht nicht an, er antwortet mit"
        " einem Fehler.",
    },
    mail_trouble="Der Mailserver sagt: „{t}“",
)
