"""The answer as plain text, for `curl` and whoever likes it bare. Pure."""

from collections.abc import Iterator

from hub.pages.view import Card
from hub.pages.words import PageWords


def space_text(card: Card, address: str, words: PageWords, notice: str = "") -> str:
    """Write one space; `address` is that of its page, or empty, and so may be the `notice`."""
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
    lines += ["", card.space.address or "", address]
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
