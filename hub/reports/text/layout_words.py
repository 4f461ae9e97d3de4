"""What a laid-out report says beside its figures, as names: captions, notes, words for pictures.

The words are in layout_german.py and layout_english.py. `{t}` is a text, `{n}` a number, `{a}` and
`{b}` are two of a kind.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around the blocks of every format."""

    contents: str
    page: str
    """With `{n}` for the page and `{m}` for how many there are."""
    table: str
    chart: str
    annex: str
    values_in: str
    """Where the values of a chart are, with `{t}` for the table."""
    fingerprint: str
    public: str
    """What the title page says of a report without a fingerprint."""


@dataclass(frozen=True, slots=True)
class Captions:
    """Titles of tables and charts."""

    indicators: str
    indicators_of: str
    goals: str
    places: str
    per_space: str
    ranking: str
    typical_week: str
    daily: str
    demand: str
    full_week: str
    full_by_space: str
    dictionary: str
    origin: str
    quality: str
    agents: str


@dataclass(frozen=True, slots=True)
class ChartWords:
    """Alternative texts and what the signs in charts mean."""

    week: str
    week_highest: str
    week_empty: str
    week_note: str
    full_week: str
    full_week_highest: str
    full_week_empty: str
    full_week_note: str
    days: str
    days_highest: str
    days_empty: str
    days_unreliable: str
    days_note: str
    ranking: str
    ranking_ends: str
    full_by_space: str
    at_least_meaning: str
    unreliable_sign: str
    unreliable_meaning: str
    withheld_sign: str
    withheld_meaning: str
    see_table: str
    clock: str
    """A full hour, with `{n}`."""
    moment: str
    """A day and a time of day, `{a}` and `{b}`."""


@dataclass(frozen=True, slots=True)
class NoteWords:
    """Sentences below tables and between them."""

    no_previous: str
    no_year_before: str
    not_like_for_like: str
    peak: str
    per_space: str
    ranking: str
    ranking_public: str
    demand: str
    typical_week: str
    daily: str
    daily_public: str
    days_are_local: str
    quality: str
    unreliable_days: str
    agents: str
    goals_public: str
    verified_by: str
    verified_public: str
    no_opening_hours: str


@dataclass(frozen=True, slots=True)
class LayoutWords:
    """One language."""

    subject: str
    keywords: tuple[str, ...]
    several: str
    """Several spaces, with `{n}` for how many."""
    at_least: str
    at_most: str
    short_months: tuple[str, ...]
    short_day: str
    """A mark of an axis, with `{d}`, `{m}` and `{s}` for the short month."""
    item: str
    """Heads a column of names whose values are texts."""
    annex_tables: str
    annex_spaces: str
    furniture: Furniture
    captions: Captions
    charts: ChartWords
    notes: NoteWords
