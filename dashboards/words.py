"""What people read, in the two languages of the dashboards. It knows nothing of Grafana."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class Language(StrEnum):
    """A language, and the folder of its dashboards.

    Of its own, and not the hub's: programs share nothing but the contract, and no language travels.
    """

    DE = "de"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in each language."""

    de: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text in a language."""
        match language:
            case Language.DE:
                return self.de
            case Language.EN:
                return self.en
            case _:
                assert_never(language)
