"""The answer as plain text, for `curl` and whoever likes it bare. Pure."""

from collections.abc import Iterator

from hub.domain.space import SpaceConfig
from hub.pages.opening_table import OpeningTable
from hub.pages.space_words import SpaceWords
from hub.pages.view import Card
from hub.pages.visit import visit
from hub.pages.words import PageWords


def place_lines(
    space: SpaceConfig, hours: OpeningTable, words: PageWords, said: SpaceWords, language: str
) -> tuple[str, ...]:
    """Say when a space is open, how to get there, what is there, and whom to ask."""
    told = visit(space, said, words.website, language)
    week = [
        f"  {row.weekday}{f' ({said.today})' if row.is_today else ''}: {row.hours}"
        for row in hours.rows
    ] or [f"  {hours.always}"]
    coming = [
        f"  {row.days}: {row.hours}{f' ({row.reason})' if row.reason else ''}"
        for row in hours.special
    ]
    there = ", ".join(said.amenity[each] for each in space.facts)
    return (
        *(f"{said.hours}:", *week),
        *((f"{said.coming}:", *coming) if coming else ()),
        "",
        *(f"{fact.title}: {fact.text}" for fact in told.facts),
        *((f"{said.amenities}: {there}",) if there else ()),
        *(f"{title}: {link.text}" for title, link in told.contacts),
        *(f"{link.text}: {link.href}" for link in told.actions),
    )


def space_text(
    card: Card, address: str, words: PageWords, more: tuple[str, ...] = (), notice: str = ""
) -> str:
    """Write one space, and `more` of it; `address` is that of its page.

    `address` and `notice` may be empty.
    """
    said = card.said
    lines = [
        notice,
        card.space.name,
        said.headline,
        _opening(card),
        said.outage,
        said.facts,
        _age(card),
        said.capped,
    ]
    lines += ["", card.space.address or "", address, "", *more]
    return _joined([*lines, "", words.promise])


def region_text(
    headline: str, cards: tuple[Card, ...], address: str, words: PageWords, notice: str = ""
) -> str:
    """Write all spaces, each in a paragraph of its own."""
    paragraphs = [line for card in cards for line in _paragraph(card)]
    return _joined([notice, words.tagline, headline, "", *paragraphs, address, "", words.promise])


def _paragraph(card: Card) -> Iterator[str]:
    yield f"{card.space.name}: {card.said.headline}"
    yield from (f"  {line}" for line in (_opening(card), _age(card)) if line)
    yield ""


def _opening(card: Card) -> str:
    said = card.said
    return f"{said.opening} ({said.reason})" if said.reason else said.opening


def _age(card: Card) -> str:
    said = card.said
    return f"{said.as_of} ({said.age})" if said.age else said.as_of


def _joined(lines: list[str]) -> str:
    """Join lines; of several empty ones in a row one is left."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip() + "\n"
