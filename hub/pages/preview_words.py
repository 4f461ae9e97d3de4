"""What the page of reports says of charts, of the making, and of the office's own assessment.

German and English. Only text: no decision is made here.
"""

from dataclasses import dataclass
from typing import Final, assert_never

from hub.reports.assessment import Fault
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class PreviewWords:
    """One language. `{n}` is a number, `{t}` a text."""

    making: str
    making_text: str
    progress: str
    look_now: str
    file_making: str
    file_done: str
    charts: str
    as_table: str
    in_the_files: str
    goals: str
    change_goals: str
    no_own_space: str
    console: str
    assessment: str
    assessment_text: str
    assessment_label: str
    assessment_hint: str
    download_as: str
    faults: dict[Fault, str]
    in_line: str
    again: str


GERMAN: Final = PreviewWords(
    making="Der Bericht wird zusammengestellt",
    making_text="Die Aufzeichnungen werden gelesen und ausgewertet. Diese Seite zeigt das Ergebnis "
    "von selbst, sobald es da ist.",
    progress="Fortschritt",
    look_now="Jetzt nachsehen",
    file_making="{t} wird erstellt …",
    file_done="{t} ist fertig.",
    charts="Diagramme",
    as_table="Werte als Tabelle",
    in_the_files="Die einzelnen Werte stehen in den Dateien, am übersichtlichsten in der "
    "Excel-Datei.",
    goals="Ziele und Ergebnisse",
    change_goals="Ziele ansehen und ändern",
    no_own_space="Ohne Auswahl gilt der Bericht für alle Ihre Standorte.",
    console="Zur Konsole",
    assessment="Mit eigener Einschätzung herunterladen",
    assessment_text="Ihr Text steht auf Seite 1 des Berichts, als Worte Ihrer Stelle "
    "gekennzeichnet. Er wird hier nicht gespeichert.",
    assessment_label="Einschätzung Ihrer Stelle (freiwillig)",
    assessment_hint="Etwa eine Seite, höchstens 3000 Zeichen. Eine Leerzeile beginnt einen neuen "
    "Absatz, „# “ eine Überschrift, „- “ eine Aufzählung; **fett** und *kursiv* sind möglich.",
    download_as="Herunterladen als {t}",
    faults={
        Fault.EMPTY: "Hier steht nur Leerraum.",
        Fault.TOO_LONG: "Der Text ist zu lang: Höchstens 3000 Zeichen passen auf die Seite.",
        Fault.CONTROL_CHARACTER: "Hier steht ein unsichtbares Steuerzeichen. Bitte löschen Sie die "
        "Zeile und tippen Sie sie neu.",
        Fault.NOT_TAKEN: "Möglich sind Überschriften, Absätze, Hervorhebungen, Aufzählungen und "
        "Links; anderes nicht (keine Bilder, Tabellen, Zitate, eingerückten Zeilen).",
        Fault.UNCLOSED: "„{t}“ beginnt eine Hervorhebung, die nicht endet. Meinen Sie das Zeichen "
        "selbst, schreiben Sie einen umgekehrten Schrägstrich davor: \\{t}",
    },
    in_line="Zeile {n}: {t}",
    again="Diese Seite war zu alt. Ihr Text steht noch da; bitte laden Sie noch einmal herunter.",
)
ENGLISH: Final = PreviewWords(
    making="The report is being put together",
    making_text="The records are being read and worked out. This page shows the result by itself "
    "as soon as it is there.",
    progress="Progress",
    look_now="Look now",
    file_making="{t} is being made …",
    file_done="{t} is ready.",
    charts="Charts",
    as_table="Values as a table",
    in_the_files="The single values are in the files; the workbook shows them best.",
    goals="Targets and results",
    change_goals="See and change the targets",
    no_own_space="If none is chosen, the report is about all your spaces.",
    console="To the console",
    assessment="Download with your own assessment",
    assessment_text="Your text stands on page 1 of the report, marked as the words of your office. "
    "It isn’t kept here.",
    assessment_label="Assessment by your office (optional)",
    assessment_hint="About a page, at most 3,000 characters. A blank line begins a new paragraph, "
    "“# ” a heading, “- ” an item of a list; **bold** and *italic* can be used.",
    download_as="Download as {t}",
    faults={
        Fault.EMPTY: "There is nothing but blanks here.",
        Fault.TOO_LONG: "The text is too long: the page has room for 3,000 characters at most.",
        Fault.CONTROL_CHARACTER: "There is an invisible control character here. Please delete the "
        "line and type it again.",
        Fault.NOT_TAKEN: "Headings, paragraphs, emphasis, lists and links can be used, and nothing "
        "else (no pictures, tables, quotations, indented lines).",
        Fault.UNCLOSED: "“{t}” begins an emphasis that doesn’t end. If you mean the sign itself, "
        "write a backslash before it: \\{t}",
    },
    in_line="Line {n}: {t}",
    again="This page was too old. Your text is still there; please download once more.",
)


def preview_words_in(language: Language) -> PreviewWords:
    """Return the words of one language."""
    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
