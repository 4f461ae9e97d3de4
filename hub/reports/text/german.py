"""The words of a report in German, but for the metric dictionary. Only text, nothing decided."""

from typing import Final

from hub.domain.indicators import Unit
from hub.reports.text.catalogue import (
    Captions,
    ChartWords,
    FigureWords,
    Furniture,
    Labels,
    LayoutWords,
    NoteWords,
    OfficeWords,
    ReportWords,
    SummaryWords,
)
from hub.reports.text.findings_german import GERMAN_FIRST_PAGE
from hub.reports.text.german_metrics import GERMAN_METRICS
from hub.reports.text.typography import NARROW, NO_BREAK, Typography

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
    at_most="höchstens {t}",
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
    full="In der Öffnungszeit waren {t} Stunden lang alle Plätze{b} belegt.",
    never_full="Dass alle Plätze{b} zugleich belegt waren, wurde nicht festgestellt.",
    full_unreliable=(
        "Ob alle Plätze{b} belegt waren, lässt sich nicht belastbar sagen: Nur für {c} der "
        "Öffnungszeit ist es bekannt."
    ),
    of_a_space=" eines Ortes",
    visit="Gezählt wurde {t} Besuch.",
    visits="Gezählt wurden {t} Besuche; ein Gast kann mehrmals zählen.",
    visits_unreliable=(
        "Zu den Besuchen ist keine belastbare Angabe möglich: Nur für {c} der Zeit ist belegt, "
        "dass die Türen gezählt haben."
    ),
    turned="Während alle Plätze belegt waren, kehrte {t}-mal jemand an der Tür um.",
    turned_unreliable=(
        "Ob jemand an der Tür umkehrte, während alle Plätze belegt waren, lässt sich nicht "
        "belastbar sagen (Abdeckung {c})."
    ),
    never_turned=(
        "Dass jemand an der Tür umkehrte, während alle Plätze belegt waren, wurde nicht "
        "festgestellt."
    ),
    coverage=(
        "Bekannt sind {c} der angebotenen Platzzeit; was fehlt, gilt weder als frei noch als "
        "belegt."
    ),
    whole_coverage="Die angebotene Platzzeit ist vollständig bekannt.",
    no_opening="Im Zeitraum war laut Kalender nie geöffnet.",
    public=(
        "Zum Schutz Einzelner sind Stunden und Anzahlen je Ort und Monat gerundet und Anteile "
        "daraus berechnet; eine 0 heißt daher nicht „nie“. Was auf wenige Personen schließen "
        "ließe, fehlt."
    ),
    told=(
        "Die Angaben zur Nutzung umfassen {a} von {b} Orten und, über die Orte summiert, {n} von "
        "{m} Monaten; was geschützt ist, fehlt in jeder Summe."
    ),
    told_of_one=(
        "Die Angaben zur Nutzung umfassen {n} von {m} Monaten; was geschützt ist, fehlt in jeder "
        "Summe."
    ),
    one_without_sign=(
        "{n}\N{NO-BREAK SPACE}Platz seit {a} ohne Lebenszeichen; ob er frei war, ist zweifelhaft."
    ),
    without_sign=(
        "{n}\N{NO-BREAK SPACE}Plätze seit {a} ohne Lebenszeichen; ob sie frei waren, ist "
        "zweifelhaft."
    ),
    without_sign_or_later=(
        "{n}\N{NO-BREAK SPACE}Plätze seit {a} oder später ohne Lebenszeichen; ob sie frei waren, "
        "ist zweifelhaft."
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
    told_months="Monate mit Angaben",
    space="Ort",
    all_spaces="Alle Orte",
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
    calendar_corrected="{t}: Der Kalender wurde am {a} berichtigt, für Tage ab {b}.",
    calendar_not_applied=(
        "Der Kalender wurde geändert; die Platztage folgen noch dem früheren Kalender."
    ),
    agent="Gerät",
    missing="fehlend",
    lost="verloren",
    quarantined="unlesbar",
    too_late="zu spät",
    alarms="Alarme",
    without_sign="Plätze ohne Lebenszeichen",
    last_sign="Seit",
    method="Methode",
    method_text=(
        "Sensoren stellen fest, ob ein Platz belegt ist; Kameras, Namen und Telefone werden nicht "
        "erfasst. Gezählt wird in Viertelstunden. Was nicht bekannt ist, gilt weder als frei noch "
        "als belegt. Liegt die Abdeckung unter 80 %, steht statt der Zahl „keine belastbare "
        "Angabe“; liegt sie unter 100 %, sind Stunden, Tage und Besuche Untergrenzen: in Tabellen "
        "mit „≥“, in Sätzen mit „mindestens“."
    ).replace(" %", f"{NO_BREAK}%"),
    method_of_several=(
        "Kennzahlen mehrerer Orte entstehen aus summierten Zählern und Nennern, nie aus "
        "gemittelten Anteilen."
    ),
    version="Fassung",
    formula="Formel",
    meaning="Bedeutung",
    not_to_be_read_as="Nicht zu verstehen als",
    software="Software",
    fingerprint="Fingerabdruck der Eingangsdaten (SHA-256)",
    origin="Prüfzeile",
)


_FURNITURE: Final = Furniture(
    contents="Inhalt",
    page="Seite {n} von {m}",
    table="Tabelle",
    chart="Abbildung",
    annex="Anhang",
    values_in="Werte: {t}.",
    values_in_workbook="Werte: Arbeitsmappe (XLSX).",
    fingerprint="Fingerabdruck der Eingangsdaten",
    public="Öffentliche Fassung: gerundet, kleine Anzahlen sind geschützt.",
)
_CAPTIONS: Final = Captions(
    indicators="Kennzahlen im Zeitraum",
    indicators_compared="Kennzahlen im Vergleich",
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
    quality="Vollständigkeit der Daten",
    agents="Ereignisse je Gerät, seit Beginn der Aufzeichnung",
    without_sign="Plätze ohne Lebenszeichen",
)
_CHARTS: Final = ChartWords(
    week="Sieben Zeilen von Montag bis Sonntag, eine Spalte je Stunde; je dunkler, desto höher die "
    "Auslastung.",
    week_highest="Am höchsten ist sie am {a} mit {b}.",
    week_empty="Keine Stunde hat einen Wert.",
    week_note="Auslastung in Prozent der bekannten Platzzeit; das dunkelste Feld ist das höchste. "
    "Leeres Feld: 0. Ohne Feld: nie geöffnet.",
    full_week="Sieben Zeilen von Montag bis Sonntag, eine Spalte je Stunde; je dunkler, desto "
    "mehr Stunden, in denen alle Plätze belegt waren.",
    full_week_highest="Die meisten vollen Stunden fallen auf {a}: {b}.",
    full_week_empty="In keiner Stunde der Woche wurde festgestellt, dass alle Plätze belegt waren.",
    full_week_note="Volle Stunden, über den Zeitraum summiert; das dunkelste Feld ist das höchste. "
    "Leeres Feld: 0. Ohne Feld: nie geöffnet.",
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
    unreliable_meaning="„k.\N{NARROW NO-BREAK SPACE}A.“: keine belastbare Angabe.",
    see_workbook="Alle Werte stehen in der Arbeitsmappe (XLSX), Tabelle „{t}“.",
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
    "Anteilen. Alle Kennzahlen jedes Ortes stehen in der Arbeitsmappe (XLSX).",
    lower_bounds="≥: Untergrenze; der wahre Wert kann höher liegen.",
    lower_bounds_of_nothing="Auch eine 0 kann zu niedrig sein, wo die Abdeckung nicht vollständig "
    "ist.",
    ranking="Orte mit gleicher Auslastung teilen sich einen Rang. Ein Rang ohne Zahl heißt: Es "
    "gibt keine belastbare Angabe.",
    of_rounded="Die Anteile sind aus gerundeten Werten berechnet; hinter gleichen können "
    "verschiedene stehen.",
    ranking_public="Die Anteile sind aus gerundeten Werten berechnet; hinter gleichen können "
    "verschiedene stehen. Ein Rang ohne Zahl heißt: Die Nutzung ist geschützt, oder es gibt keine "
    "belastbare Angabe.",
    demand="„Voll“ heißt: Alle Plätze in Betrieb waren belegt. Umkehrungen zählen nur, wo eine "
    "Tür Durchgänge erkennt.",
    typical_week="Die typische Woche fasst den ganzen Zeitraum zusammen. Sie ist keine Vorhersage.",
    daily="Tage sind Kalendertage der Ortszeit; bei der Zeitumstellung haben sie 23 oder 25 "
    "Stunden. Tage ohne Öffnungszeit haben keine Auslastung.",
    daily_public="Eine öffentliche Fassung enthält weder Werte einzelner Tage noch eine typische "
    "Woche.",
    days_are_local="Besuche zählen innerhalb und außerhalb der Öffnungszeit.",
    quality="Die Abdeckung ist der Anteil der Zeit, für den Messwerte vorliegen. Was fehlt, gilt "
    "weder als frei noch als belegt.",
    unreliable_days="{t}, Tage mit einer Abdeckung unter 80\N{NO-BREAK SPACE}%: {a}.",
    agents="Fehlende Ereignisse können noch eintreffen; verlorene nicht. Unlesbare und zu späte "
    "wurden gezählt, aber nicht ausgewertet.",
    every_event="Seit Beginn der Aufzeichnung ist kein Ereignis der Sensoren verloren gegangen, "
    "und keines fehlt.",
    events="Seit Beginn der Aufzeichnung nicht ausgewertete Ereignisse: {a} fehlend, {b} verloren, "
    "{n} unlesbar, {m} zu spät. Fehlende können noch eintreffen. Die Geräte im Einzelnen stehen in "
    "der Arbeitsmappe (XLSX).",
    without_sign="Gibt ein Sensor eine Woche Öffnungszeit lang kein Lebenszeichen, kann er defekt "
    "sein; vielleicht kam auch niemand. An den Zahlen ändert das nichts. Gezählt ist jeder Platz, "
    "der im Zeitraum in diesem Zweifel stand.",
    goals_public="Gerundete Zahlen entscheiden nicht, ob ein Ziel erreicht ist.",
    verified_by="Gleiche Daten, gleicher Kalender und gleiche Software ergeben denselben Bericht. "
    "Der Fingerabdruck steht für die Viertelstunden, den Kalender und die Fassung, aus denen die "
    "Zahlen entstanden sind.",
    verified_public="Eine öffentliche Fassung trägt keinen Fingerabdruck der Eingangsdaten: Er "
    "würde es erlauben, Vermutungen über einzelne Personen zu prüfen.",
    printed="Gedruckt ist das Wesentliche; alle weiteren Zahlen stehen in der Arbeitsmappe (XLSX) "
    "zu diesem Bericht.",
    accessible="Die PDF-Fassung ist nach PDF/UA-1 barrierefrei ausgezeichnet: Tabellen haben "
    "Spalten- und Zeilenköpfe, Abbildungen einen Alternativtext.",
    formulas="Σ heißt in den Formeln: summiert über Plätze und Viertelstunden. „Zeit“ ist, wenn "
    "nichts anderes dabeisteht, die Zeit der Plätze während der Öffnungszeit. Bekannt ist sie, "
    "wenn feststeht, ob der Platz frei oder belegt war; voll, wenn alle Plätze in Betrieb belegt "
    "waren; „bei Nutzung“ heißt: während mindestens ein Platz des Ortes belegt war.",
    publication="Eine öffentliche Fassung entsteht allein aus veröffentlichten Monatswerten. Für "
    "jeden Ort und Monat werden sie einmal ermittelt, eine Woche nach dem Monatsende, und danach "
    "nicht mehr verändert; eine Berichtigung ersetzt den ganzen Monat und nennt Tag und Grund. "
    "Angaben zur Nutzung gibt es nur, wenn an mindestens fünf Tagen so viele Plätze zugleich "
    "belegt waren, wie der Ort zum Schutz kleiner Anzahlen verlangt, und kein Platz mehr als die "
    "Hälfte der Nutzung ausmacht. Jeder Wert wird einmal gerundet, in Schritten, die nicht kleiner "
    "sind als das, was eine einzelne Person an einem Tag beitragen kann; Summen und "
    "Anteile entstehen aus den gerundeten Werten. Öffnungsstunden und angebotene Platzstunden "
    "hängen von niemandem ab und sind genau.",
    erratum="Berichtigt am {a}: {t}, {m}. Grund: {b}",
    published_late="{t}, {b}: erst am {a} veröffentlicht. Falls es davor eine Fassung gab, ist sie "
    "nicht aufbewahrt und kann anders gelautet haben.",
    no_opening_hours="Ohne Öffnungszeiten im Kalender, daher ohne Anteile: {t}.",
)
_LAYOUT: Final = LayoutWords(
    subject="Nutzung und Auslastung, zum Sachbericht des Verwendungsnachweises",
    keywords=("Auslastung", "Coworking", "Nutzung", "Sachbericht", "Verwendungsnachweis"),
    several="{n} Orte",
    some_of=f"{{n}}{NO_BREAK}von{NO_BREAK}{{m}}",
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
    captions=_CAPTIONS,
    charts=_CHARTS,
    notes=_NOTES,
)
_OFFICE: Final = OfficeWords(
    overview="Überblick",
    reading="So ist diese Mappe zu lesen",
    how_to_read=(
        (
            "Die Mappe enthält alle Tabellen und Diagramme des Berichts, nach Themen auf Blätter "
            "verteilt; jede Tabelle lässt sich filtern, jedes Diagramm bearbeiten. Die Zahlen "
            "sind dieselben wie in allen anderen Formaten."
        ),
        (
            "Zahlen zeigen so viele Stellen wie der gedruckte Bericht; gerechnet wird mit dem "
            "genauen Wert."
        ),
        (
            "„≥“ vor einer Zahl gehört zum Zahlenformat: Die Zelle enthält eine "
            "abgerundete Untergrenze, mit der sich rechnen lässt. Eine Summe, in die eine "
            "Untergrenze eingeht, ist selbst nur eine Untergrenze."
        ),
        (
            "Wo Worte statt einer Zahl stehen, etwa „keine belastbare Angabe“, ist nichts "
            "bekannt, das sich angeben ließe. Solche Zellen fehlen in jeder Summe; sie sind "
            "keine Null."
        ),
        (
            "Anteile lassen sich weder addieren noch mitteln; für mehrere Orte gilt die Zeile "
            "oder die Tabelle, die alle Orte umfasst."
        ),
    ),
    sheets="Was wo steht",
    sheet_titles={
        "indicators": "Kennzahlen",
        "spaces": "Orte im Vergleich",
        "week": "Typische Woche",
        "days": "Tage",
        "each-space": "Kennzahlen je Ort",
        "method": "Methode",
        "quality": "Datenqualität",
    },
    space="Ort",
    drawn_values="Werte des Diagramms: {t}",
    unknown="keine belastbare Angabe",
    axis_day='d"."m"."',
    csv_columns=(
        "Tabelle",
        "Titel der Tabelle",
        "Zeilennummer",
        "Zeile",
        "Spalte",
        "Wert",
        "Einheit",
        "In Worten",
    ),
    record_columns=(
        "Zeile für",
        "Kennung",
        "Ort",
        "Tag",
        "Wochentag",
        "Stunde",
        "Plätze ohne Lebenszeichen",
        "Untergrenze",
        "Keine belastbare Angabe",
        "Geschützt",
        "Herkunft",
    ),
    record_grains={"period": "Zeitraum", "day": "Tag", "hour": "Stunde der Woche"},
)
GERMAN: Final = ReportWords(
    typography=_TYPOGRAPHY,
    units={Unit.HOURS: "Stunden", Unit.COUNT: "Anzahl", Unit.RATIO: "Anteil"},
    metrics=GERMAN_METRICS,
    figures=_FIGURES,
    summary=_SUMMARY,
    labels=_LABELS,
    layout=_LAYOUT,
    furniture=_FURNITURE,
    office=_OFFICE,
    first_page=GERMAN_FIRST_PAGE,
)
