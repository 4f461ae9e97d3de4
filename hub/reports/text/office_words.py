"""What the office's formats say beside the report itself, in both languages. Only text."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, assert_never

from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """One language."""

    overview: str
    """Name of the first sheet."""
    reading: str
    """Heading above the sentences on how to read the workbook."""
    how_to_read: tuple[str, ...]
    sheets: str
    """Heading above the list of sheets."""
    chart: str
    """Stands for a picture: `{t}` is its title, `{a}` what it shows."""
    csv_columns: tuple[str, ...]
    """In the order of hub.reports.formats.csv_format.COLUMNS."""


_GERMAN: Final = OfficeWords(
    overview="Überblick",
    reading="So ist diese Mappe zu lesen",
    how_to_read=(
        (
            "Jede Tabelle des Berichts steht auf einem eigenen Blatt. Die Zahlen sind dieselben"
            " wie in allen anderen Formaten."
        ),
        (
            "Zahlen zeigen so viele Stellen wie der gedruckte Bericht; gerechnet wird mit dem "
            "genauen Wert."
        ),
        (
            "„mindestens“ vor einer Zahl gehört zum Zahlenformat: Die Zelle enthält eine "
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
    sheets="Blätter",
    chart="Abbildung im PDF-Bericht: {t}. {a}",
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
)
_ENGLISH: Final = OfficeWords(
    overview="Overview",
    reading="How to read this workbook",
    how_to_read=(
        (
            "Each table of the report has a sheet of its own. The figures are the same as in "
            "every other format."
        ),
        (
            "Numbers show as many digits as the printed report; the exact value is what is "
            "calculated with."
        ),
        (
            "“At least” before a number belongs to the number format: the cell contains a lower"
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
    sheets="Sheets",
    chart="Figure in the PDF report: {t}. {a}",
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
)


def _words_in(language: Language) -> OfficeWords:
    match language:
        case Language.GERMAN:
            return _GERMAN
        case Language.ENGLISH:
            return _ENGLISH
        case _:
            assert_never(language)


WORDS: Final = MappingProxyType({language: _words_in(language) for language in Language})
