"""Which loop the hub runs on, and how soon others give way to it."""

import asyncio
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from hub.event_loop import SWITCH_S, new_event_loop


@pytest.fixture(autouse=True)
def interval() -> Iterator[None]:
    """Leave the interpreter as it was."""
    before_s = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before_s)


def _module_of_a_loop() -> str:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(asyncio.sleep(0))
        return type(runner.get_loop()).__module__.partition(".")[0]


@pytest.mark.skipif(find_spec("uvloop") is None, reason="uvloop isn't made for this processor")
def test_it_is_the_fast_one_where_there_is_one() -> None:
    """Of libuv."""
    assert _module_of_a_loop() == "uvloop"


def test_it_is_pythons_own_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub runs on any processor that Python runs on."""
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert _module_of_a_loop() == "asyncio"


def test_threads_give_way_soon() -> None:
    """A tenth of Python's own patience: each write to a visitor may have to wait that long."""
    new_event_loop().close()
    assert sys.getswitchinterval() == pytest.approx(SWITCH_S)
