"""Every word of a report in German, but for the dictionary's. Only text: nothing is decided."""

from typing import Final

from hub.domain.indicators import Unit
from hub.reports.dictionary_german import GERMAN as GERMAN_METRICS
from hub.reports.typography import NARROW, NO_BREAK, Typography
from hub.reports.words import FigureWords, Labels, ReportWords, SummaryWords

_TYPOGRAPHY: Final = Typography(
    decimal_mark=",",
    thousands=NARROW,
    percent=f"{{n}}{NO_BREAK}%",
    day=f"{{n}}.{NO_BREAK}{{m}}",
    day_number="{n}.",
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    short_weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    short_date="{d}.{m}.{y}",
)
_FIGURES: Final = FigureWords(
    at_least="mindestens {t}",
    not_reliable="keine belastbare Angabe",
    not_reliable_because="keine belastbare Angabe (Abdeckung {c})",
    withheld="geschützt",
)
_SUMMARY: Final = SummaryWords(
    about_one="Dieser Bericht beschreibt die Nutzung des Ortes „{t}“ vom {a} bis {b}.",
    about_many="Dieser Bericht beschreibt die Nutzung von {n} Orten vom {a} bis {b}.",
    offered="In {n} Öffnungsstunden wurden {t} Platzstunden angeboten.",
    occupied="Genutzt wurden {t} Platzstunden.",
    occupied_unreliable=(
        "Zur Nutzung ist keine belastbare Angabe möglich: Nur {c} der angebotenen Platzzeit sind "
        "bekannt."
    ),
    utilisation="Die Auslastung betrug {t}.",
    previous="Im Zeitraum davor, vom {a} bis {b}, waren es {t}.",
    year_before="Ein Jahr zuvor, vom {a} bis {b}, waren es {t}.",
    then_fewer="Damals zählten noch nicht alle Orte; der Vergleich gilt daher nur bedingt.",
    full="In der Öffnungszeit waren {t} Stunden lang alle Plätze eines Ortes belegt.",
    never_full="Dass alle Plätze eines Ortes belegt waren, wurde nicht festgestellt.",
    full_unreliable=(
        "Ob Orte voll waren, lässt sich nicht belastbar sagen: Nur für {c} der Öffnungszeit ist "
        "es bekannt."
    ),
    visit="Gezählt wurde {t} Besuch.",
    visits="Gezählt wurden {t} Besuche; ein Gast kann mehrmals zählen.",
    visits_unreliable=(
        "Zu den Besuchen ist keine belastbare Angabe möglich: Nur für {c} der Zeit ist belegt, "
        "dass die Türen gezählt haben."
    ),
    turned="Während ein Ort voll war, kehrte {t}-mal jemand an der Tür um.",
    turned_unreliable=(
        "Ob jemand bei vollem Ort an der Tür umkehrte, lässt sich nicht belastbar sagen (Abdeckung "
        "{c})."
    ),
    never_turned="Dass jemand bei vollem Ort an der Tür umkehrte, wurde nicht festgestellt.",
    coverage=(
        "Bekannt sind {c} der angebotenen Platzzeit; was fehlt, gilt weder als frei noch als "
        "belegt."
    ),
    whole_coverage="Die angebotene Platzzeit ist vollständig bekannt.",
    no_opening="Im Zeitraum war laut Kalender kein Ort geöffnet.",
    public=(
        "Zum Schutz Einzelner sind Stunden und Anzahlen auf Vielfache von 5 und Anteile auf "
        f"Vielfache von 5{NO_BREAK}% gerundet; eine 0 heißt daher nicht „nie“. Was auf wenige "
        "Personen schließen ließe, fehlt."
    ),
)
_LABELS: Final = Labels(
    title="Nutzungsbericht",
    public_title="Nutzungsbericht, öffentliche Fassung",
    summary="Zusammenfassung",
    indicators="Kennzahlen",
    indicator="Kennzahl",
    value="Wert",
    unit="Einheit",
    period="Zeitraum",
    previous="Zeitraum davor",
    year_before="Ein Jahr zuvor",
    goals="Ausgangswert, Ziel, Ergebnis",
    baseline="Ausgangswert",
    target="Ziel",
    actual="Ergebnis",
    reached="Erreicht",
    yes="ja",
    no="nein",
    undecided="nicht zu entscheiden",
    coverage="Abdeckung",
    space="Ort",
    all_spaces="Alle Orte",
    spaces="Orte",
    per_space="Kennzahlen je Ort",
    daily="Auslastung je Tag",
    day="Tag",
    weekday="Wochentag",
    hour="Stunde",
    typical_week="Typische Woche",
    ranking="Orte nach Auslastung",
    place="Rang",
    desks="Plätze",
    counted_from="Gezählt ab",
    full_hours="Volle Stunden",
    unmet_demand="Ungedeckter Bedarf",
    unmet_demand_caveat=(
        "Ungedeckter Bedarf lässt sich mit Sensoren nicht messen, nur vermuten. Volle Stunden "
        "zeigen, dass zu dieser Zeit niemand mehr Platz gefunden hätte, nicht, dass jemand einen "
        "gesucht hat. Wer an der Tür umkehrt, kann viele Gründe haben; wer auf der Seite "
        "nachsieht und zu Hause bleibt, wird nicht gezählt."
    ),
    quality="Datenqualität",
    closed_coverage="Abdeckung außerhalb der Öffnungszeit",
    doors_coverage="Abdeckung der Türen",
    absent_slots="Viertelstunden ohne Eintrag",
    unreliable_days="Tage ohne belastbare Angabe",
    frozen_days="Endgültige Tage",
    corrections_from="Korrekturen wirken ab",
    corrections_none="keine mehr möglich",
    calendar_not_applied=(
        "Der Kalender wurde geändert; die Platztage folgen noch dem früheren Kalender."
    ),
    agents="Ereignisse je Gerät, seit Beginn der Aufzeichnung",
    agent="Gerät",
    missing="fehlend",
    lost="verloren",
    quarantined="unlesbar",
    too_late="zu spät",
    alarms="Alarme",
    method="Methode",
    method_text=(
        "Sensoren stellen fest, ob ein Platz belegt ist; Kameras, Namen und Telefone werden nicht "
        "erfasst. Gezählt wird in Viertelstunden. Was nicht bekannt ist, gilt weder als frei noch "
        "als belegt. Kennzahlen mehrerer Orte entstehen aus summierten Zählern und Nennern, nie "
        "aus gemittelten Anteilen. Liegt die Abdeckung unter 80 %, steht statt der Zahl „keine "
        "belastbare Angabe“; liegt sie unter 100 %, sind Stunden, Tage und Besuche Untergrenzen "
        "(„mindestens“)."
    ).replace(" %", f"{NO_BREAK}%"),
    dictionary="Verzeichnis der Kennzahlen",
    definition="Definition",
    version="Fassung",
    formula="Formel",
    meaning="Bedeutung",
    not_to_be_read_as="Nicht zu verstehen als",
    software="Software",
    fingerprint="Fingerabdruck der Eingangsdaten (SHA-256)",
    origin="Prüfzeile",
    page="Seite",
)
GERMAN: Final = ReportWords(
    language="de",
    typography=_TYPOGRAPHY,
    units={Unit.HOURS: "Stunden", Unit.COUNT: "Anzahl", Unit.RATIO: "Anteil"},
    metrics=GERMAN_METRICS,
    figures=_FIGURES,
    summary=_SUMMARY,
    labels=_LABELS,
)
