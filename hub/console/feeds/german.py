"""Subscribed calendars in German."""

from typing import Final

from hub.console.feeds.words import FeedWords, Wrong
from hub.domain.calendar_feed import MOST_DATES, MOST_EVENTS, MOST_FEEDS, FeedTrouble, Pick

GERMAN: Final = FeedWords(
    title="Abonnierte Kalender",
    lead="Steht schon in einem anderen Kalender, wann zu ist? Dann tragen Sie hier seine Adresse"
    " ein. Er wird jede Stunde gelesen, und zu seinen Terminen ist der Ort geschlossen.",
    back="Zurück zum Kalender",
    file="Kalenderdatei dieses Ortes",
    file_hint="Schließungen und besondere Öffnungen, zum Abonnieren in anderen Programmen.",
    no_hours="Für diesen Ort sind keine Öffnungszeiten eingestellt. Solange das so ist, schließt"
    " ein Kalender nichts.",
    add="Kalender abonnieren",
    subscribe="Lesen und abonnieren",
    name="Name",
    name_hint="Wie Sie ihn nennen, zum Beispiel „Gemeinde“.",
    address="Adresse des Kalenders",
    address_hint="Der Link zur Kalenderdatei. Er heißt oft „iCal“ oder „ICS“ und beginnt mit"
    " https:// oder webcal://.",
    which="Bei welchen Terminen ist geschlossen?",
    picks={
        Pick.ALL: "Bei allen",
        Pick.PREFIX: "Wenn der Titel mit einem Wort beginnt",
        Pick.CATEGORY: "Wenn der Termin eine Kategorie hat",
    },
    word="Das Wort oder die Kategorie",
    word_hint="Zum Beispiel „Zu:“. Bei „allen“ leer lassen.",
    shows_title="Besucher lesen den Titel als Grund",
    shows_title_hint="Sonst lesen sie nur „geschlossen“.",
    closes={
        Pick.ALL: "Schließt bei allen Terminen",
        Pick.PREFIX: "Schließt bei Terminen, deren Titel mit „{t}“ beginnt",
        Pick.CATEGORY: "Schließt bei Terminen der Kategorie „{t}“",
    },
    says_title="Besucher lesen den Titel",
    read_at="Zuletzt gelesen am {d}.",
    one_date="1 Termin schließt den Ort in den nächsten 13 Monaten",
    dates="{n} Termine schließen den Ort in den nächsten 13 Monaten",
    no_dates="Darin steht zurzeit kein Termin, der den Ort schließt.",
    more_dates="und {n} weitere",
    closed="{d}: {t}",
    all_day="ganztägig",
    skipped_one="1 Termin ist nicht lesbar und schließt nichts. Tragen Sie ihn bei Bedarf selbst"
    " im Kalender ein.",
    skipped="{n} Termine sind nicht lesbar und schließen nichts. Tragen Sie sie bei Bedarf selbst"
    " im Kalender ein.",
    failing="Kann seit {d} nicht gelesen werden.",
    still_holds="Es gilt, was zuletzt darin stand.",
    read_now="Jetzt lesen",
    read_now_of="Jetzt lesen: {t}",
    remove="Entfernen",
    remove_hint="Ab heute schließt dieser Kalender nichts mehr. Die Tage davor bleiben, wie sie"
    " waren.",
    remove_of="Entfernen: {t}",
    is_added="Gelesen und abonniert.",
    is_read="Gelesen.",
    is_removed="Entfernt.",
    check="Bitte prüfen",
    wrongs={
        Wrong.NAME: "Bitte geben Sie ihm einen Namen von höchstens 60 Zeichen.",
        Wrong.WORD: "Bitte nennen Sie das Wort oder die Kategorie, mit höchstens 60 Zeichen.",
        Wrong.TOO_MANY: f"Ein Ort kann {MOST_FEEDS} Kalender abonnieren. Entfernen Sie zuerst"
        " einen.",
        Wrong.BUSY: "Gerade wird ein anderer Kalender gelesen. Versuchen Sie es in einer Minute"
        " noch einmal; was Sie getippt haben, steht noch hier.",
    },
    troubles={
        FeedTrouble.NO_CALENDAR: "Dort liegt etwas anderes als ein Kalender. Suchen Sie den Link,"
        " der „iCal“ oder „ICS“ heißt.",
        FeedTrouble.TOO_MANY_EVENTS: f"In diesem Kalender stehen mehr als {MOST_EVENTS} Termine;"
        " so viele werden nicht gelesen.",
        FeedTrouble.TOO_MANY_DATES: f"In diesem Kalender schließen mehr als {MOST_DATES} Termine"
        " den Ort. Wählen Sie sie durch ein Wort oder eine Kategorie aus.",
        FeedTrouble.TOO_HARD: "Die Wiederholungen in diesem Kalender sind zu verwickelt, um sie"
        " auszurechnen.",
        FeedTrouble.NO_LINK: "Seine Adresse ist hier nicht mehr bekannt. Entfernen Sie ihn und"
        " tragen Sie ihn neu ein.",
    },
)
