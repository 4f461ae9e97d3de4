"""Whether a reader can see what stands in a file: letters against what is behind them. Pure.

Colours and sizes are a matter of taste, and who saves a file anew may change them. But what is set
in white on white, or in letters that nobody can read, isn't shown, whatever the file says.
"""

import re
from typing import Final

BLACK: Final = 0.0
WHITE: Final = 1.0
LEAST_CONTRAST: Final = 0.2
LEAST_POINTS: Final = 4.0
_RGB: Final = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")


def lightness(colour: str, otherwise: float) -> float:
    """Return how light a colour such as `14603F` is, from 0 to 1; `otherwise` of what is none."""
    found = _RGB.fullmatch(colour)
    if found is None:
        return otherwise
    red, green, blue = (int(each, 16) / 255 for each in found.groups())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def can_be_read(letters: float, ground: float) -> bool:
    """Tell whether letters so light can be told from what is behind them."""
    return abs(letters - ground) >= LEAST_CONTRAST


def is_large_enough(points: str, scale: int = 1) -> bool:
    """Tell whether letters can be read; `points` are counted in parts of so many to a point."""
    try:
        return float(points) / scale >= LEAST_POINTS
    except ValueError:
        return False
