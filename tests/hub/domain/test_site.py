"""What [site] of hub.toml may say."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.domain.contrast import READABLE, contrast
from hub.domain.site import DARK, LIGHT, ColorsConfig, Palette, SiteConfig
from tests.house.tree import ROOT

STYLE = (ROOT / "hub" / "pages" / "static" / "style.css").read_text()
NAMES = {"green": "accent"}


def told(**keys: Any) -> SiteConfig:
    """Read the keys of [site]."""
    return SiteConfig.model_validate(keys)


def refused(**keys: Any) -> str:
    """Return why keys are refused."""
    with pytest.raises(ValidationError) as caught:
        told(**keys)
    return str(caught.value)


def test_nothing_has_to_be_said() -> None:
    """A hub without [site] is a site called Platzfrei."""
    assert told().name == "Platzfrei"
    assert told().colors.are_ours


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"name": ""}, "expected one line of 1 to 60 characters, not an empty text"),
        ({"name": "a" * 61}, "expected one line of 1 to 60 characters"),
        ({"name": "a\nb"}, "expected one line"),
        ({"url": "http://example.org"}, 'expected an address such as "https://example.org/desks/"'),
        ({"url": "javascript:alert(1)"}, "expected an address such as"),
        ({"url": "https://me:secret@example.org"}, "expected an address such as"),
        ({"operator": {"email": "info"}}, 'expected an address such as "hof@example.org"'),
        ({"operator": {"email": "a@b.de?subject=x"}}, "expected an address such as"),
        ({"operator": {"phone": "call me"}}, 'expected a number such as "+49 33841 12345"'),
        ({"operator": {"phone": "12"}}, "expected a number such as"),
        ({"operator": {"fax": "1"}}, "fax"),
        ({"imprint": {"url": "ftp://example.org/"}}, 'that begins with "https://"'),
        ({"privacy": {"log_days": -1}}, "greater than or equal to 0"),
        ({"accessibility": {"status": "none"}}, "'full' or 'partial'"),
        ({"colors": {"accent": "green"}}, 'expected a colour such as "#14603f", not "green"'),
        ({"colors": {"accent": "#14603"}}, 'expected a colour such as "#14603f"'),
    ],
)
def test_what_is_refused(keys: dict[str, Any], why: str) -> None:
    """Each with what was expected."""
    assert why in refused(**keys)


def test_an_address_that_may_hold_a_password_is_not_repeated() -> None:
    """What is refused is printed and logged."""
    with pytest.raises(ValidationError) as caught:
        told(url="https://me:secret@example.org")
    assert "secret" not in caught.value.errors()[0]["msg"]


def test_a_text_is_the_operators_own_or_ours() -> None:
    """Both at once would leave open which one was confirmed."""
    own = {"url": "https://example.org/impressum"}
    assert told(imprint=own).imprint.url == own["url"]
    why = refused(imprint=own | {"confirmed": date(2026, 11, 28)})
    assert "expected either url, or the keys of the built-in text" in why


def test_a_day_to_come_confirms_nothing_yet() -> None:
    """From its own day on a text counts as checked."""
    text = told(privacy={"confirmed": date(2026, 11, 28)}).privacy
    days = [date(2026, 11, day) for day in (27, 28, 29)]
    assert [text.is_confirmed(day) for day in days] == [False, True, True]
    assert not told().privacy.is_confirmed(date(2026, 11, 28))


@pytest.mark.parametrize(("palette", "scheme"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_our_colours_are_those_of_the_style(palette: Palette, scheme: int) -> None:
    """What is compared with the operator's is what stands on the page."""
    written = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", written))
    for name in ("paper", "card", "ink", "soft", "amber", "green"):
        assert colours[name] == getattr(palette, NAMES.get(name, name))


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_our_colours_can_be_read(palette: Palette) -> None:
    """Every text on paper and card; 4.5 to 1."""
    for ground in (palette.paper, palette.card):
        for text in (palette.ink, palette.soft, palette.amber, palette.accent):
            assert contrast(text, ground) >= READABLE


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (
            {"accent": "#ffee00"},
            "accent: expected a contrast of at least 4.5 to 1, #ffee00 has 1.08",
        ),
        ({"accent_dark": "#14603f"}, "accent_dark: expected a contrast of at least 4.5 to 1"),
        ({"paper": "#777777"}, "paper: expected a contrast of at least 4.5 to 1, #777777 has"),
        ({"paper_dark": "#ffffff"}, "paper_dark: expected a contrast"),
        ({"accent": "#14603f", "accent_dark": "#222222"}, "accent_dark: expected a contrast"),
    ],
)
def test_a_colour_that_nobody_can_read_is_refused(keys: dict[str, str], why: str) -> None:
    """On a light and on a dark screen, by its key and its own ratio."""
    assert why in refused(colors=keys)


@given(channels=st.tuples(*[st.integers(0, 255)] * 3))
def test_what_is_taken_can_be_read_everywhere(channels: tuple[int, int, int]) -> None:
    """Whatever the accent: on both schemes, as text, and as an outline on its own tint."""
    accent = "#{:02x}{:02x}{:02x}".format(*channels)
    try:
        colors = ColorsConfig(accent=accent)
    except ValidationError:
        assert min(contrast(accent, each) for each in (LIGHT.paper, LIGHT.card)) < READABLE
        return
    for palette in (colors.light, colors.dark):
        assert contrast(palette.accent, palette.paper) >= READABLE
        assert contrast(palette.accent, palette.card) >= READABLE
        assert contrast(palette.accent, palette.tint) >= 3.0
