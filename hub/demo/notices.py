"""What the demo's pages say of themselves: that nothing here is real, and what is still to come."""

from types import MappingProxyType
from typing import Final

from hub.pages.notice import Notice
from hub.reports.text.language import Language

_EASY: Final = (
    "Das ist ein Beispiel.",
    "Die Orte und die Zahlen sind erfunden.",
    "Die Menschen kommen und gehen hier sehr schnell.",
)

SIMULATED: Final = Notice(
    MappingProxyType(
        {
            Language.GERMAN: (
                "Simulierte Region im Zeitraffer: Alle Arbeitsplätze und Zahlen sind erfunden.",
            ),
            Language.ENGLISH: (
                "A simulated region in fast motion: all desks and figures are made up.",
            ),
        }
    ),
    _EASY,
)
FILLING: Final = Notice(
    MappingProxyType(
        {
            Language.GERMAN: (
                SIMULATED.first(Language.GERMAN),
                "Ältere Monate kamen beim Laden dieser Seite noch dazu.",
            ),
            Language.ENGLISH: (
                SIMULATED.first(Language.ENGLISH),
                "Older months were still being filled in when this page was loaded.",
            ),
        }
    ),
    (*_EASY, "Die Zahlen von früher fehlen am Anfang noch.", "Sie kommen später dazu."),
)
