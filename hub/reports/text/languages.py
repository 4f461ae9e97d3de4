"""Every language of a report, with all its words."""

from typing import Final

from hub.reports.text.catalogue import LayoutWords, ReportWords
from hub.reports.text.english import ENGLISH, ENGLISH_LAYOUT
from hub.reports.text.german import GERMAN, GERMAN_LAYOUT
from hub.reports.text.language import Language

WORDS: Final[dict[Language, tuple[ReportWords, LayoutWords]]] = {
    Language.GERMAN: (GERMAN, GERMAN_LAYOUT),
    Language.ENGLISH: (ENGLISH, ENGLISH_LAYOUT),
}
