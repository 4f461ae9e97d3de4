"""Colours, and how well one can be read on another. Pure.

WCAG 2.2: relative luminance and contrast ratio as its glossary defines them; 1.4.3 asks for 4.5
to 1 between text and its background.
"""

import re
from collections.abc import Sequence
from typing import Final

READABLE: Final = 4.5
"""The ratio that text needs on its background."""
EASY: Final = 7.0
"""The ratio of 1.4.6, which colours of our own choice have."""
_HEX: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE | re.ASCII)
_STEPS: Final = 64


def is_colour(text: str) -> bool:
    """Tell whether a text is a colour such as `#14603f`."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1.0 to 21.0."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, into: str, share: float) -> str:
    """Return `into` with a share of `colour` in it, from 0.0 to 1.0."""
    pairs = zip(channels_of(colour), channels_of(into), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def readable_on(colour: str, backgrounds: Sequence[str], towards: str) -> str:
    """Mix a colour with `towards`, as little as makes it easy to read on every background."""
    for step in range(_STEPS + 1):
        found = mixed(towards, colour, step / _STEPS)
        if all(contrast(found, background) >= EASY for background in backgrounds):
            return found
    return towards


def channels_of(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, each from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in channels_of(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
