"""Every language of a report, with all its words."""

from typing import assert_never

from hub.reports.text.catalogue import ReportWords
from hub.reports.text.english import ENGLISH
from hub.reports.text.german import GERMAN
from hub.reports.text.language import Language


def words_in(language: Language) -> ReportWords:
    """Return all words of one language."""
    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
