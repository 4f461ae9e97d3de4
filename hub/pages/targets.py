"""`/reports/targets`: what was agreed with the funder, to be read and to be changed.

    GET ─▶ form                 POST, from this page ─▶ mistakes beside their fields, nothing saved
                                                    └─▶ all in the place of what was seen ─▶ GET

For the office and for who looks after the hub. Nothing that was typed is lost: whatever is in the
way, the form comes back with it. Changes of two people at once never replace each other unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from hub.book.targets import TargetsChanged
from hub.domain.indicators import Indicator
from hub.domain.roles import Permission
from hub.domain.space import SpaceConfig
from hub.domain.target import Target, Wanted
from hub.errors import BookUnavailable
from hub.http.access import Access
from hub.http.form_guard import TOKEN_FIELD, FormGuard
from hub.http.query_keys import QueryKeys
from hub.http.routing import read, write
from hub.pages.office_page import fields_in, office_answer
from hub.pages.site import Site, language_of
from hub.pages.target_form import (
    NEW_ENTRIES,
    Entry,
    FieldMistake,
    entries_in,
    entry_of,
    read_entries,
    version_of,
)
from hub.pages.target_words import TargetWords, target_words_in
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in

PATH: Final = "/reports/targets"
_SEEN: Final = "seen"


class KeptTargets(Protocol):
    """Where targets are kept. Every call raises BookUnavailable."""

    def all(self) -> Sequence[Target]:
        """Return every target."""
        ...

    def replace(self, seen: Sequence[Target], now: Sequence[Target]) -> None:
        """Keep others in the place of those that were seen. Raises TargetsChanged."""
        ...


class NoTargets:
    """Stands in where there is no book: nothing was agreed, and nothing can be kept."""

    def all(self) -> Sequence[Target]:
        """Return none."""
        return ()

    def replace(self, seen: Sequence[Target], now: Sequence[Target]) -> None:
        """Raise BookUnavailable."""
        raise BookUnavailable(f"no book for {len(now)} targets in place of {len(seen)}")


@dataclass(frozen=True, slots=True)
class TargetFormView:
    """All that the form shows."""

    entries: tuple[Entry, ...]
    kept_count: int
    """So many of them are targets; those after are to be filled in."""
    indicators: tuple[tuple[str, str], ...]
    """Id and name."""
    spaces: tuple[tuple[str, str], ...]
    wanted: tuple[tuple[str, str], ...]
    token: str
    seen: str
    mistakes: tuple[tuple[str, str], ...] = ()
    """Field and words."""
    message: str = ""
    """What is in the way of all of it."""
    is_saved: bool = False

    def said_of(self, field: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return dict(self.mistakes).get(field, "")

    def spaces_for(self, entry: Entry, gone: str) -> tuple[tuple[str, str], ...]:
        """Return the spaces that an entry may name, its own included if that is gone."""
        known = {id_ for id_, _ in self.spaces}
        if not entry.space or entry.space in known:
            return self.spaces
        return (*self.spaces, (entry.space, gone.format(t=entry.space)))


class TargetPage:
    """Writes the form, and takes it."""

    def __init__(
        self, site: Site, spaces: Sequence[SpaceConfig], kept: KeptTargets, guard: FormGuard
    ) -> None:
        self._site = site
        self._spaces = tuple(spaces)
        self._kept = kept
        self._guard = guard

    def form(self, request: Request) -> Response:
        """Write the form with what is kept."""
        language = language_of(request)
        typography = words_in(language).typography
        try:
            kept = self._kept.all()
        except BookUnavailable:
            words = target_words_in(language)
            return self._page(
                request, (), (), HTTPStatus.SERVICE_UNAVAILABLE, message=words.unavailable
            )
        entries = tuple(entry_of(each, typography) for each in kept)
        return self._page(request, entries, kept, is_saved="saved" in request.query_params)

    def take(self, request: Request, body: bytes) -> Response:
        """Keep what was sent, or say what is in the way."""
        sent, language = fields_in(body), language_of(request)
        words, entries = target_words_in(language), entries_in(sent)
        try:
            kept = self._kept.all()
            status, mistakes, message = self._save(request, sent, entries, kept)
        except BookUnavailable:
            kept, mistakes = (), ()
            status, message = HTTPStatus.SERVICE_UNAVAILABLE, words.unavailable
        if status is HTTPStatus.OK:
            asked = f"lang={language}&" if "lang" in request.query_params else ""
            return RedirectResponse(f"targets?{asked}saved", HTTPStatus.SEE_OTHER)
        said = tuple((each.field, words.flaws[each.flaw]) for each in mistakes)
        return self._page(request, entries, kept, status, mistakes=said, message=message)

    def _save(
        self,
        request: Request,
        sent: dict[str, str],
        entries: Sequence[Entry],
        kept: Sequence[Target],
    ) -> tuple[HTTPStatus, tuple[FieldMistake, ...], str]:
        """Keep it if nothing is in the way; return what is."""
        language = language_of(request)
        words, typography = target_words_in(language), words_in(language).typography
        spaces = {space.id for space in self._spaces}
        targets, mistakes = read_entries(entries, spaces, typography)
        if not self._guard.knows(request, PATH, sent.get(TOKEN_FIELD, "")):
            return HTTPStatus.CONFLICT, mistakes, words.again
        if mistakes:
            return HTTPStatus.UNPROCESSABLE_ENTITY, mistakes, ""
        changed = HTTPStatus.CONFLICT, (), words.changed.format(t=self._in_words(kept, language))
        if sent.get(_SEEN) != version_of(kept):
            return changed
        try:
            self._kept.replace(kept, targets)
        except TargetsChanged:
            return changed
        return HTTPStatus.OK, (), ""

    def _in_words(self, kept: Sequence[Target], language: Language) -> str:
        """Name what is kept in one line."""
        report_words, words = words_in(language), target_words_in(language)
        names = {space.id: space.name for space in self._spaces}
        lines = []
        for target in kept:
            entry = entry_of(target, report_words.typography)
            about = names.get(entry.space, entry.space) or words.all_spaces
            metric = report_words.metrics[target.indicator].name
            wanted = _direction(target.wanted, words)
            lines.append(f"{metric}, {about}: {wanted} {entry.target}")
        return "; ".join(lines) or "–"

    def _page(
        self,
        request: Request,
        entries: Sequence[Entry],
        kept: Sequence[Target],
        status: HTTPStatus = HTTPStatus.OK,
        *,
        mistakes: tuple[tuple[str, str], ...] = (),
        message: str = "",
        is_saved: bool = False,
    ) -> Response:
        language = language_of(request)
        words, metrics = target_words_in(language), words_in(language).metrics
        count = max((n for n, each in enumerate(entries, 1) if not each.is_empty), default=0)
        view = TargetFormView(
            entries=(*entries[:count], *(Entry() for _ in range(NEW_ENTRIES))),
            kept_count=count,
            indicators=tuple((each.value, metrics[each].name) for each in Indicator),
            spaces=tuple((space.id, space.name) for space in self._spaces),
            wanted=tuple((each.value, _direction(each, words)) for each in Wanted),
            token=self._guard.token(request, PATH),
            seen=version_of(kept),
            mistakes=mistakes,
            message=message,
            is_saved=is_saved,
        )
        html = self._site.write(request, "targets.html", form=view, said=words)
        return office_answer(request, html, language, status)


def _direction(wanted: Wanted, words: TargetWords) -> str:
    return words.at_least if wanted is Wanted.AT_LEAST else words.at_most


def target_page_router(page: TargetPage, access: Access, guard: FormGuard) -> APIRouter:
    """Build the routes."""
    router, setting = APIRouter(), access.needs(Permission.SET_TARGETS)

    @read(router, PATH, listed=False, needs=setting, keys=QueryKeys(("lang", "saved")))
    async def form(request: Request) -> Response:
        """Show what was agreed."""
        return await run_in_threadpool(page.form, request)

    @write(router, PATH, needs=setting, door=guard)
    async def take(request: Request) -> Response:
        """Keep what was agreed."""
        return await run_in_threadpool(page.take, request, await request.body())

    return router
