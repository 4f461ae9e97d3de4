"""What a page about one kind of care says, beyond the name, the sentence and what to do.

English stands in kinds_english.py word for word as in deploy/runbook/care.md, German in
kinds_german.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from contract.series import CareKind
from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class KindText:
    """One kind in one language, in whole sentences."""

    begins: str
    ends: str
    more: str


def kind_texts(language: Language) -> Mapping[CareKind, KindText]:
    """Return the texts of one language."""
    from hub.console.today.kinds_english import ENGLISH  # noqa: PLC0415 - they import this
    from hub.console.today.kinds_german import GERMAN  # noqa: PLC0415

    match language:
        case Language.GERMAN:
            return GERMAN
        case Language.ENGLISH:
            return ENGLISH
        case _:
            assert_never(language)
