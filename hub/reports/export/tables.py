"""The tables of an export: which columns each has, of what type and unit. Pure.

Names and types are those of Table Schema (Frictionless Data Package, version 1); docs/recompute.md
asks these tables in SQL. It knows no row.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class FieldType(StrEnum):
    """The types of Table Schema that occur."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    """Local, of the space."""
    DATETIME = "datetime"
    """In UTC, such as 2026-03-02T08:15:00Z: earlier texts sort before later ones."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column."""

    name: str
    type: FieldType
    description: str
    is_required: bool = True

    def descriptor(self) -> dict[str, Any]:
        """Describe it as Table Schema does."""
        told = {"name": self.name, "type": str(self.type), "description": self.description}
        return told | ({"constraints": {"required": True}} if self.is_required else {})


@dataclass(frozen=True, slots=True)
class Table:
    """One table, and the file that it stands in."""

    name: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        return tuple(field.name for field in self.fields)

    def schema(self) -> dict[str, Any]:
        """Describe it as Table Schema does; nothing between two commas is a missing value."""
        return {
            "fields": [field.descriptor() for field in self.fields],
            "primaryKey": list(self.key),
            "missingValues": [""],
        }


def _text(name: str, description: str, *, is_required: bool = True) -> Field:
    return Field(name, FieldType.STRING, description, is_required)


def _count(name: str, description: str, *, is_required: bool = True) -> Field:
    return Field(name, FieldType.INTEGER, description, is_required)


def _us(name: str, description: str) -> Field:
    return Field(name, FieldType.INTEGER, f"microseconds: {description}")


_SPACE: Final = _text("space", "the space by its id")
_DAY: Final = Field("day", FieldType.DATE, "the local day")

SPACES: Final = Table(
    "spaces",
    "the spaces of the report, in its order",
    (
        _SPACE,
        _text("name", "as people call it"),
        _text("timezone", "of the IANA time zone database"),
        Field("since", FieldType.DATE, "the local day that it counts from"),
        Field("counts_visits", FieldType.BOOLEAN, "whether a door of it counts passages"),
        _count("small_count", "public editions protect fewer persons than these"),
    ),
    ("space",),
)
PERIODS: Final = Table(
    "periods",
    "which local days of each space count in the report, and in those that it is compared with",
    (
        _text("period", "report, previous or year_before"),
        _SPACE,
        Field("first", FieldType.DATE, "the first local day that counts"),
        Field("last", FieldType.DATE, "the last local day that counts"),
    ),
    ("period", "space"),
)
DAYS: Final = Table(
    "days",
    "the local days of each space",
    (
        _SPACE,
        _DAY,
        _count("weekday", "1 is Monday"),
        Field("starts_at", FieldType.DATETIME, "its midnight"),
        Field("ends_at", FieldType.DATETIME, "the next midnight: 23, 24 or 25 hours later"),
        _text("reason", "why the hours differ from the week's, if they do", is_required=False),
    ),
    ("space", "day"),
)
OPENINGS: Final = Table(
    "openings",
    "the calendar: when each space is open, from the instant to the other, the other not included",
    (
        _SPACE,
        _DAY,
        Field("opens_at", FieldType.DATETIME, "on a mark of a quarter of an hour"),
        Field("closes_at", FieldType.DATETIME, "on a mark of a quarter of an hour"),
    ),
    ("space", "opens_at"),
)
SLOTS: Final = Table(
    "slots",
    "every quarter of an hour of those days, open or closed",
    (
        _SPACE,
        Field("starts_at", FieldType.DATETIME, "its start; slots are aligned in UTC"),
        _DAY,
        _count("hour", "of the local clock, in which it starts"),
        Field("stored", FieldType.BOOLEAN, "false: the store has no row, so that nothing is known"),
        _count("desks", "in service at its start"),
        _us("occupied_us", "summed over these desks"),
        _us("free_us", "summed over these desks"),
        _us("unknown_us", "summed over these desks; the three are desks x 900 s together"),
        _count("peak_occupied", "the most desks occupied at one instant"),
        _us("used_known_us", "known desk-time while at least one desk is occupied"),
        _us("full_us", "every desk is occupied"),
        _us("not_full_us", "at least one desk is known to be free"),
        _us("doors_known_us", "every counting door was watched"),
        _count("arrivals", "passages in"),
        _count("departures", "passages out"),
        _count("turn_backs", "passages of those who turned round in the doorway"),
    ),
    ("space", "starts_at"),
)
DESK_DAYS: Final = Table(
    "desk_days",
    "each desk on each local day, as long as it was in service, by the store's calendar",
    (
        _SPACE,
        _DAY,
        _text("desk", "the desk by its id"),
        _us("open_occupied_us", "in open slots"),
        _us("open_free_us", "in open slots"),
        _us("open_unknown_us", "in open slots"),
        _us("closed_occupied_us", "in closed slots"),
        _us("closed_free_us", "in closed slots"),
        _us("closed_unknown_us", "in closed slots"),
    ),
    ("space", "day", "desk"),
)
TARGETS: Final = Table(
    "targets",
    "what was agreed; both are quotients of integers, of which ratios go from 0 to 1",
    (
        _count("number", "in the order of the page or the file, from 1"),
        _text("indicator", "an id of the dictionary"),
        _text("space", "the space by its id; none: all together", is_required=False),
        _count("baseline_numerator", "where it began", is_required=False),
        _count("baseline_denominator", "where it began", is_required=False),
        _count("target_numerator", "where it shall be"),
        _count("target_denominator", "where it shall be"),
        _text("wanted", "at_least or at_most"),
    ),
    ("number",),
)
DICTIONARY: Final = Table(
    "dictionary",
    "what each indicator is",
    (
        _text("indicator", "its id"),
        _count("version", "grows when the formula gives another number for the same slots"),
        _text("unit", "h, count or ratio"),
        _text("formula", "in the fields of slots, in seconds; over open slots if it says no other"),
        _text("coverage", "the formula of its coverage, if it has one", is_required=False),
        _text("name_de", "its name in German"),
        _text("name_en", "its name in English"),
        _text("meaning_en", "what it says"),
    ),
    ("indicator",),
)
TABLES: Final = (SPACES, PERIODS, DAYS, OPENINGS, SLOTS, DESK_DAYS, TARGETS, DICTIONARY)
