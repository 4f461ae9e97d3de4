"""Progress on a terminal and in a log."""

import io

from hub.progress import Progress


class Terminal(io.StringIO):
    """An output that is looked at while it is written."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar_moves() -> None:
    """In one line, which the result replaces."""
    out = Terminal()
    progress = Progress(out, "History")
    for share in (0.0, 0.5, 0.5001, 1.0):
        progress.show(share)
    progress.end("done")
    shown = out.getvalue()
    assert "\n" not in shown[:-1]
    assert shown.count("\r") == 4
    assert f"[{'#' * 20}{'.' * 20}]  50%" in shown
    assert shown.endswith("\r\x1b[KHistory: done\n")


def test_in_a_log_a_line_comes_now_and_then() -> None:
    """Never a thousand of them."""
    out = io.StringIO()
    progress = Progress(out, "History")
    for step in range(1001):
        progress.show(step / 1000)
    progress.end("done")
    assert out.getvalue().splitlines() == [
        "History: 0%",
        "History: 25%",
        "History: 50%",
        "History: 75%",
        "History: 100%",
        "History: done",
    ]
