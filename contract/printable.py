"""Text of strangers, made fit for a line of a log or a terminal. Pure.

Escaped is all that isn't printable as Unicode has it: C0, DEL and C1 (with them ANSI's escape
sequences), line and paragraph separators, what turns the direction of text (Unicode Technical
Report 36, section 2.5), what has no width, halves of surrogate pairs, and every space but the usual
one. So a line stays one line, and what is read is what is there.
"""

from typing import Final

_QUOTED: Final = "  | "


def printable(text: str) -> str:
    r"""Escape what can't be shown, as Python does: a line break is `\n`, an escape `\x1b`."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _escaped(one) for one in text)


def quoted_block(text: str) -> str:
    """Write several lines so that none of them can be taken for the beginning of a record."""
    return "\n".join(_QUOTED + printable(line) for line in text.split("\n"))


def _escaped(character: str) -> str:
    return ascii(character)[1:-1]
