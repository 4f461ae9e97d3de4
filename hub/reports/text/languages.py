"""Every language of a report, with all its words."""

from typing import Final, assert_never

from hub.reports.text.catalogue import LayoutWords, ReportWords
from hub.reports.text.english import ENGLISH, ENGLISH_LAYOUT
from hub.reports.text.german import GERMAN, GERMAN_LAYOUT
from hub.reports.text.language import Language


def _words_in(language: Language) -> tuple[ReportWords, LayoutWords]:
    match language:
        case Language.GERMAN:
            return GERMAN, GERMAN_LAYOUT
        case Language.ENGLISH:
            return ENGLISH, ENGLISH_LAYOUT
        case _:
            assert_never(language)


WORDS: Final = {language: _words_in(language) for language in Language}
