"""The answer as a picture for other sites: SVG that grows old by itself. Pure.

A picture isn't renewed on a page that stays open. So it says of when it is, and once its time is
over it says so in place of the answer, by a clock that runs inside it (SMIL, no script).
"""

from datetime import datetime
from html import escape
from typing import Final

from hub.domain.availability import Availability
from hub.pages.answer import Tone
from hub.pages.beyond_words import BeyondWords
from hub.pages.view import Card

_HEIGHT: Final = 76
_MARGIN: Final = 14
_CHAR_WIDE: Final = 0.58
"""Of a letter's size, in fonts that are rather wide; `textLength` fits what is wider."""
_NARROWEST: Final = 200
_COLOURS: Final = {
    Tone.FREE: "#14603f",
    Tone.MAYBE: "#1a221e",
    Tone.FULL: "#55605a",
    Tone.CLOSED: "#55605a",
    Tone.UNKNOWN: "#8a4a00",
}
_LINES: Final = ((22, 14, 600), (46, 20, 700), (65, 12, 400))
"""Baseline, size and weight of each line, in px."""


def holds_s(available: Availability, now: datetime) -> int:
    """Say for how many seconds from now an answer may be shown, at least 0."""
    ends = [available.opening.until] if available.opening.until else []
    if available.observed_at is not None and available.opening.state != "closed":
        ends.append(available.observed_at)
    lasts = [(end - now).total_seconds() for end in ends]
    if len(lasts) == 2 or (lasts and available.opening.until is None):
        lasts[-1] += available.ttl_s
    return max(0, int(min(lasts, default=available.ttl_s)))


def badge(card: Card, lasts_s: int, words: BeyondWords, language: str) -> str:
    """Draw what a card says, for so many seconds."""
    said = card.said
    below = " · ".join(each for each in (said.as_of, said.opening) if each)
    name, colour = card.space.name, _COLOURS[said.tone]
    width = max(
        _NARROWEST,
        *(_wide(text, size) for text, size in ((name, 14), (said.headline, 20), (below, 12))),
    )
    title = escape(f"{name}: {said.headline}. {below}")
    fresh = _line(1, said.headline, colour, width) + _line(2, below, "#55605a", width)
    old = _line(1, words.outdated, "#8a4a00", width) + _line(
        2, words.reload_image, "#55605a", width
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}" '
        f'viewBox="0 0 {width} {_HEIGHT}" role="img" lang="{language}" '
        f'font-family="system-ui, sans-serif"><title>{title}</title>'
        f'<rect x=".5" y=".5" width="{width - 1}" height="{_HEIGHT - 1}" rx="10" fill="#fffefa" '
        f'stroke="#8f8a7c"/>{_line(0, name, "#1a221e", width)}'
        f"<g>{fresh}{_turns('none', lasts_s)}</g>"
        f'<g display="none">{old}{_turns("inline", lasts_s)}</g></svg>\n'
    )


def _turns(display: str, after_s: int) -> str:
    return f'<set attributeName="display" to="{display}" begin="{after_s}s" fill="freeze"/>'


def _wide(text: str, size: int) -> int:
    return 2 * _MARGIN + round(len(text) * size * _CHAR_WIDE)


def _line(number: int, text: str, colour: str, width: int) -> str:
    baseline, size, weight = _LINES[number]
    room = width - 2 * _MARGIN
    natural = round(len(text) * size * _CHAR_WIDE)
    fit = f' textLength="{room}" lengthAdjust="spacingAndGlyphs"' if natural > 0.97 * room else ""
    return (
        f'<text x="{_MARGIN}" y="{baseline}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}"{fit}>{escape(text)}</text>'
    )
