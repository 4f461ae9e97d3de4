"""The languages of reports and pages."""

from enum import StrEnum
from typing import assert_never


class Language(StrEnum):
    """What reports are written in and pages speak; the value is its BCP 47 tag."""

    GERMAN = "de"
    ENGLISH = "en"

    @property
    def own_name(self) -> str:
        """What those who speak it call it."""
        match self:
            case Language.GERMAN:
                return "Deutsch"
            case Language.ENGLISH:
                return "English"
            case _:
                assert_never(self)

    @property
    def region(self) -> str:
        """Whose typography and spelling it follows, as in ISO 3166."""
        match self:
            case Language.GERMAN:
                return "DE"
            case Language.ENGLISH:
                return "GB"
            case _:
                assert_never(self)
