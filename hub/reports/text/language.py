"""The languages of reports and pages."""

from enum import StrEnum


class Language(StrEnum):
    """What reports are written in and pages speak; the value is its BCP 47 tag."""

    GERMAN = "de"
    ENGLISH = "en"
