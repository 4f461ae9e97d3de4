"""What stands on the pages that law asks for, put together from configuration and words. Pure.

No fact is in the words, and no word is here. What the operator hasn't said is a gap, never left
out in silence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hub.config import HubConfig
from hub.domain.site import OperatorConfig, SiteConfig
from hub.domain.space import SpaceConfig
from hub.domain.visitors import uri_of
from hub.http.throttle import MOST_KEYS
from hub.pages.legal_words import LegalWords, PrivacyWords

_NO_OFFICER: Final = "none"
_MAIL: Final = "mailto:"


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what stands beside it, line by line; a gap where that isn't known."""

    label: str
    lines: tuple[str, ...]
    href: str = ""
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    gap: str = ""
    """What the operator hasn't said, as a sentence."""
    after: tuple[str, ...] = ()
    """Paragraphs behind all of that."""


@dataclass(frozen=True, slots=True)
class LegalText:
    """One page."""

    title: str
    description: str
    lead: str
    parts: tuple[Part, ...]


def imprint_text(config: HubConfig, words: LegalWords) -> LegalText:
    """Say who runs the site."""
    said, operator = words.imprint, config.site.operator
    return LegalText(
        said.title,
        said.description,
        said.basis,
        (
            Part(said.provider, rows=tuple(_who(operator, words))),
            Part(said.site, (said.software, said.honesty)),
        ),
    )


def accessibility_text(config: HubConfig, words: LegalWords) -> LegalText:
    """Say how accessible the site is, and who helps."""
    said, site = words.accessibility, config.site
    basis = said.public if site.operator.public_body else said.private
    is_full = site.accessibility.status == "full"
    reached = Part(said.feedback, (said.feedback_text,), rows=tuple(_reached(site.operator, words)))
    return LegalText(
        said.title,
        said.description,
        basis.format(t=site.operator.name or words.operator),
        (
            Part(said.status, (said.full if is_full else said.partial,)),
            *(() if is_full else (Part(said.limits, items=said.limits_items),)),
            Part(said.tested, (said.tested_text, said.tested_open)),
            reached,
            _enforcement(site, words),
        ),
    )


def _enforcement(site: SiteConfig, words: LegalWords) -> Part:
    said, body = words.accessibility, site.accessibility.enforcement
    if body is not None:
        return Part(said.enforcement, (said.enforcement_text,), after=(body,))
    if not site.operator.public_body:
        return Part(said.enforcement, (said.enforcement_private,))
    return Part(said.enforcement, (said.enforcement_text,), gap=words.gap)


def privacy_text(config: HubConfig, words: LegalWords) -> LegalText:
    """Say what is measured, how long it is kept, and who sees it: as configured."""
    said = words.privacy
    return LegalText(
        said.title,
        said.description,
        "",
        (
            Part(said.in_short, items=tuple(_in_short(config.spaces, said))),
            Part(said.controller, rows=tuple(_controller(config.site, words))),
            Part(said.measured, tuple(_measured(config.spaces, said))),
            Part(said.kept, items=_kept(config.store.raw_days, said)),
            Part(said.small, (said.small_why,), tuple(_protected(config.spaces, said))),
            Part(said.seen, (said.seen_public, said.seen_office, said.seen_nobody)),
            _visits(config.site, words),
            _account(config, said),
            Part(
                said.device,
                (said.device_nothing, said.device_chosen, said.device_place, said.device_wrong),
            ),
            _rights(config.site, words),
        ),
    )


def _account(config: HubConfig, said: PrivacyWords) -> Part:
    """Say what is kept of people who sign in."""
    label = None if config.oidc is None else config.oidc.label
    elsewhere = () if label is None else (said.account_elsewhere.format(t=label),)
    return Part(
        said.account,
        (said.account_who,),
        (*said.account_items, *elsewhere),
        after=(said.account_log, said.account_end),
    )


def _who(operator: OperatorConfig, words: LegalWords) -> Iterator[Row]:
    said = words.contact
    yield _row(said.name, operator.name, words)
    yield _row(said.address, operator.address, words, *_lines_of(operator.address))
    if operator.represented_by is not None:
        yield _row(said.represented_by, operator.represented_by, words)
        yield _row(said.responsible, operator.responsible, words)
    else:
        yield _row(said.represents_and_responsible, operator.responsible, words)
    yield from _reached(operator, words)
    if operator.register_entry is not None:
        yield _row(said.register_entry, operator.register_entry, words)
    if operator.vat_id is not None:
        yield _row(said.vat_id, operator.vat_id, words)


def _reached(operator: OperatorConfig, words: LegalWords) -> Iterator[Row]:
    said = words.contact
    if operator.email is None:
        yield _row(said.email, None, words)
    else:
        yield Row(said.email, (operator.email,), f"{_MAIL}{operator.email}")
    if operator.phone is not None:
        yield Row(said.phone, (operator.phone,), uri_of(operator.phone))


def _controller(site: SiteConfig, words: LegalWords) -> Iterator[Row]:
    said, operator = words.contact, site.operator
    yield _row(said.name, operator.name, words)
    yield _row(said.address, operator.address, words, *_lines_of(operator.address))
    yield from _reached(operator, words)
    officer = site.privacy.officer
    if officer == _NO_OFFICER:
        yield Row(words.privacy.officer, (words.privacy.no_officer,))
    elif officer is not None or operator.public_body:
        yield _row(words.privacy.officer, officer, words)


def _row(label: str, told: str | None, words: LegalWords, *lines: str) -> Row:
    if told is None:
        return Row(label, (words.gap,), is_gap=True)
    return Row(label, lines or (told,))


def _lines_of(address: str | None) -> list[str]:
    """Write a postal address as on an envelope."""
    return [part.strip() for part in (address or "").split(",") if part.strip()]


def _in_short(spaces: Iterable[SpaceConfig], said: PrivacyWords) -> Iterator[str]:
    yield from said.in_short_items
    if all(space.small_count for space in spaces):
        yield said.in_short_small


def _measured(spaces: Iterable[SpaceConfig], said: PrivacyWords) -> Iterator[str]:
    units = [unit for space in spaces for unit in space.desks]
    doors = [door for space in spaces for door in space.doors]
    counting_count = sum(door.counts for door in doors)
    yield said.desks.format(n=len(units), k=len(tuple(spaces)))
    if doors:
        yield said.doors.format(n=len(doors))
    if counting_count:
        yield said.counting_doors.format(n=counting_count)
    yield said.never


def _kept(raw_days: int, said: PrivacyWords) -> tuple[str, ...]:
    single = said.kept_one_day if raw_days == 1 else said.kept_days.format(n=raw_days)
    return single, said.kept_sums, said.kept_state, said.kept_faults, said.kept_backups


def _protected(spaces: Iterable[SpaceConfig], said: PrivacyWords) -> Iterator[str]:
    """Say for each space how it is protected, those together that are alike."""
    alike: dict[tuple[int, str], list[str]] = {}
    for space in spaces:
        alike.setdefault((space.small_count, space.public_detail), []).append(space.name)
    for (small_count, detail), names in sorted(alike.items(), reverse=True):
        match small_count:
            case 0:
                sentence = said.desks_item if detail == "desks" else said.exact_item
            case 1:
                sentence = said.small_item_one
            case _:
                sentence = said.small_item
        yield sentence.format(t=", ".join(names), k=small_count)


def _visits(site: SiteConfig, words: LegalWords) -> Part:
    said, log_days = words.privacy, site.privacy.log_days
    basis = said.basis_public if site.operator.public_body else said.basis_private
    told = [said.visits_address, said.visits_throttle.format(n=_grouped(MOST_KEYS))]
    if log_days is None:
        return Part(said.visits, tuple(told), gap=said.logs_unsaid, after=(basis,))
    match log_days:
        case 0:
            told.append(said.logs_none)
        case 1:
            told.append(said.logs_one_day)
        case _:
            told.append(said.logs_days.format(n=log_days))
    return Part(said.visits, (*told, basis))


def _rights(site: SiteConfig, words: LegalWords) -> Part:
    said, authority = words.privacy, site.privacy.authority
    row = _row(said.complain, authority, words)
    return Part(said.rights, (said.rights_text, said.rights_nobody), rows=(row,))


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
