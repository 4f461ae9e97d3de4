"""Which loop the hub runs on."""

import asyncio
import sys
from importlib.util import find_spec

import pytest

from hub.event_loop import run


async def _module_of_the_loop() -> str:
    return type(asyncio.get_running_loop()).__module__.partition(".")[0]


def test_it_is_the_fast_one_where_there_is_one() -> None:
    """Of libuv; it isn't made for every processor."""
    expected = "asyncio" if find_spec("uvloop") is None else "uvloop"
    assert run(_module_of_the_loop()) == expected


def test_it_is_pythons_own_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub runs on any processor that Python runs on."""
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert run(_module_of_the_loop()) == "asyncio"
