"""What the office's formats say besides, in German and English. Only text."""

from typing import Final

from hub.reports.text.catalogue import OfficeWords

GERMAN_OFFICE: Final = OfficeWords(
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
ENGLISH_OFFICE: Final = OfficeWords(
    overview="Overview",
    reading="How to read this workbook",
    how_to_read=(
        (
            "The workbook has all tables and charts of the report, sorted into sheets by subject; "
            "every table can be filtered, every chart edited. The figures are the same as in "
            "every other format."
        ),
        (
            "Numbers show as many digits as the printed report; the exact value is what is "
            "calculated with."
        ),
        (
            "“≥” before a number belongs to the number format: the cell contains a lower"
            " bound, rounded down, that you can calculate with. A sum that includes a lower "
            "bound is itself only a lower bound."
        ),
        (
            "Where there are words instead of a number, such as “no reliable figure”, nothing "
            "is known that could be stated. Such cells are missing from every sum; they are not"
            " zero."
        ),
        (
            "Ratios can be neither added up nor averaged; for several spaces, use the row or "
            "the table that covers all spaces."
        ),
    ),
    sheets="What is where",
    sheet_titles={
        "indicators": "Indicators",
        "spaces": "Spaces compared",
        "week": "Typical week",
        "days": "Days",
        "each-space": "Indicators by space",
        "method": "Method",
        "quality": "Data quality",
    },
    space="Space",
    drawn_values="Values of the chart: {t}",
    unknown="no reliable figure",
    axis_day="d mmm",
    csv_columns=(
        "Table",
        "Caption",
        "Row number",
        "Row",
        "Column",
        "Value",
        "Unit",
        "In words",
    ),
    record_columns=(
        "Row about",
        "Id",
        "Space",
        "Day",
        "Weekday",
        "Hour",
        "Desks without a sign of life",
        "Lower bound",
        "No reliable figure",
        "Protected",
        "Origin",
    ),
    record_grains={"period": "Period", "day": "Day", "hour": "Hour of the week"},
)
