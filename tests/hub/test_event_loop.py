"""Which loop the hub runs on."""

import asyncio
import sys
from importlib.util import find_spec

import pytest

from hub.event_loop import new_event_loop


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
