"""How far something is: a bar that moves on a terminal, a line now and then elsewhere."""

from typing import Final, TextIO

_WIDTH: Final = 40
_STEPS: Final = 4


class Progress:
    """One task that goes from 0 to 1."""

    def __init__(self, out: TextIO, title: str) -> None:
        self._out = out
        self._title = title
        self._is_terminal = out.isatty()
        self._shown = -1

    def show(self, share: float) -> None:
        """Show how much is done, from 0 to 1, if that looks different from before."""
        step = int(share * (100 if self._is_terminal else _STEPS))
        if step == self._shown:
            return
        self._shown = step
        self._out.write(self._line(share))
        self._out.flush()

    def end(self, result: str) -> None:
        """Say what became of it."""
        start = "\r\x1b[K" if self._is_terminal else ""
        self._out.write(f"{start}{self._title}: {result}\n")
        self._out.flush()

    def _line(self, share: float) -> str:
        if not self._is_terminal:
            return f"{self._title}: {share:.0%}\n"
        full = round(share * _WIDTH)
        return f"\r{self._title} [{'#' * full}{'.' * (_WIDTH - full)}] {share:4.0%}"
