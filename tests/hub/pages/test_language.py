"""Which language a visitor gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.pages.language import choose
from hub.pages.vocabulary import as_mapping, words_in
from hub.reports.text.language import Language

DE, EN = Language.GERMAN, Language.ENGLISH


@pytest.mark.parametrize(
    ("asked", "accept", "chosen"),
    [
        (None, "", DE),
        (None, "en", EN),
        (None, "en-GB,en;q=0.9,de;q=0.8", EN),
        (None, "de-AT,en;q=0.9", DE),
        (None, "en;q=0.4,de;q=0.7", DE),
        (None, "fr,pl;q=0.8", DE),
        (None, "fr,en;q=0.1", EN),
        (None, "de;q=0,en;q=0.1", EN),
        (None, "*", DE),
        (None, "EN-us", EN),
        (None, "en;q=x,de;q=0.1", DE),
        (None, "en;level=1", DE),
        (None, ";;;q=,,", DE),
        ("en", "de", EN),
        ("de", "en", DE),
        ("fr", "en", EN),
        ("", "en", EN),
        ("<script>", "", DE),
    ],
)
def test_choice(asked: str | None, accept: str, chosen: Language) -> None:
    """The address decides, then the browser's weights, then German."""
    assert choose(asked, accept) is chosen


@given(st.none() | st.text(), st.text())
def test_nothing_is_too_odd(asked: str | None, accept: str) -> None:
    """Whatever a client sends, it gets a language that there is."""
    assert choose(asked, accept) in Language


@pytest.mark.parametrize("language", Language)
def test_all_languages_fill_the_same_gaps(language: Language) -> None:
    """Each phrase has the same placeholders as in German."""
    german, other = (as_mapping(words_in(each).live) for each in (DE, language))
    for name, text in german.items():
        for gap in ("{n}", "{a}", "{b}", "{t}"):
            assert (gap in text) == (gap in other[name]), name
