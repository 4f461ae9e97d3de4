"""What visitors would read of the days that differ, were a space another one than it is. Pure.

For whoever is about to set something: the same words at the same place as on the page of the space.
"""

from datetime import date

from hub.domain.calendar import Calendar
from hub.domain.coming_days import special_days
from hub.domain.space import SpaceConfig
from hub.pages.opening_table import SpecialRow, opening_table
from hub.pages.space_words import space_words_in
from hub.pages.vocabulary import words_in
from hub.reports.text.language import Language


def special_rows(space: SpaceConfig, today: date, language: Language) -> tuple[SpecialRow, ...]:
    """Return the rows of the days that differ, as the page has them on a local day."""
    special = special_days(space, Calendar(space), today)
    words, said = words_in(language), space_words_in(language)
    return opening_table(space.opening, special, today, words, said).special
