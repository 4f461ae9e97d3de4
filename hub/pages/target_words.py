"""What the page of targets can say, in German and English. Only text: no decision is made here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from hub.reports.text.language import Language


class Flaw(StrEnum):
    """What is wrong with a field."""

    NO_INDICATOR = "no_indicator"
    NO_DIRECTION = "no_direction"
    NO_NUMBER = "no_number"
    NOT_A_NUMBER = "not_a_number"
    OVER_ALL = "over_all"
    TOO_LARGE = "too_large"
    NEEDS_A_SPACE = "needs_a_space"
    NO_SUCH_SPACE = "no_such_space"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class TargetWords:
    """One language. `{n}` is a number, `{t}` a text."""

    title: str
    lead: str
    back: str
    one: str
    another: str
    indicator: str
    choose: str
    space: str
    all_spaces: str
    gone: str
    wanted: str
    at_least: str
    at_most: str
    target: str
    baseline: str
    number_hint: str
    remove: str
    save: str
    saved: str
    check: str
    flaws: dict[Flaw, str]
    changed: str
    again: str
    unavailable: str
    error: str


GERMAN: Final = TargetWords(
    title="Ziele",
    lead="Was mit dem Zuwendungsgeber vereinbart ist. Jeder Bericht stellt die Ziele den "
    "Ergebnissen gegenüber, wo immer er entsteht.",
    back="Zum Nutzungsbericht",
    one="Ziel {n}",
    another="Weiteres Ziel",
    indicator="Kennzahl",
    choose="bitte wählen",
    space="Standort",
    all_spaces="alle Standorte zusammen",
    gone="{t} (gibt es nicht mehr)",
    wanted="Richtung",
    at_least="mindestens",
    at_most="höchstens",
    target="Zielwert",
    baseline="Ausgangswert (freiwillig)",
    number_hint="Anteile in Prozent, Zeiten in Stunden, zum Beispiel 12,5.",
    remove="Dieses Ziel streichen",
    save="Ziele speichern",
    saved="Die Ziele sind gespeichert.",
    check="Bitte prüfen: Noch ist nichts gespeichert",
    flaws={
        Flaw.NO_INDICATOR: "Bitte eine Kennzahl wählen.",
        Flaw.NO_DIRECTION: "Bitte „mindestens“ oder „höchstens“ wählen.",
        Flaw.NO_NUMBER: "Hier fehlt eine Zahl. Wenn das Ziel nicht mehr gilt, streichen Sie es.",
        Flaw.NOT_A_NUMBER: "Das ist keine Zahl ab 0, wie 25 oder 12,5.",
        Flaw.OVER_ALL: "Mehr als 100\u00a0% sind bei dieser Kennzahl nicht möglich.",
        Flaw.TOO_LARGE: "Diese Zahl ist zu groß.",
        Flaw.NEEDS_A_SPACE: "Diese Kennzahl gibt es nur für einen einzelnen Standort.",
        Flaw.NO_SUCH_SPACE: "Diesen Standort gibt es hier nicht.",
        Flaw.TWICE: "Für diese Kennzahl und diesen Standort steht oben schon ein Ziel.",
    },
    changed="Inzwischen hat jemand anderes die Ziele geändert. Unten stehen Ihre Eingaben; wenn "
    "Sie noch einmal speichern, ersetzen sie, was jetzt gespeichert ist: {t}",
    again="Diese Seite war zu alt, noch ist nichts gespeichert. Ihre Eingaben stehen unten; bitte "
    "speichern Sie noch einmal.",
    unavailable="Die Ziele sind gerade nicht erreichbar, gespeichert ist nichts. Bitte später noch "
    "einmal versuchen.",
    error="Fehler",
)
ENGLISH: Final = TargetWords(
    title="Targets",
    lead="What was agreed with the funder. Every report sets the targets beside the results, "
    "wherever it is made.",
    back="To the report on use",
    one="Target {n}",
    another="Another target",
    indicator="Indicator",
    choose="please choose",
    space="Space",
    all_spaces="all spaces together",
    gone="{t} (no longer there)",
    wanted="Direction",
    at_least="at least",
    at_most="at most",
    target="Target",
    baseline="Baseline (optional)",
    number_hint="Shares in percent, times in hours, for example 12.5.",
    remove="Delete this target",
    save="Save the targets",
    saved="The targets are saved.",
    check="Please check: nothing is saved yet",
    flaws={
        Flaw.NO_INDICATOR: "Please choose an indicator.",
        Flaw.NO_DIRECTION: "Please choose “at least” or “at most”.",
        Flaw.NO_NUMBER: "A number is missing here. If the target no longer holds, delete it.",
        Flaw.NOT_A_NUMBER: "This isn’t a number from 0 on, such as 25 or 12.5.",
        Flaw.OVER_ALL: "This indicator can’t be more than 100%.",
        Flaw.TOO_LARGE: "This number is too large.",
        Flaw.NEEDS_A_SPACE: "This indicator exists for a single space only.",
        Flaw.NO_SUCH_SPACE: "This space doesn’t exist here.",
        Flaw.TWICE: "There is a target for this indicator and space above already.",
    },
    changed="Somebody else has changed the targets meanwhile. Below is what you typed; if you save "
    "once more, it replaces what is saved now: {t}",
    again="This page was too old, and nothing is saved yet. What you typed is below; please save "
    "once more.",
    unavailable="The targets can’t be reached right now, and nothing was saved. Please try again "
    "later.",
    error="Error",
)


def target_words_in(language: Language) -> TargetWords:
    """Return the words of one language."""
    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
