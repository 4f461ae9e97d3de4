"""The calendar of the console in German."""

from typing import Final

from hub.console.calendar.words import CalendarWords
from hub.domain.calendar_change import ChangeKind
from hub.domain.calendar_rules import MONTHS_AHEAD, MOST_CHARACTERS, MOST_IN_FORCE, Wrong
from hub.reports.text.german import GERMAN as REPORT

GERMAN: Final = CalendarWords(
    typography=REPORT.typography,
    title="Kalender",
    lead="Was hier steht, gilt sofort, auf der Seite und in allen Berichten.",
    choose="Für welchen Ort?",
    next_thing="Als Nächstes: {t}",
    nothing_set="nichts eingetragen",
    add="Eintragen",
    subscribed="Abonnierte Kalender",
    new={
        ChangeKind.CLOSURE: "Schließung",
        ChangeKind.OPENING: "Besondere Öffnung",
        ChangeKind.DESKS: "Plätze außer Betrieb",
        ChangeKind.NOTICE: "Hinweis für Besucher",
    },
    new_titles={
        ChangeKind.CLOSURE: "Schließung eintragen",
        ChangeKind.OPENING: "Besondere Öffnung eintragen",
        ChangeKind.DESKS: "Plätze außer Betrieb nehmen",
        ChangeKind.NOTICE: "Hinweis für Besucher",
    },
    edit_titles={
        ChangeKind.CLOSURE: "Schließung ändern",
        ChangeKind.OPENING: "Besondere Öffnung ändern",
        ChangeKind.DESKS: "Plätze außer Betrieb ändern",
        ChangeKind.NOTICE: "Hinweis ändern",
    },
    set_it="Eintragen",
    save="Speichern",
    preview="Vorschau",
    edit="Ändern",
    edit_of="Ändern: {t}",
    cancel="Zurück zum Kalender",
    first="Tag, oder erster Tag",
    last="Letzter Tag",
    last_hint="Leer lassen, wenn es nur ein Tag ist.",
    closed_hours="Nur zu bestimmter Zeit?",
    closed_hours_hint="Leer lassen, wenn den ganzen Tag geschlossen ist. Volle Viertelstunden.",
    open_hours="Geöffnet",
    open_hours_hint="Statt der üblichen Zeiten, in vollen Viertelstunden; 00:00 als Ende ist"
    " Mitternacht.",
    after_a_break="Nach einer Pause noch einmal geöffnet",
    from_time="von",
    until_time="bis",
    desks="Welche Plätze?",
    desks_hint="Sie zählen an diesen Tagen weder als frei noch als belegt.",
    reason="Grund (lesen alle)",
    reason_hint="Zum Beispiel „Betriebsausflug“. Darf leer bleiben.",
    notice="Hinweis (lesen alle)",
    notice_hint=f"Ein Satz oder zwei, höchstens {MOST_CHARACTERS} Zeichen. Links und Formatierung"
    " gibt es nicht.",
    english="Derselbe Hinweis auf Englisch",
    english_hint="Bleibt das leer, steht der deutsche auch auf der englischen Seite.",
    why="Notiz für Ihr Team (liest draußen niemand)",
    why_hint="Darf leer bleiben.",
    wins="Trotz der Schließung öffnen",
    past="Ja, Zahlen seit {d} berichtigen; auch in Berichten",
    reads_title="So steht es auf der Seite",
    reads_from="Zu lesen ab {d}, sobald es eingetragen ist.",
    reads_now="Zu lesen, sobald es eingetragen ist.",
    reads_nothing="Für Besucher ändert sich dadurch nichts.",
    reads_example="Beispiel für morgen:",
    reads_desks="Im Angebot sind dann {n} von {m} Plätzen.",
    take_back_title="Zurücknehmen",
    take_back="Zurücknehmen",
    take_back_all="Danach gilt wieder, was sonst gilt.",
    take_back_rest="Ab heute gilt wieder, was sonst gilt. Die Tage davor bleiben, wie sie waren.",
    take_back_past="Auch für die Tage seit {d}: das berichtigt Zahlen, auch in Berichten",
    closed="geschlossen",
    closed_from="geschlossen {t}",
    opened="geöffnet {t}",
    out_of_service="außer Betrieb: {t}",
    says="Hinweis: {t}",
    hours="{a}–{b}\N{NO-BREAK SPACE}Uhr",
    hours_and=" und ",
    days="{a} bis {b}",
    day="{w}., {d}",
    set_by="eingetragen von {t} am {d}",
    ended_by="zurückgenommen oder geändert von {t} am {d}",
    somebody_gone="jemandem, der nicht mehr dabei ist,",
    command_line="der Technik",
    internal="Notiz: {t}",
    by_toml="fest eingestellt",
    by_feed="aus dem Kalender „{t}“",
    holiday="Feiertag",
    holiday_open="Feiertag, geöffnet wie üblich",
    no_entry="Nichts eingetragen.",
    later="Danach",
    over="Vorbei",
    taken_back="Zurückgenommen oder geändert",
    is_set="Eingetragen.",
    is_edited="Gespeichert.",
    is_taken_back="Zurückgenommen.",
    seen_soon="Auf der Seite gilt es in wenigen Sekunden.",
    seen_next_minute="Auf der Seite gilt es mit der nächsten vollen Minute.",
    damaged="Beschädigte Einträge, die nicht mehr gelten: {n}. Bitte sehen Sie nach, ob unten alles"
    " steht, und tragen Sie ein, was fehlt.",
    check="Bitte prüfen",
    wrongs={
        Wrong.DAY_MISSING: "Bitte wählen Sie einen Tag.",
        Wrong.DAY_UNREADABLE: "Das ist kein Tag. Schreiben Sie ihn wie 4.12.2026.",
        Wrong.TIME_UNREADABLE: "Das ist keine Uhrzeit. Schreiben Sie sie wie 14:30.",
        Wrong.ENDS_BEFORE: "Der letzte Tag liegt vor dem ersten, {d}.",
        Wrong.TOO_FAR: f"Weiter als {MONTHS_AHEAD} Monate voraus geht es nicht; der späteste Tag"
        " ist {d}.",
        Wrong.TOO_EARLY: "Dieser Ort zählt erst seit {d}.",
        Wrong.CORRECTS_PAST: "Das ändert Zahlen seit {d}, auch in Berichten. Soll das so sein,"
        " kreuzen Sie es an.",
        Wrong.DESKS_OF_PAST: "Plätze bleiben an Tagen seit {d}, wie sie waren: Zahlen mit und ohne"
        " einen Platz würden zeigen, wann dort jemand saß. Wer den Hub verwaltet, kann sie"
        " berichtigen.",
        Wrong.HOURS_MISSING: "Bitte nennen Sie, von wann bis wann.",
        Wrong.HOURS_REVERSED: "Das Ende liegt vor dem Anfang. Über Mitternacht: bis 00:00, und am"
        " nächsten Tag weiter ab 00:00.",
        Wrong.HOURS_OFF_MARKS: "Bitte volle Viertelstunden, wie 14:00, 14:15 oder 14:30.",
        Wrong.HOURS_OVERLAP: "Die zweite Zeit beginnt, bevor die erste zu Ende ist.",
        Wrong.TOO_MANY_DAYS: "Mit Uhrzeiten geht es höchstens für ein Jahr am Stück.",
        Wrong.NO_OPENING_HOURS: "Für diesen Ort sind keine Öffnungszeiten eingestellt, also kann"
        " nichts davon abweichen. Das richtet ein, wer den Hub verwaltet.",
        Wrong.DESK_MISSING: "Bitte wählen Sie mindestens einen Platz.",
        Wrong.DESK_UNKNOWN: "Einen dieser Plätze gibt es hier nicht mehr.",
        Wrong.TEXT_MISSING: "Bitte schreiben Sie, was Besucher lesen sollen.",
        Wrong.TEXT_TOO_LONG: f"Das ist zu lang: höchstens {MOST_CHARACTERS} Zeichen.",
        Wrong.TEXT_UNREADABLE: "Bitte eine Zeile ohne unsichtbare Zeichen.",
        Wrong.OVERLAPS_CLOSURE: "Da ist schon eine Schließung: {t}. Ändern Sie diese, oder nehmen"
        " Sie sie zurück.",
        Wrong.OVERLAPS_OPENING: "Da ist schon eine besondere Öffnung: {t}. Ändern Sie diese, oder"
        " nehmen Sie sie zurück.",
        Wrong.WITHIN_CLOSURE: "Da ist eine Schließung: {t}. Soll trotzdem geöffnet sein, kreuzen"
        " Sie es an.",
        Wrong.TOO_MANY: f"Es gelten schon {MOST_IN_FORCE} Einträge. Nehmen Sie zuerst welche"
        " zurück.",
        Wrong.CHANGED_MEANWHILE: "Das hat inzwischen jemand geändert oder zurückgenommen. Sehen Sie"
        " im Kalender nach, was jetzt gilt; was Sie getippt haben, steht noch hier.",
    },
)
