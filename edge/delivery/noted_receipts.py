"""What receipts have settled and the disk doesn't know yet: a few ranges of numbers. Pure."""


class NotedReceipts:
    """Numbers by their epoch; what follows on what is there makes no new range."""

    def __init__(self) -> None:
        self._spans: dict[str, list[tuple[int, int]]] = {}

    def __bool__(self) -> bool:
        return bool(self._spans)

    def add(self, epoch: str, first: int, last: int) -> None:
        """Note that the events first to last of an epoch have a receipt."""
        spans = self._spans.setdefault(epoch, [])
        if spans and spans[-1][0] <= first <= spans[-1][1] + 1:
            first, last = spans[-1][0], max(last, spans[-1][1])
            spans.pop()
        spans.append((first, last))

    def has(self, epoch: str, seq: int) -> bool:
        """Tell whether an event has one of these receipts."""
        return any(first <= seq <= last for first, last in self._spans.get(epoch, ()))

    def ranges(self) -> list[tuple[str, int, int]]:
        """Return epoch, first and last of each range."""
        return [(epoch, *span) for epoch, spans in self._spans.items() for span in spans]

    def clear(self) -> None:
        """Forget all of them: the disk has them now."""
        self._spans.clear()
