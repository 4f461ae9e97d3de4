"""Each refusal of an address has a sentence in each language."""

import pytest

from hub.console.outside_words import refusals_in
from hub.domain.outside_address import OutsideReason
from hub.reports.text.language import Language


@pytest.mark.parametrize("language", list(Language))
def test_every_refusal_is_said(language: Language) -> None:
    """With a full stop or a question at its end, and no two alike."""
    said = refusals_in(language)
    assert set(said) == set(OutsideReason)
    assert len(set(said.values())) == len(said)
    assert all(text.endswith((".", "?")) for text in said.values())
