"""A report's payload, read back: every value by its place. Pure."""

from collections.abc import Iterator
from typing import Final

from hub.reports.payload.schema import ReportShape
from hub.reports.verification.readers.printed import Printed

_KEYS: Final = ("space", "agent", "id", "day")


def printed_in_payload(shape: ReportShape) -> Iterator[Printed]:
    """Yield every single value."""
    yield from _leaves("", shape.model_dump(mode="json", by_alias=True))


def _leaves(path: str, node: object) -> Iterator[Printed]:
    match node:
        case dict():
            for key, child in node.items():
                yield from _leaves(f"{path}.{key}" if path else key, child)
        case list():
            for index, child in enumerate(node):
                yield from _leaves(f"{path}.{_name(child, index)}", child)
        case None:
            yield Printed(path, "nothing")
        case _:
            yield Printed(path, str(node))


def _name(child: object, index: int) -> str:
    """Name an element by what it is about, else by its place."""
    if not isinstance(child, dict):
        return str(index)
    if "weekday" in child:
        return f"weekday {child['weekday']} hour {child['hour']}"
    words = [str(child[key]) for key in _KEYS if child.get(key) is not None]
    return " ".join(words) or str(index)
