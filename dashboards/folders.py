"""The folders of the dashboards in Grafana, one for each language. Pure."""

from typing import Final

from dashboards.words import Language

TITLES: Final = {Language.DE: "Platzfrei (Deutsch)", Language.EN: "Platzfrei (English)"}


def folder_uid(language: Language) -> str:
    """Return the uid of a language's folder, for ever."""
    return f"platzfrei-{language}"
