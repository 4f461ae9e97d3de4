"""What is wrong with a configuration, told in sentences. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a file: where, and what was expected."""

    key: str
    expected: str
