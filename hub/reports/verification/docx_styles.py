"""Which styles of a text document hide what is set in them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from hub.reports.verification.printed import Printed
from hub.reports.verification.visibility import WHITE, can_be_read, is_large_enough, lightness

OFF: Final = ("0", "false", "off", "none")
HIDING: Final = ("vanish", "webHidden", "specVanish")
STRUCK: Final = ("strike", "dstrike")
_DEFAULTS: Final = ""


def value(attributes: Mapping[str, str]) -> str:
    """Return what an element of a text document is set to."""
    return next((text for name, text in attributes.items() if name.endswith(":val")), "")


def hides(name: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether a property of letters hides them, or strikes them out."""
    match name:
        case _ if name in (*HIDING, *STRUCK):
            return value(attributes) not in OFF
        case "color":
            return not can_be_read(lightness(value(attributes), 0.0), WHITE)
        case "sz":
            return not is_large_enough(value(attributes), 2)
        case _:
            return False


class Styles:
    """Listens to the part of styles."""

    def __init__(self) -> None:
        self._open = _DEFAULTS
        self._based_on: dict[str, str] = {}
        self._hiding: set[str] = set()
        self._default: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        match name:
            case "style":
                self._open = _named(attributes, "styleId")
                if _named(attributes, "default") not in ("", *OFF):
                    self._default.append(self._open)
            case "basedOn":
                self._based_on[self._open] = value(attributes)
            case _ if hides(name, attributes):
                self._hiding.add(self._open)

    def end(self, name: str) -> None:
        """Take its end."""
        if name == "style":
            self._open = _DEFAULTS

    def text(self, text: str) -> None:
        """There is none."""

    def hidden(self, used: Iterable[str]) -> Iterator[Printed]:
        """Name the styles that hide what is set in them, of those that are used."""
        for style in sorted({*used, *self._default, _DEFAULTS}):
            if any(each in self._hiding for each in self._chain(style)):
                yield Printed(f"style {style or 'of all'}", "hides text, as none of a report does")

    def _chain(self, style: str) -> Iterator[str]:
        seen = {style}
        yield style
        while (style := self._based_on.get(style, _DEFAULTS)) not in seen:
            seen.add(style)
            yield style


def _named(attributes: Mapping[str, str], end: str) -> str:
    return next((text for name, text in attributes.items() if name.endswith(f":{end}")), "")
