"""What a whole site says of itself on every page, such as that it is a demo.

Whoever starts the hub from a program hands it in; no key of hub.toml does, and a hub of real spaces
says nothing. It knows no page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.reports.text.language import Language


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence or more in each language; walls, frames and plain text say the first alone.

    Nobody writes a page anew only because a notice has changed: so each sentence stays true of a
    page that was loaded while it was said.
    """

    sentences: Mapping[Language, tuple[str, ...]]
    easy: tuple[str, ...]
    """In German Easy Language."""

    def first(self, language: Language) -> str:
        """Return the sentence that stands for all."""
        return self.sentences[language][0]


NoticeOf = Callable[[], Notice | None]
"""Must answer at once."""


def no_notice() -> None:
    """Say nothing, as every hub of real spaces does."""
