"""What a report's file is called in each language, in letters that every system takes."""

from dataclasses import dataclass
from typing import Final, assert_never

from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class FileNameWords:
    """The words of a file's name: lower-case ASCII letters and hyphens alone."""

    report: str
    spaces: str
    """With `{n}` for how many, of two and more."""
    until: str
    public: str


_GERMAN: Final = FileNameWords(
    report="nutzungsbericht", spaces="{n}-standorte", until="bis", public="oeffentlich"
)
_ENGLISH: Final = FileNameWords(
    report="report-on-use", spaces="{n}-spaces", until="to", public="public"
)


def file_name_words_in(language: Language) -> FileNameWords:
    """Return the words of one language."""
    match language:
        case Language.GERMAN:
            return _GERMAN
        case Language.ENGLISH:
            return _ENGLISH
        case _:
            assert_never(language)
