"""What the texts that law asks for still need: facts that are missing, and somebody's eyes. Pure.

Where the operator has a text of its own elsewhere, nothing is judged. Each thing is named by its
key in hub.toml.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from contract.series import CareKind
from hub.domain.care import Judgement
from hub.domain.site import SiteConfig, TextConfig

_OF_A_PUBLIC_BODY: Final = frozenset({"site.privacy.officer", "site.accessibility.enforcement"})


def texts_of(site: SiteConfig) -> dict[str, TextConfig]:
    """Return the three texts by their keys."""
    return {
        "site.imprint": site.imprint,
        "site.privacy": site.privacy,
        "site.accessibility": site.accessibility,
    }


def missing_of(site: SiteConfig, text: str) -> tuple[str, ...]:
    """Return the keys of what a built-in text should say and can't."""
    if texts_of(site)[text].url is not None:
        return ()
    missing = (key for key, told in _needed(site, text).items() if told is None)
    return tuple(
        key for key in missing if site.operator.public_body or key not in _OF_A_PUBLIC_BODY
    )


def missing(site: SiteConfig) -> tuple[str, ...]:
    """Return the keys of all that is missing in any text, each once."""
    found = (key for text in texts_of(site) for key in missing_of(site, text))
    return tuple(dict.fromkeys(found))


def unconfirmed(site: SiteConfig, today: date) -> tuple[str, ...]:
    """Return the keys of the built-in texts that nobody has checked; `today` is a local day."""
    return tuple(
        key
        for key, text in texts_of(site).items()
        if text.url is None and not text.is_confirmed(today)
    )


def judge_site(site: SiteConfig, today: date) -> Iterator[Judgement]:
    """Judge the texts, as of a local day: what lacks something is to be completed first."""
    lacking = tuple(text for text in texts_of(site) if missing_of(site, text))
    unread = tuple(text for text in unconfirmed(site, today) if text not in lacking)
    yield Judgement(CareKind.SITE_TEXT_MISSING, bool(lacking), subjects=lacking)
    yield Judgement(CareKind.SITE_TEXT_UNCONFIRMED, bool(unread), subjects=unread)


def warnings_of(site: SiteConfig, today: date) -> Iterator[str]:
    """Say the same as lines for who starts the hub, with every key."""
    if keys := missing(site):
        yield f"site: the texts that law asks for lack {', '.join(keys)}"
    if keys := unconfirmed(site, today):
        said = ", ".join(f"{key}.confirmed" for key in keys)
        yield f"site: texts are shown as samples until somebody has checked them: {said}"


def _needed(site: SiteConfig, text: str) -> dict[str, object]:
    who = site.operator
    address = {
        "site.operator.name": who.name,
        "site.operator.address": who.address,
        "site.operator.email": who.email,
    }
    match text:
        case "site.imprint":
            return {**address, "site.operator.responsible": who.responsible}
        case "site.privacy":
            privacy = site.privacy
            return {
                **address,
                "site.privacy.officer": privacy.officer,
                "site.privacy.authority": privacy.authority,
                "site.privacy.log_days": privacy.log_days,
            }
        case _:
            return {
                "site.operator.email": who.email,
                "site.accessibility.enforcement": site.accessibility.enforcement,
            }
