"""The site as its operator describes it: `[site]` of hub.toml, who runs it, and how it looks.

Owns the shape and its rules; which colours go together is for contrast.py, which texts still need
somebody for site_care.py. It opens no file and knows no page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from contract.configuration import Refused, shown
from hub.domain.contrast import READABLE, contrast, is_colour, mixed, readable_on
from hub.domain.named_file import FilePath
from hub.domain.section import Section
from hub.domain.visitors import Email, Label, Phone, Website

PRODUCT: Final = "Platzfrei"
_LONGEST_TITLE: Final = 60
_SITE_URL: Final = re.compile(r"https://[^\s/@?#%\\\"'<>]+((?:/[A-Za-z0-9._~-]+)*)/?")
_TINT: Final = 0.13
"""So much of the accent is in what it is filled with."""
_WHITE: Final = "#ffffff"


def _title(text: str) -> str:
    if not text.strip() or not text.isprintable() or len(text) > _LONGEST_TITLE:
        raise ValueError(
            f"expected one line of 1 to {_LONGEST_TITLE} characters, not {shown(text)}"
        )
    return text


def _colour(text: str) -> str:
    if not is_colour(text):
        raise ValueError(f'expected a colour such as "#14603f", not {shown(text)}')
    return text.lower()


def _site_url(text: str) -> str:
    if not text.isprintable() or _SITE_URL.fullmatch(text) is None:  # not shown: see public_url
        raise ValueError('expected an address such as "https://example.org/desks/"')
    return text.removesuffix("/")


Title = Annotated[str, AfterValidator(_title)]
Colour = Annotated[str, AfterValidator(_colour)]
SiteUrl = Annotated[str, Field(max_length=200), AfterValidator(_site_url)]


class OperatorConfig(Section):
    """Who answers for the site. What is left out is missing in its texts, and said so."""

    name: Label | None = None
    """As the law knows it: a municipality, an association, a person."""
    address: Label | None = None
    """Postal, in one line, its parts with a comma between them."""
    email: Email | None = None
    phone: Phone | None = None
    represented_by: Label | None = None
    """Left out: whoever is responsible also represents."""
    responsible: Label | None = None
    """For the content."""
    register_entry: Label | None = Field(default=None, alias="register")
    """Court and number, of those who stand in one."""
    vat_id: Label | None = None
    public_body: bool = True
    """Municipalities and the like have other duties than a café."""


class TextConfig(Section):
    """A text that law asks for: the operator's own, elsewhere, or the built-in one."""

    url: Website | None = None
    """Where the operator's own stands, in place of the built-in one."""
    confirmed: date | None = None
    """On which local day the operator has checked the built-in one."""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if self.url is not None and len(self.model_fields_set) > 1:
            raise Refused("url", "expected either url, or the keys of the built-in text")
        return self

    def is_confirmed(self, today: date) -> bool:
        """Tell whether the built-in text has been checked; a day to come doesn't count yet."""
        return self.confirmed is not None and self.confirmed <= today


class ImprintConfig(TextConfig):
    """The imprint (section 5 of the German Digital Services Act, DDG)."""


class PrivacyConfig(TextConfig):
    """The privacy notice (article 13 of the GDPR)."""

    officer: Label | None = None
    """How to reach the data protection officer; "none" where there needn't be one."""
    authority: Label | None = None
    """The supervisory authority that complaints go to."""
    log_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    """So long a proxy in front keeps its log of visits; 0: it keeps none. The hub keeps none."""


class AccessibilityConfig(TextConfig):
    """The accessibility statement (Directive (EU) 2016/2102; in Germany BGG and BITV 2.0)."""

    status: Literal["full", "partial"] = "partial"
    enforcement: Label | None = None
    """The body that helps where nobody answers: its name and how to reach it."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one scheme: what is drawn and written, and on what. style.css has the same."""

    paper: str
    card: str
    ink: str
    soft: str
    amber: str
    accent: str

    @property
    def tint(self) -> str:
        """What a thing of the accent's colour is filled with."""
        return mixed(self.accent, self.card, _TINT)


LIGHT: Final = Palette("#f5f3ec", "#fffefa", "#1a221e", "#55605a", "#8a4a00", "#14603f")
DARK: Final = Palette("#111613", "#19201c", "#eceee6", "#a8b2aa", "#f2c073", "#82d4a6")


class ColorsConfig(Section):
    """The operator's colours; every one can be read where it stands, or is refused."""

    accent: Colour | None = None
    """Links, and what is free."""
    accent_dark: Colour | None = None
    """The same on a dark screen; left out: the accent, as light as it must be."""
    paper: Colour | None = None
    """Behind everything."""
    paper_dark: Colour | None = None

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        for scheme, palette in (("", self.light), ("_dark", self.dark)):
            written = [palette.ink, palette.soft, palette.amber]
            if getattr(self, f"accent{scheme}") is not None:
                _require(f"accent{scheme}", palette.accent, [palette.paper, palette.card])
            else:
                written.append(palette.accent)
            if getattr(self, f"paper{scheme}") is not None:
                _require(f"paper{scheme}", palette.paper, written)
        return self

    @property
    def light(self) -> Palette:
        """The colours of a light screen."""
        return _with(LIGHT, self.paper, self.accent)

    @property
    def dark(self) -> Palette:
        """The colours of a dark screen."""
        own = _with(DARK, self.paper_dark, self.accent_dark)
        if self.accent_dark is not None or self.accent is None:
            return own
        accent = readable_on(self.accent, (own.paper, own.card), _WHITE)
        return _with(own, None, accent)

    @property
    def are_ours(self) -> bool:
        """Whether nothing was chosen."""
        return not self.model_fields_set


def _with(palette: Palette, paper: str | None, accent: str | None) -> Palette:
    return Palette(
        paper or palette.paper,
        palette.card,
        palette.ink,
        palette.soft,
        palette.amber,
        accent or palette.accent,
    )


def _require(key: str, colour: str, others: Sequence[str]) -> None:
    """Raise Refused unless a colour can be read beside all others, as text or behind it."""
    worst = min(others, key=lambda other: contrast(colour, other))
    ratio = contrast(colour, worst)
    if ratio < READABLE:
        raise Refused(
            key,
            f"expected a contrast of at least {READABLE:g} to 1,"
            f" {colour} has {int(ratio * 100) / 100:g} to 1 with {worst}",
        )


class SiteConfig(Section):
    """What people read of the site besides its spaces."""

    name: Title = PRODUCT
    region: Title | None = None
    url: SiteUrl | None = None
    """Where search engines and links find it, without a slash at its end."""
    operator: OperatorConfig = OperatorConfig()
    logo: FilePath | None = None
    """In place of our mark: SVG, PNG or JPEG."""
    easy_language: FilePath | None = None
    """The region in German Easy Language, in place of what the program writes about it."""
    colors: ColorsConfig = ColorsConfig()
    imprint: ImprintConfig = ImprintConfig()
    privacy: PrivacyConfig = PrivacyConfig()
    accessibility: AccessibilityConfig = AccessibilityConfig()
