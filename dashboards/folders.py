"""The folders of the dashboards in Grafana, one for each language. Pure."""

from typing import Final

from dashboards.words import Language, Words

_TITLE: Final = Words("Platzfrei (Deutsch)", "Platzfrei (English)")
TITLES: Final = {language: _TITLE.in_language(language) for language in Language}


def folder_uid(language: Language) -> str:
    """Return the uid of a language's folder, for ever."""
    return f"platzfrei-{language}"
