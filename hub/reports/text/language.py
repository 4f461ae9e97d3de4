"""The languages that a report is written in."""

from enum import StrEnum


class Language(StrEnum):
    """What reports are written in, as in BCP 47."""

    GERMAN = "de"
    ENGLISH = "en"
