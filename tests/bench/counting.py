"""Costs that don't depend on how busy a machine is: instructions of Python's machine.

They are the same at each run with one version of Python, and say nothing of what C does in between.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def instructions_of(work: Callable[[], object]) -> int:
    """Count the bytecode instructions that `work` executes, in this thread."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "opcode"
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
