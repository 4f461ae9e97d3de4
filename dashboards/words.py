"""What people read, in the two languages of the dashboards. It knows nothing of Grafana."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language, and the folder of its dashboards."""

    DE = "de"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in each language."""

    de: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the text in a language."""
        return self.de if language is Language.DE else self.en
