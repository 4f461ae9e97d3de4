"""`make bench` prints one table of everything that was measured."""

from pathlib import Path

import pytest

from tests.bench import __main__ as bench


def test_rows_are_told_from_talk() -> None:
    """Three cells between tabs are a row, any other line is not."""
    rows, talk = bench.read_rows("starting\nstored\t12000\tevents/s\n\na\tb\n")
    assert rows == [("stored", "12000", "events/s")]
    assert talk == ["starting", "", "a\tb"]


def test_figures_stand_in_columns() -> None:
    """Names to the left, figures to the right, whatever their length."""
    text = bench.table([("stored", "12000", "events/s"), ("pin to page, p99", "9", "ms")])
    assert text.splitlines() == [
        "measured          figure  unit",
        "-" * 34,
        "stored             12000  events/s",
        "pin to page, p99       9  ms",
    ]


def test_a_failed_measurement_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The others are still printed, and the exit status tells."""
    folder = tmp_path / "tests" / "bench"
    folder.mkdir(parents=True)
    (folder / "bench_one.py").write_text("print('one', 1, 's', sep='\\t')")
    (folder / "bench_two.py").write_text("raise SystemExit(3)")
    monkeypatch.setattr(bench, "HERE", folder)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert bench.main([]) == 1
    out, err = capfd.readouterr()
    assert out.splitlines()[-1].split() == ["one", "1", "s"]
    assert err.splitlines()[-1] == "failed: bench_two"
