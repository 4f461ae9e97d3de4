"""What a laid-out report says beside its figures, in German. Only text: nothing is decided."""

from typing import Final

from hub.reports.layout_words import Captions, ChartWords, Furniture, LayoutWords, NoteWords
from hub.reports.typography import NO_BREAK

_FURNITURE: Final = Furniture(
    contents="Inhalt",
    page="Seite {n} von {m}",
    table="Tabelle",
    chart="Abbildung",
    annex="Anhang",
    values_in="Werte: {t}.",
    fingerprint="Fingerabdruck der Eingangsdaten",
    public="Öffentliche Fassung: gerundet, kleine Anzahlen sind geschützt.",
)
_CAPTIONS: Final = Captions(
    indicators="Kennzahlen im Vergleich",
    indicators_of="Kennzahlen: {t}",
    goals="Ausgangswerte, Ziele und Ergebnisse",
    places="Orte und Angebot",
    per_space="Nutzung je Ort",
    ranking="Orte nach Auslastung",
    typical_week="Typische Woche: Auslastung je Wochentag und Stunde",
    daily="Auslastung je Tag",
    demand="Anzeichen ungedeckten Bedarfs",
    full_week="Volle Stunden je Wochentag und Stunde",
    full_by_space="Volle Stunden je Ort",
    dictionary="Verzeichnis der Kennzahlen",
    origin="Herkunft der Zahlen",
    quality="Vollständigkeit je Ort",
    agents="Ereignisse je Gerät, seit Beginn der Aufzeichnung",
)
_CHARTS: Final = ChartWords(
    week="Sieben Zeilen von Montag bis Sonntag, eine Spalte je Stunde; je dunkler, desto höher die "
    "Auslastung.",
    week_highest="Am höchsten ist sie am {a} mit {b}.",
    week_empty="Keine Stunde hat einen Wert.",
    week_note="In den Feldern steht die Auslastung in Prozent der bekannten Platzzeit. Leer: nie "
    "geöffnet.",
    full_week="Sieben Zeilen von Montag bis Sonntag, eine Spalte je Stunde; je dunkler, desto "
    "größer der Anteil der Öffnungszeit, in dem alle Plätze eines Ortes belegt waren.",
    full_week_highest="Die meisten vollen Stunden fallen auf {a}: {b}.",
    full_week_empty="Keine Stunde des Wochenplans war voll.",
    full_week_note="In den Feldern stehen volle Stunden, über den Zeitraum summiert. Leer: nie "
    "geöffnet.",
    days="Eine Säule je Tag, so hoch wie die Auslastung.",
    days_highest="Am höchsten ist sie am {a} mit {b}.",
    days_empty="Kein Tag hat einen Wert.",
    days_unreliable="Ohne belastbare Angabe: {n}.",
    days_note="Schraffiert: keine belastbare Angabe. Leer: nicht geöffnet.",
    ranking="Ein Balken je Ort, so lang wie die Auslastung.",
    ranking_ends="Am höchsten ist sie bei {a}.",
    full_by_space="Ein Balken je Ort, so lang wie die Zahl der vollen Stunden.",
    at_least_meaning="Wo die Abdeckung nicht vollständig ist, sind es Untergrenzen.",
    unreliable_sign="k.\N{NARROW NO-BREAK SPACE}A.",
    unreliable_meaning="„k.\N{NARROW NO-BREAK SPACE}A.“: keine belastbare Angabe, mit der "
    "Abdeckung in der Tabelle.",
    withheld_sign="•",
    withheld_meaning="„•“: geschützt.",
    see_table="Alle Werte stehen in der Tabelle „{t}“.",
    clock=f"{{n}}{NO_BREAK}Uhr",
    moment=f"{{a}}, {{b}}{NO_BREAK}Uhr",
)
_NOTES: Final = NoteWords(
    no_previous="Für den Zeitraum davor liegt keine vollständige Zählung vor.",
    no_year_before="Für denselben Zeitraum ein Jahr zuvor liegt keine vollständige Zählung vor.",
    not_like_for_like="In den Vergleichszeiträumen zählten nicht durchgehend dieselben Orte; "
    "Stunden und Anzahlen lassen sich daher nur bedingt vergleichen.",
    peak="Die Spitzenbelegung wurde zuerst in der Viertelstunde ab {t} erreicht.",
    per_space="Die Kennzahlen aller Orte zusammen entstehen aus Summen, nicht aus gemittelten "
    "Anteilen. Im Anhang stehen die vollständigen Kennzahlen jedes Ortes.",
    ranking="Orte mit gleicher Auslastung teilen sich einen Rang. Ein Rang ohne Zahl heißt: Es "
    "gibt keine belastbare Angabe.",
    ranking_public="Die Anteile sind auf 5\N{NO-BREAK SPACE}% gerundet; gleiche Werte können "
    "verschieden sein.",
    demand="„Voll“ heißt: Alle Plätze in Betrieb waren belegt. Umkehrungen zählen nur, wo eine "
    "Tür Durchgänge erkennt.",
    typical_week="Die typische Woche fasst den ganzen Zeitraum zusammen. Sie ist keine Vorhersage.",
    daily="Tage sind Kalendertage der Ortszeit; bei der Zeitumstellung haben sie 23 oder 25 "
    "Stunden. Tage, an denen kein Ort geöffnet war, haben keine Auslastung.",
    daily_public="Eine öffentliche Fassung enthält keine Werte einzelner Tage.",
    days_are_local="Besuche zählen innerhalb und außerhalb der Öffnungszeit.",
    quality="Die Abdeckung ist der Anteil der Zeit, für den Messwerte vorliegen. Was fehlt, gilt "
    "weder als frei noch als belegt.",
    unreliable_days="{t}, Tage mit einer Abdeckung unter 80\N{NO-BREAK SPACE}%: {a}.",
    agents="Fehlende Ereignisse können noch eintreffen; verlorene nicht. Unlesbare und zu späte "
    "wurden gezählt, aber nicht ausgewertet.",
    goals_public="Gerundete Zahlen entscheiden nicht, ob ein Ziel erreicht ist.",
    verified_by="Gleiche Daten, gleicher Kalender und gleiche Software ergeben denselben Bericht. "
    "Der Fingerabdruck steht für die Viertelstunden, den Kalender und die Fassung, aus denen die "
    "Zahlen entstanden sind.",
    verified_public="Eine öffentliche Fassung trägt keinen Fingerabdruck der Eingangsdaten: Er "
    "würde es erlauben, Vermutungen über einzelne Personen zu prüfen.",
    no_opening_hours="Ohne Öffnungszeiten im Kalender, daher ohne Anteile: {t}.",
)
GERMAN: Final = LayoutWords(
    subject="Nutzung und Auslastung, zum Sachbericht des Verwendungsnachweises",
    keywords=("Auslastung", "Coworking", "Nutzung", "Sachbericht", "Verwendungsnachweis"),
    several="{n} Orte",
    at_least="mindestens {t}",
    at_most="höchstens {t}",
    short_months=(
        "Jan",
        "Feb",
        "Mär",
        "Apr",
        "Mai",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Okt",
        "Nov",
        "Dez",
    ),
    short_day="{d}.{m}.",
    item="Angabe",
    annex_tables="Werte zu den Abbildungen",
    annex_spaces="Die Orte im Einzelnen",
    furniture=_FURNITURE,
    captions=_CAPTIONS,
    charts=_CHARTS,
    notes=_NOTES,
)
