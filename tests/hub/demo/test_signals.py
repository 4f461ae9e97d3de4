"""SIGINT and SIGTERM, with and without somebody who listens."""

import os
import signal

import pytest

from hub.demo.signals import ended_by_signals

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_the_block(number: signal.Signals) -> None:
    """As if it were done; afterwards signals do what they did before."""
    before = signal.getsignal(number)
    reached = False
    with ended_by_signals():
        os.kill(os.getpid(), number)
        reached = True
    assert not reached
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("number", SIGNALS)
def test_whoever_listens_is_told_instead(number: signal.Signals) -> None:
    """And a second signal interrupts nothing."""
    told, reached = list[str](), False
    with ended_by_signals() as signals:
        signals.listen(lambda: told.append("end"))
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), signal.SIGINT)
        reached = True
    assert reached
    assert told == ["end"]


@pytest.mark.parametrize("number", SIGNALS)
def test_what_must_not_be_interrupted_ends_where_it_asks(number: signal.Signals) -> None:
    """Code that would swallow the request is left alone; it ends at its next question."""
    reached = []
    with ended_by_signals() as signals, signals.noted() as end_if_asked:
        end_if_asked()
        os.kill(os.getpid(), number)
        reached.append("after the signal")
        end_if_asked()
        reached.append("after the question")
    assert reached == ["after the signal"]


def test_a_signal_that_was_only_noted_ends_what_follows() -> None:
    """Also if nobody asked; without a signal all goes on."""
    reached = []
    with ended_by_signals() as signals:
        with signals.noted():
            reached.append("inside")
        reached.append("between")
        with signals.noted():
            os.kill(os.getpid(), signal.SIGTERM)
        reached.append("behind")
    assert reached == ["inside", "between"]


def test_cleaning_up_is_not_interrupted() -> None:
    """Whoever presses Ctrl-C twice still leaves nothing behind."""
    cleaned = False
    with ended_by_signals():
        try:
            os.kill(os.getpid(), signal.SIGINT)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            cleaned = True
    assert cleaned
