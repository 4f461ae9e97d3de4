"""Imprint, privacy notice and accessibility statement in German. Only text: nothing is decided."""

from typing import Final

from hub.pages.legal_words import (
    AccessibilityWords,
    ContactWords,
    ImprintWords,
    LegalWords,
    PrivacyWords,
)

_PRIVACY: Final = PrivacyWords(
    title="Datenschutz",
    short="Datenschutz",
    description="Was in den Räumen gemessen wird, wie lange es bleibt und wer es sieht.",
    in_short="Das Wichtigste",
    in_short_items=(
        "Keine Cookies, keine Besuchsstatistik, nichts von anderen Anbietern.",
        (
            "Keine Kameras, keine Mikrofone, keine Namen, keine Ortung von Handys: Gemessen wird "
            "nur, ob ein Platz belegt ist."
        ),
    ),
    in_short_small="Wo nur wenige Menschen sind, nennen wir keine genaue Zahl.",
    controller="Verantwortlich",
    officer="Datenschutzbeauftragte",
    no_officer="keine bestellt, weil das Gesetz hier keine verlangt",
    measured="Was in den Räumen gemessen wird",
    desks=(
        "Sensoren sehen nach, ob Plätze, Räume und Kabinen belegt sind. Jeder meldet nur „belegt“, "
        "„frei“ oder „unbekannt“ und den Zeitpunkt. Zahl der Plätze, Räume und Kabinen: {n}. Zahl "
        "der Standorte: {k}."
    ),
    doors="Kontakte an Türen melden, ob sie offen oder geschlossen sind. Zahl der Türen: {n}.",
    counting_doors=(
        "Lichtschranken zählen, wie oft jemand hinein- oder hinausgeht. Wer das ist, erkennen sie "
        "nicht. Zahl der Türen mit Lichtschranke: {n}."
    ),
    never=(
        "Bilder, Töne, Namen, Ausweise und Kennungen von Geräten werden nicht erfasst. Dafür gibt "
        "es in keiner Meldung und in keiner Tabelle ein Feld."
    ),
    kept="Wie lange es gespeichert wird",
    kept_one_day=(
        "Einzelne Meldungen, etwa „Platz 3 ist seit 9:12 Uhr belegt“: einen Tag, dann werden sie "
        "gelöscht."
    ),
    kept_days=(
        "Einzelne Meldungen, etwa „Platz 3 ist seit 9:12 Uhr belegt“: {n} Tage, dann werden sie "
        "gelöscht."
    ),
    kept_sums=(
        "Summen je Standort und Viertelstunde: auf Dauer. Einzelne Plätze stehen nicht darin."
    ),
    kept_state="Der letzte Stand jedes Platzes: bis die nächste Meldung ihn ersetzt.",
    kept_faults="Störungen der Geräte, damit jemand sie behebt. Über Gäste sagen sie nichts.",
    kept_backups=(
        "Legt der Betreiber Sicherungskopien an, enthalten sie auch die einzelnen Meldungen dieser "
        "Zeit, bis die Kopie gelöscht wird."
    ),
    small="Schutz bei wenigen Gästen",
    small_why=(
        "In einem kleinen Raum sagt „ein Platz belegt“ etwas über einen bestimmten Menschen. "
        "Deshalb gilt:"
    ),
    small_item=(
        "{t}: Sind weniger als {k} Plätze belegt, und immer, wenn geschlossen ist, nennen wir nur, "
        "wie viele Plätze mindestens frei sind. Die Angabe erneuert sich nur zur vollen Minute."
    ),
    small_item_one=(
        "{t}: Ist kein Platz belegt, und immer, wenn geschlossen ist, nennen wir nur, wie viele "
        "Plätze mindestens frei sind. Die Angabe erneuert sich nur zur vollen Minute."
    ),
    exact_item="{t}: Hier ist die genaue Zahl der freien Plätze öffentlich.",
    desks_item="{t}: Hier ist öffentlich, welcher Platz gerade belegt ist.",
    seen="Wer die Angaben sieht",
    seen_public=(
        "Öffentlich ist, was auf diesen Seiten steht und was sie an Programme weitergeben: "
        "dieselben Angaben."
    ),
    seen_office=(
        "Verlauf und Berichte sieht nur, wer vom Betreiber ein Konto oder ein Kennwort dafür hat. "
        "Auch darin steht keine Person, denn erfasst wird keine."
    ),
    seen_nobody=(
        "An Dritte und in Länder außerhalb der Europäischen Union übermittelt dieses Programm "
        "nichts."
    ),
    visits="Wenn Sie diese Seiten aufrufen",
    visits_address=(
        "Damit eine Seite bei Ihnen ankommt, verarbeitet unser Server die IP-Adresse Ihres "
        "Anschlusses. Dieses Programm schreibt sie nirgends auf."
    ),
    visits_throttle=(
        "Gegen Überlastung zählt es im Arbeitsspeicher mit, wie oft eine Adresse anfragt: für die "
        "letzten {n} Adressen, längstens bis zu seinem Neustart."
    ),
    logs_none="Auch der Webserver davor führt kein Protokoll der Besuche.",
    logs_one_day=(
        "Der Webserver davor protokolliert IP-Adresse, Zeitpunkt und aufgerufene Seite. Nach einem "
        "Tag wird das gelöscht."
    ),
    logs_days=(
        "Der Webserver davor protokolliert IP-Adresse, Zeitpunkt und aufgerufene Seite. Nach {n} "
        "Tagen wird das gelöscht."
    ),
    logs_unsaid=(
        "Ob ein Webserver davor Besuche protokolliert und wie lange, hat der Betreiber noch nicht "
        "angegeben."
    ),
    basis_public=(
        "Rechtsgrundlage ist Artikel 6 Absatz 1 Buchstabe e der Datenschutz-Grundverordnung (eine "
        "Aufgabe im öffentlichen Interesse) mit dem Datenschutzgesetz des Landes."
    ),
    basis_private=(
        "Rechtsgrundlage ist Artikel 6 Absatz 1 Buchstabe f der Datenschutz-Grundverordnung: das "
        "Interesse, freie Plätze anzuzeigen und die Seiten sicher zu betreiben."
    ),
    account="Wenn Sie ein Konto haben",
    account_who=(
        "Ein Konto haben nur Menschen, die einen Ort betreiben, im Regionalbüro arbeiten oder "
        "diese Anlage verwalten. Von ihnen wird auf derselben Grundlage gespeichert:"
    ),
    account_items=(
        (
            "Name, Rolle und Orte, solange es das Konto gibt. Das Passwort steht nur als Prüfwert "
            "da, aus dem es sich nicht ablesen lässt."
        ),
        (
            "Wo Sie angemeldet sind: wie Sie das Gerät nennen, seit wann und wann zuletzt; bis "
            "diese Anmeldung endet, spätestens nach 90 Tagen."
        ),
        "Eine E-Mail-Adresse, an die eine Einladung ging: höchstens eine Woche.",
        (
            "Adressen, an die Sie jede Woche den Überblick oder Meldungen bekommen wollen, auch "
            "die von anderen Diensten: bis Sie das abbestellen oder entfernen. Was noch zu senden "
            "ist, wartet höchstens eine Woche."
        ),
        "Fehlgeschlagene Anmeldungen: nur ihre Zahl je Tag, ohne Namen und Adressen.",
    ),
    account_elsewhere=(
        "Wer sich über „{t}“ anmeldet: die Kennung, unter der dieser Dienst Sie kennt."
    ),
    account_log=(
        "Wer was geändert und wer sich wann angemeldet hat, steht zwölf Monate lang in einem "
        "Protokoll, das nur die Verwaltung dieser Anlage sieht. Es nennt Sie unter einer Kennung. "
        "Über einzelne Plätze steht darin nichts."
    ),
    account_end=(
        "Wird Ihr Konto entfernt, verschwindet alles davon sofort; im Protokoll bleibt bis zum "
        "Ende der zwölf Monate die Kennung ohne Namen."
    ),
    device="Was auf Ihrem Gerät gespeichert wird",
    device_nothing="Von sich aus nichts: kein Cookie, kein Zähler, keine Kennung.",
    device_chosen=(
        "Nur wenn Sie „Offline merken“ oder „Ort merken“ drücken, legt Ihr Browser die letzten "
        "Antworten dieser Seiten und die Liste Ihrer Orte bei Ihnen ab. Beides bleibt auf Ihrem "
        "Gerät und lässt sich auf denselben Seiten wieder löschen (§ 25 Absatz 2 Nummer 2 TDDDG). "
        "Wer einen Ort betreibt und sich an der Konsole anmeldet, bekommt ein Cookie für die "
        "Anmeldung."
    ),
    device_place=(
        "Wenn Sie sich Entfernungen zu Ihrem Standort zeigen lassen, rechnet Ihr Browser. Ihr "
        "Standort verlässt das Gerät nicht."
    ),
    device_wrong=(
        "Wenn Sie mit „Stimmt nicht?“ eine falsche Anzeige melden, zählen wir den Hinweis für den "
        "Ort. Gegen Missbrauch zählt das Programm im Arbeitsspeicher unter einem Kürzel mit, aus "
        "dem sich Ihre IP-Adresse nicht ablesen lässt; nach einem Neustart ist es fort."
    ),
    rights="Ihre Rechte",
    rights_text=(
        "Sie haben das Recht auf Auskunft, Berichtigung, Löschung und Einschränkung der "
        "Verarbeitung, und Sie können ihr widersprechen (Artikel 15 bis 18 und 21 der "
        "Datenschutz-Grundverordnung). Schreiben Sie dafür an die Adresse oben."
    ),
    rights_nobody=(
        "Aus dem, was gemessen wird, erkennen wir niemanden; meist können wir es deshalb keiner "
        "Person zuordnen (Artikel 11)."
    ),
    complain="Beschweren können Sie sich bei",
)

GERMAN_LEGAL: Final = LegalWords(
    imprint=ImprintWords(
        title="Impressum",
        short="Impressum",
        description="Wer diese Seiten betreibt und wie Sie ihn erreichen.",
        basis="Angaben nach § 5 des Digitale-Dienste-Gesetzes (DDG)",
        provider="Anbieter",
        site="Diese Seiten",
        software="Sie werden von Platzfrei erzeugt, freier Software unter der EUPL-1.2.",
        honesty=(
            "Wie alt eine Angabe ist, steht neben ihr. Schweigt ein Sensor, steht dort „unbekannt“ "
            "und nie „frei“."
        ),
    ),
    privacy=_PRIVACY,
    accessibility=AccessibilityWords(
        title="Erklärung zur Barrierefreiheit",
        short="Barrierefreiheit",
        description="Wie barrierefrei diese Seiten sind und wie Sie ein Hindernis melden.",
        public=(
            "{t} ist bemüht, diese Website barrierefrei zugänglich zu machen. Grundlage sind das "
            "Behindertengleichstellungsgesetz (BGG) und die Barrierefreie-Informationstechnik-"
            "Verordnung (BITV 2.0); für Länder und Gemeinden gilt das entsprechende Recht ihres "
            "Landes."
        ),
        private=(
            "{t} gibt diese Erklärung freiwillig ab. Maßstab ist die Barrierefreie-"
            "Informationstechnik-Verordnung (BITV 2.0)."
        ),
        status="Stand der Vereinbarkeit",
        full=(
            "Diese Website ist nach eigener Bewertung mit den Anforderungen der BITV 2.0 "
            "(EN 301 549, WCAG 2.2, Stufe AA) vollständig vereinbar."
        ),
        partial=(
            "Diese Website ist nach eigener Bewertung mit den Anforderungen der BITV 2.0 "
            "(EN 301 549, WCAG 2.2, Stufe AA) teilweise vereinbar."
        ),
        limits="Was noch nicht barrierefrei ist",
        limits_items=(
            (
                "Texte in Leichter Sprache sind ein Entwurf, den noch keine Prüfgruppe gelesen "
                "hat. Videos in Deutscher Gebärdensprache gibt es nicht."
            ),
            (
                "Eigene Texte der Standorte, etwa Gründe für eine Schließung, gibt es nicht immer "
                "auf Englisch."
            ),
            "Seiten anderer Anbieter, auf die wir verweisen, haben wir nicht geprüft.",
        ),
        tested="Wie geprüft wurde",
        tested_text=(
            "Durch Selbstbewertung. Die Software wird bei jeder Änderung von selbst geprüft: mit "
            "axe nach WCAG 2.2 AA, hell und dunkel, deutsch und englisch, mit der Tastatur allein, "
            "in 320 Pixeln Breite, mit doppelt so großer Schrift und mit den Farben des Systems."
        ),
        tested_open="Eine Prüfung durch Menschen mit Behinderung steht noch aus.",
        feedback="Hindernis melden",
        feedback_text=(
            "Ist Ihnen etwas im Weg, oder brauchen Sie eine Angabe in anderer Form? Schreiben Sie "
            "uns oder rufen Sie an. Wir antworten innerhalb eines Monats."
        ),
        enforcement="Wenn unsere Antwort nicht hilft",
        enforcement_text=(
            "Bleibt eine Antwort aus, oder hilft sie nicht, können Sie sich an diese Stelle "
            "wenden. Das Verfahren kostet nichts, und Sie brauchen keinen Rechtsbeistand:"
        ),
        enforcement_private="Für private Anbieter ist keine Stelle benannt.",
    ),
    contact=ContactWords(
        name="Name",
        address="Anschrift",
        email="E-Mail",
        phone="Telefon",
        represented_by="Vertreten durch",
        responsible="Verantwortlich für den Inhalt",
        represents_and_responsible="Vertreten durch und verantwortlich für den Inhalt",
        register_entry="Register",
        vat_id="Umsatzsteuer-Identifikationsnummer",
    ),
    navigation="Über diese Seiten",
    draft="Muster: vom Betreiber zu prüfen",
    draft_why=(
        "Dieser Text ist aus den Einstellungen des Programms entstanden. Bestätigt hat ihn noch "
        "niemand."
    ),
    operator="Der Betreiber",
    gap="noch nicht angegeben",
    confirmed="Vom Betreiber geprüft am {d}.",
    binding="",
)
