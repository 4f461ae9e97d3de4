"""What the page of reports can say, in German and English. Only text: no decision is made here."""

from dataclasses import dataclass
from typing import Final, assert_never

from hub.errors import Reason
from hub.reports.formats.registry import Format
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class FormatWords:
    """The name of each format, and what it is good for."""

    pdf: tuple[str, str]
    docx: tuple[str, str]
    xlsx: tuple[str, str]
    csv_excel: tuple[str, str]
    csv: tuple[str, str]
    csv_long: tuple[str, str]
    json: tuple[str, str]

    def of(self, written_as: Format) -> tuple[str, str]:
        """Return name and purpose of one."""
        match written_as:
            case Format.PDF:
                return self.pdf
            case Format.DOCX:
                return self.docx
            case Format.XLSX:
                return self.xlsx
            case Format.CSV_EXCEL:
                return self.csv_excel
            case Format.CSV:
                return self.csv
            case Format.CSV_LONG:
                return self.csv_long
            case Format.JSON:
                return self.json
            case _:
                assert_never(written_as)


@dataclass(frozen=True, slots=True)
class ReportPageWords:
    """One language. `{t}` is a text, `{d}` a day, `{m}` are months."""

    title: str
    lead: str
    check: str
    spaces: str
    no_space: str
    period: str
    first: str
    last: str
    quick: str
    last_month: str
    last_quarter: str
    last_half_year: str
    last_year: str
    funding: str
    funding_so_far: str
    edition: str
    internal: str
    internal_hint: str
    public: str
    public_hint: str
    language: str
    show: str
    summary: str
    figures: str
    figure: str
    value: str
    coverage: str
    per_space: str
    space: str
    gate: str
    downloads: str
    formats: FormatWords
    change: str
    refusals: dict[Reason, str]
    busy: str
    unavailable: str
    error: str


GERMAN: Final = ReportPageWords(
    title="Nutzungsbericht",
    lead="Für den Sachbericht: Standorte und Zeitraum wählen, Ergebnis ansehen, herunterladen.",
    check="Bitte prüfen",
    spaces="Standorte",
    no_space="Ohne Auswahl gilt der Bericht für alle Standorte.",
    period="Zeitraum",
    first="Erster Tag",
    last="Letzter Tag (er zählt mit)",
    quick="Schnellauswahl",
    last_month="letzter Monat",
    last_quarter="letztes Quartal",
    last_half_year="letztes Halbjahr",
    last_year="letztes Jahr",
    funding="Förderzeitraum",
    funding_so_far="Förderzeitraum bisher",
    edition="Fassung",
    internal="Für die Verwaltung",
    internal_hint="Alle Zahlen genau. Sie können Einzelne erkennen lassen und bleiben im Haus.",
    public="Zur Veröffentlichung",
    public_hint="Nur ganze Monate, ab einer Woche nach ihrem Ende, gerundet; was auf Einzelne "
    "schließen ließe, fehlt.",
    language="Sprache des Berichts",
    show="Ergebnis ansehen",
    summary="Zusammenfassung",
    figures="Kennzahlen",
    figure="Kennzahl",
    value="Wert",
    coverage="Abdeckung",
    per_space="Standorte im Vergleich",
    space="Standort",
    gate=(
        "Die Abdeckung sagt, für welchen Anteil der Zeit Messwerte vorliegen. Unter 80\u00a0% "
        "steht statt der Zahl „keine belastbare Angabe“."
    ),
    downloads="Herunterladen",
    formats=FormatWords(
        pdf=("PDF", "barrierefrei, zum Einreichen und Archivieren"),
        docx=("Word", "zum Übernehmen in eigene Texte"),
        xlsx=("Excel", "zum Weiterrechnen"),
        csv_excel=("CSV für Excel", "eine Zeile je Ort und Tag, öffnet sich per Doppelklick"),
        csv=("CSV", "eine Zeile je Ort und Tag, für Statistikprogramme"),
        csv_long=("CSV, lange Form", "alle Tabellen, eine Zeile je Zahl"),
        json=("JSON", "für Programme und zur Prüfung jeder Zahl"),
    ),
    change="Auswahl",
    refusals={
        Reason.UNKNOWN_SPACE: "Einen der gewählten Standorte gibt es hier nicht.",
        Reason.NOT_COUNTING_YET: "Ein gewählter Standort zählt erst seit dem {d}.",
        Reason.NO_DATE: "Hier fehlt ein Datum, zum Beispiel 01.03.2026.",
        Reason.WRONG_ORDER: "Der erste Tag liegt nach dem letzten.",
        Reason.NOT_OVER: "Dieser Tag ist noch nicht vorbei. Der letzte mögliche ist der {d}.",
        Reason.TOO_EARLY: "Vor dem {d} wurde noch nichts gezählt.",
        Reason.TOO_LONG: "Mehr als drei Jahre passen nicht in einen Bericht.",
        Reason.NOT_PUBLISHED: (
            "Veröffentlicht werden nur ganze Monate, die für alle gewählten Standorte "
            "feststehen: {m}."
        ),
        Reason.NOTHING_PUBLISHED: (
            "Für die gewählten Standorte steht noch kein Monat fest. Ein Monat wird eine Woche "
            "nach seinem Ende veröffentlicht."
        ),
        Reason.OTHER: "Diese Angabe passt nicht.",
    },
    busy="Gerade entstehen andere Berichte. Bitte in einigen Sekunden noch einmal versuchen.",
    unavailable="Die Aufzeichnungen sind gerade nicht erreichbar. Bitte später wiederkommen.",
    error="Fehler",
)
ENGLISH: Final = ReportPageWords(
    title="Report on use",
    lead="For the report to the funder: choose spaces and period, look at the result, download it.",
    check="Please check",
    spaces="Spaces",
    no_space="If none is chosen, the report is about all spaces.",
    period="Period",
    first="First day",
    last="Last day (it counts)",
    quick="Quick choice",
    last_month="last month",
    last_quarter="last quarter",
    last_half_year="last half-year",
    last_year="last year",
    funding="funding period",
    funding_so_far="funding period so far",
    edition="Edition",
    internal="For the administration",
    internal_hint="All figures exact. They may point to single persons and stay in the office.",
    public="For publication",
    public_hint="Whole months only, from a week after their end on, rounded; what would point to "
    "single persons is left out.",
    language="Language of the report",
    show="Show the result",
    summary="Summary",
    figures="Indicators",
    figure="Indicator",
    value="Value",
    coverage="Coverage",
    per_space="Spaces compared",
    space="Space",
    gate=(
        "Coverage is the share of time for which there are measurements. Below 80% “no reliable "
        "figure” stands in place of the number."
    ),
    downloads="Download",
    formats=FormatWords(
        pdf=("PDF", "accessible, to hand in and to archive"),
        docx=("Word", "to paste into your own text"),
        xlsx=("Excel", "to go on calculating"),
        csv_excel=("CSV for German Excel", "a row per space and day, opens by a double click"),
        csv=("CSV", "a row per space and day, for statistics programs"),
        csv_long=("CSV, long form", "all tables, a line per figure"),
        json=("JSON", "for programs, and to verify every figure"),
    ),
    change="Choice",
    refusals={
        Reason.UNKNOWN_SPACE: "One of the chosen spaces doesn’t exist here.",
        Reason.NOT_COUNTING_YET: "A chosen space counts only since {d}.",
        Reason.NO_DATE: "A date is missing here, for example 2026-03-01.",
        Reason.WRONG_ORDER: "The first day is after the last one.",
        Reason.NOT_OVER: "This day isn’t over yet. The last possible one is {d}.",
        Reason.TOO_EARLY: "Nothing was counted before {d}.",
        Reason.TOO_LONG: "One report can’t be about more than three years.",
        Reason.NOT_PUBLISHED: (
            "Publications are of whole months that are settled for all chosen spaces: {m}."
        ),
        Reason.NOTHING_PUBLISHED: (
            "No month is settled yet for the chosen spaces. A month is published a week after its "
            "end."
        ),
        Reason.OTHER: "This can’t be used.",
    },
    busy="Other reports are being made right now. Please try again in a few seconds.",
    unavailable="The records can’t be reached right now. Please try again later.",
    error="Error",
)


def report_words_in(language: Language) -> ReportPageWords:
    """Return the words of one language."""
    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
