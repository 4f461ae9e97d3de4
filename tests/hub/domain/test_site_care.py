"""What the texts that law asks for still need."""

from datetime import date
from typing import Any

import pytest

from contract.series import CareKind
from hub.domain.site import SiteConfig
from hub.domain.site_care import judge_site, missing, missing_of, unconfirmed, warnings_of

TODAY = date(2026, 11, 28)
OPERATOR = {
    "name": "Gemeinde Wiesenburg/Mark",
    "address": "Schlossstraße 1, 14827 Wiesenburg/Mark",
    "email": "info@example.org",
    "responsible": "Erika Muster",
}
PRIVACY = {"officer": "datenschutz@example.org", "authority": "LDA Brandenburg", "log_days": 0}
CONFIRMED = {"confirmed": TODAY}
WHOLE: dict[str, dict[str, Any]] = {
    "operator": OPERATOR,
    "imprint": CONFIRMED,
    "privacy": PRIVACY | CONFIRMED,
    "accessibility": {"enforcement": "Durchsetzungsstelle"} | CONFIRMED,
}


def a_site(**keys: Any) -> SiteConfig:
    """Make a site."""
    return SiteConfig.model_validate(keys)


def judged(site: SiteConfig) -> dict[CareKind, tuple[str, ...]]:
    """Return what each kind is about, if it needs care."""
    return {each.kind: each.subjects for each in judge_site(site, TODAY) if each.needs_care}


def test_a_whole_site_needs_nobody() -> None:
    """Everything said, and confirmed today."""
    assert judged(a_site(**WHOLE)) == {}
    assert list(warnings_of(a_site(**WHOLE), TODAY)) == []


def test_both_kinds_are_judged_always() -> None:
    """So that what is mended ends in the book."""
    kinds = [each.kind for each in judge_site(a_site(**WHOLE), TODAY)]
    assert kinds == [CareKind.SITE_TEXT_MISSING, CareKind.SITE_TEXT_UNCONFIRMED]


def test_a_site_that_says_nothing_lacks_all_three() -> None:
    """Named once each in the care list, by every key at the start."""
    texts = ("site.imprint", "site.privacy", "site.accessibility")
    assert judged(a_site()) == {CareKind.SITE_TEXT_MISSING: texts}
    lacking, samples = warnings_of(a_site(), TODAY)
    assert lacking == (
        "site: the texts that law asks for lack site.operator.name, site.operator.address,"
        " site.operator.email, site.operator.responsible, site.privacy.officer,"
        " site.privacy.authority, site.privacy.log_days, site.accessibility.enforcement"
    )
    assert samples.endswith(
        "site.imprint.confirmed, site.privacy.confirmed, site.accessibility.confirmed"
    )


@pytest.mark.parametrize("text", ["imprint", "privacy", "accessibility"])
def test_a_whole_text_that_nobody_has_read(text: str) -> None:
    """It needs somebody's eyes, though nothing is missing."""
    keys = WHOLE | {text: {**WHOLE[text], "confirmed": date(2026, 11, 29)}}
    assert judged(a_site(**keys)) == {CareKind.SITE_TEXT_UNCONFIRMED: (f"site.{text}",)}


@pytest.mark.parametrize(
    ("table", "key", "lacking"),
    [
        ("operator", "name", ["site.imprint", "site.privacy"]),
        ("operator", "address", ["site.imprint", "site.privacy"]),
        ("operator", "email", ["site.imprint", "site.privacy", "site.accessibility"]),
        ("operator", "responsible", ["site.imprint"]),
        ("privacy", "officer", ["site.privacy"]),
        ("privacy", "authority", ["site.privacy"]),
        ("privacy", "log_days", ["site.privacy"]),
        ("accessibility", "enforcement", ["site.accessibility"]),
    ],
)
def test_each_fact_that_is_missing_is_named(table: str, key: str, lacking: list[str]) -> None:
    """By its key, and for the texts that need it; even if somebody has confirmed them."""
    keys = WHOLE | {table: {name: told for name, told in WHOLE[table].items() if name != key}}
    site = a_site(**keys)
    assert missing(site) == (f"site.{table}.{key}",)
    assert judged(site) == {CareKind.SITE_TEXT_MISSING: tuple(lacking)}


def test_a_cafe_has_fewer_duties() -> None:
    """Neither an officer nor a body of enforcement is asked of who isn't public."""
    keys = WHOLE | {
        "operator": OPERATOR | {"public_body": False},
        "privacy": {"authority": "LDA", "log_days": 7},
        "accessibility": {},
    }
    assert missing(a_site(**keys)) == ()


def test_texts_elsewhere_are_not_judged() -> None:
    """The operator's own page is the operator's own matter."""
    own = {"url": "https://example.org/impressum"}
    site = a_site(imprint=own, privacy=own, accessibility=own)
    assert judged(site) == {}
    assert missing_of(site, "site.privacy") == ()
    assert unconfirmed(site, TODAY) == ()
