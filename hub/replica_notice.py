"""What a live replica says on every page while it doesn't know what people have set lately."""

from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from hub.care_told import moment
from hub.pages.notice import Notice
from hub.reports.text.language import Language
from hub.workers.region_copies import RegionCopies

_EASY: Final = (
    "Vielleicht haben sich die Öffnungszeiten geändert.",
    "Das wissen wir hier gerade nicht.",
)


def notice_of(copies: RegionCopies, zone: str) -> Notice | None:
    """Say how old what is shown of calendars is; nothing, as long as it is less than an hour."""
    if not copies.is_old:
        return None
    at = copies.copied_at
    return _unknown() if at is None else _as_of(at, ZoneInfo(zone))


def _as_of(at: datetime, zone: ZoneInfo) -> Notice:
    german, english = (moment(at, each, zone) for each in (Language.GERMAN, Language.ENGLISH))
    return _notice(
        f"Schließungen und besondere Öffnungen stehen hier so, wie sie am {german} waren.",
        f"Closures and special openings are shown here as they were on {english}.",
    )


def _unknown() -> Notice:
    return _notice(
        "Ob es geänderte Öffnungszeiten gibt, war beim Laden dieser Seite nicht bekannt.",
        "When this page was loaded it wasn’t known whether opening hours have changed.",
    )


def _notice(german: str, english: str) -> Notice:
    sentences = {Language.GERMAN: (german,), Language.ENGLISH: (english,)}
    return Notice(MappingProxyType(sentences), _EASY)
