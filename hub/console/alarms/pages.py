"""`/console/alarms`: one's own ways, each with what comes by it, how it does, and a test.

Everybody sees and changes their own alone. An address that was kept is never written back whole.
"""

import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from contract.times import from_us
from hub.alarm_message import AlarmWriter
from hub.alarm_sending import AlarmSender, NotSent, Parcel
from hub.book.alarm_messages import AlarmQueue, Reached
from hub.book.alarm_ways import AlarmWayMemory
from hub.book.one_way import new_secret
from hub.care_told import local_day, texts_in
from hub.console.alarms.form import (
    REPEAT,
    Choices,
    ChoiceWrong,
    choices_of,
    rule_in,
    typed_of,
)
from hub.console.alarms.words import AlarmWords, alarm_words_in
from hub.console.look import Look, Mistake
from hub.console.outside_words import refusals_in
from hub.console.sources import ConsoleSources
from hub.domain.alarm import Rule
from hub.domain.alarm_way import (
    SERVICES,
    Address,
    AlarmWay,
    WayReason,
    WayRefused,
    WaySort,
    address_of,
)
from hub.domain.outside_address import OutsideReason, OutsideRefused
from hub.domain.roles import Permission
from hub.http.access import Access, SignedIn, SignInNeeded, signed_in_at
from hub.http.forms import Form, form_of
from hub.http.routing import Door, read, write
from hub.http.throttle import Rate, TokenBuckets
from hub.reports.text.language import Language

ALARMS: Final = "/console/alarms"
TESTS: Final = Rate(burst=5, per_s=1 / 60)
"""So often somebody may send a test."""
MAIL_TESTS: Final = Rate(burst=5, per_s=1 / 3600)
"""By mail less often: the address may be a stranger's."""
FIELDS: Final[Mapping[WaySort, tuple[str, ...]]] = {
    WaySort.MAIL: ("address",),
    WaySort.NTFY: ("server", "topic", "token"),
    WaySort.MATRIX: ("server", "room", "token"),
    WaySort.SERVICE: ("url",),
    WaySort.WEBHOOK: ("url",),
}
"""What is typed for each sort, in its order."""
_MAY_BE_EMPTY: Final = frozenset({(WaySort.NTFY, "token")})
_KEY: Final = "key"
_NOTICES: Final = ("added", "saved", "switched_off", "switched_on", "removed")


@dataclass(frozen=True, slots=True)
class ShownWay:
    """One card."""

    handle: str
    name: str
    is_on: bool
    what: Sequence[str]
    status: str
    why: str
    """Why nothing gets through; empty: it does, or nobody knows."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a form."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Tried:
    """How a test ended."""

    is_sent: bool
    text: str
    why: str = ""


class AlarmPages:
    """Writes the pages and changes what is one's own."""

    def __init__(self, look: Look, sources: ConsoleSources) -> None:
        self._look = look
        self._sources = sources
        self._ways = AlarmWayMemory(sources.book)
        self._queue = AlarmQueue(sources.book)
        self._sender = AlarmSender(sources.config, sources.now_us)
        self._tests = TokenBuckets(TESTS)
        self._mail_tests = TokenBuckets(MAIL_TESTS)
        self._testing = Lock()

    def list(self, request: Request, tried: Tried | None = None) -> Response:
        """Write one's own ways."""
        who, said = _somebody(request), self._words(request)
        done = request.query_params.get("done", "")
        notice = str(getattr(said, done)) if done in _NOTICES and tried is None else ""
        people = {each.id: each.name for each in self._sources.sign_in.people.all()}
        ways = self._ways.of_person(who.principal.id)
        return self._look.page(
            request, "alarms.html", text=said, done=notice, tried=tried, sorts=WaySort,
            ways=[self._shown(request, way, people) for way in ways],
        )  # fmt: skip

    def new(
        self, request: Request, sort: WaySort, form: Form | None = None, wrong: Sequence[Wrong] = ()
    ) -> Response:
        """Write the form of a new way; what was typed comes back."""
        language = self._look.language_of(request)
        typed = form or typed_of(Rule("", ""), language.value)
        values = {name: typed.one(name) for name in FIELDS[sort]}
        if form is None and sort is WaySort.NTFY:
            values["server"] = "https://ntfy.sh"
        key = typed.one(_KEY) or new_secret() if sort is WaySort.WEBHOOK else ""
        return self._form(
            request, f"{ALARMS}/new/{sort}", typed, wrong, sort=sort, values=values, key=key,
            fields=FIELDS[sort], optional={name for of, name in _MAY_BE_EMPTY if of is sort},
            services=[*dict.fromkeys(SERVICES.values())],
            has_mail=self._sources.config.mail is not None,
        )  # fmt: skip

    def add(self, request: Request, sort: WaySort, form: Form) -> Response:
        """Take a new way, after its server was looked for."""
        who, said = _somebody(request), self._words(request)
        try:
            address = self._address(sort, form)
            before = Rule("", who.principal.id)
            rule, language = rule_in(form, before, self._choices(request))
            self._ways.add(rule, sort, address, language, self._sources.now_us())
        except WayRefused as refused:
            wrong = Wrong(refused.field or FIELDS[sort][0], self._refusal(request, refused.reason))
            return self.new(request, sort, form, [wrong])
        except ChoiceWrong as error:
            return self.new(request, sort, form, [_wrong_choice(error, said)])
        return self._done(request, "added")

    def change_page(
        self, request: Request, handle: str, form: Form | None = None, wrong: Sequence[Wrong] = ()
    ) -> Response:
        """Write the form of what comes by a way."""
        way = self._way(request, handle)
        if way is None:
            return self._look.see_other(request, ALARMS)
        typed = form or typed_of(way.rule, way.language)
        return self._form(
            request, f"{ALARMS}/{handle}", typed, wrong, name=self._name(request, way), sort=None
        )

    def change(self, request: Request, handle: str, form: Form) -> Response:
        """Take what shall come by a way from now on."""
        way = self._way(request, handle)
        if way is None:
            return self._look.see_other(request, ALARMS)
        try:
            rule, language = rule_in(form, way.rule, self._choices(request))
        except ChoiceWrong as error:
            wrong = _wrong_choice(error, self._words(request))
            return self.change_page(request, handle, form, [wrong])
        self._ways.change(replace(way, rule=rule, language=language), self._sources.now_us())
        return self._done(request, "saved")

    def switch(self, request: Request, handle: str) -> Response:
        """Switch a way off, or on again."""
        way = self._way(request, handle)
        if way is None:
            return self._look.see_other(request, ALARMS)
        rule = replace(way.rule, is_on=not way.rule.is_on)
        self._ways.change(replace(way, rule=rule), self._sources.now_us())
        return self._done(request, "switched_on" if rule.is_on else "switched_off")

    def remove(self, request: Request, handle: str) -> Response:
        """Forget a way."""
        way = self._way(request, handle)
        if way is None:
            return self._look.see_other(request, ALARMS)
        self._ways.remove(way, self._sources.now_us())
        return self._done(request, "removed")

    def test(self, request: Request, handle: str) -> Response:
        """Send a test by a way, and say how that ended."""
        way, said = self._way(request, handle), self._words(request)
        if way is None:
            return self._look.see_other(request, ALARMS)
        tests = self._mail_tests if way.sort is WaySort.MAIL else self._tests
        wait_s = tests.take(way.rule.person, self._sources.monotonic())
        if wait_s:
            patience = said.too_often.replace("{n}", str(math.ceil(wait_s)))
            return self.list(request, Tried(is_sent=False, text=patience))
        config = self._sources.config
        text = AlarmWriter((), config.http.public_url or "").test(Language(way.language))
        parcel = Parcel(way.sort, self._ways.address(way), text, secrets.token_hex(16), True)
        try:
            with self._testing:  # one at a time: each may be a process of its own
                self._sender.send(parcel)
        except NotSent as error:
            why = self._trouble(request, way.sort, error.trouble)
            return self.list(request, Tried(is_sent=False, text=said.not_tried, why=why))
        is_mail = way.sort is WaySort.MAIL
        return self.list(
            request, Tried(is_sent=True, text=said.tried_mail if is_mail else said.tried)
        )

    def _form(
        self, request: Request, path: str, typed: Form, wrong: Sequence[Wrong], **more: Any
    ) -> Response:
        said, language = self._words(request), self._look.language_of(request)
        names = sorted((each.name, kind.value) for kind, each in texts_in(language).items())
        return self._look.page(
            request, "alarms_form.html", mistake=Mistake(wrong[0].text) if wrong else None,
            text=said, wrong=wrong, beside={each.field: each.text for each in wrong},
            action=self._look.address(request, path), typed=typed,
            kinds_by_name=[(kind, name) for name, kind in names],
            choices=self._choices(request), **more,
        )  # fmt: skip

    def _address(self, sort: WaySort, form: Form) -> Address:
        address = address_of(sort, {name: form.one(name) for name in FIELDS[sort]})
        if sort is WaySort.WEBHOOK and form.one(_KEY):
            address = {**address, _KEY: form.one(_KEY)[:100]}
        try:
            self._sender.require_reachable(sort, address)
        except OutsideRefused as refused:
            raise WayRefused(FIELDS[sort][0], refused.reason) from None
        return address

    def _choices(self, request: Request) -> Choices:
        who = _somebody(request)
        reached = {way.rule.person for way in self._ways.all() if way.rule.is_on}
        people, spaces = self._sources.sign_in.people.all(), self._sources.config.spaces
        return choices_of(who.principal, spaces, self._words(request).the_hub, people, reached)

    def _shown(self, request: Request, way: AlarmWay, people: Mapping[str, str]) -> ShownWay:
        reached = self._queue.reached(way.handle)
        fails = way.rule.is_on and reached.failing_us is not None
        why = self._trouble(request, way.sort, reached.trouble) if fails else ""
        what = tuple(self._what(request, way.rule, people))
        status = self._status(request, way, reached)
        return ShownWay(way.handle, self._name(request, way), way.rule.is_on, what, status, why)

    def _name(self, request: Request, way: AlarmWay) -> str:
        return f"{self._words(request).sorts[way.sort]}: {way.shown}"

    def _status(self, request: Request, way: AlarmWay, reached: Reached) -> str:
        said = self._words(request)
        if not way.rule.is_on:
            return said.off
        if reached.failing_us is not None:
            return said.failing.replace("{t}", self._day(request, reached.failing_us))
        if reached.sent_us is None:
            return said.untold
        return said.arrived.replace("{t}", self._day(request, reached.sent_us))

    def _what(self, request: Request, rule: Rule, people: Mapping[str, str]) -> Sequence[str]:
        said = self._words(request)
        kinds = said.only_kinds.replace("{n}", str(len(rule.kinds)))
        lines = [kinds if rule.kinds else said.severities[rule.severity]]
        lines.append(self._spaces(request, rule))
        lines.append(said.always[rule.always])
        if rule.repeat_us:
            repeat = next((key for key, us in REPEAT.items() if us == rule.repeat_us), "0")
            lines.append(said.rule_repeat.replace("{t}", said.repeats[repeat]))
        if rule.raise_us:
            name = people.get(rule.raise_to, said.somebody_gone)
            lines.append(said.rule_raise.replace("{t}", name))
        return lines

    def _spaces(self, request: Request, rule: Rule) -> str:
        said = self._words(request)
        if rule.spaces is None:
            return said.all_spaces
        return ", ".join(each or said.the_hub for each in self._look.named(rule.spaces))

    def _trouble(self, request: Request, sort: WaySort, trouble: str) -> str:
        """Say in plain words why something doesn't get through."""
        said = self._words(request)
        if trouble in said.troubles:
            return said.troubles[trouble]
        if sort is not WaySort.MAIL and trouble in tuple(OutsideReason):
            return refusals_in(self._look.language_of(request))[OutsideReason(trouble)]
        return said.mail_trouble.replace("{t}", trouble)

    def _refusal(self, request: Request, reason: WayReason | OutsideReason) -> str:
        said = self._words(request)
        if isinstance(reason, WayReason):
            return said.wrong_way[reason]
        known = said.troubles if reason is OutsideReason.NOT_PUBLIC else {}
        return known.get(reason) or refusals_in(self._look.language_of(request))[reason]

    def _way(self, request: Request, handle: str) -> AlarmWay | None:
        return self._ways.one(_somebody(request).principal.id, handle)

    def _words(self, request: Request) -> AlarmWords:
        return alarm_words_in(self._look.language_of(request))

    def _day(self, request: Request, at_us: int) -> str:
        return local_day(from_us(at_us), self._look.language_of(request))

    def _done(self, request: Request, what: str) -> Response:
        response = self._look.see_other(request, ALARMS)
        joint = "&" if "?" in response.headers["location"] else "?"
        response.headers["location"] += f"{joint}done={what}"
        return response


def _wrong_choice(error: ChoiceWrong, said: AlarmWords) -> Wrong:
    return Wrong(error.field, said.choose_whom if error.is_whom else said.choose)


def _somebody(request: Request) -> SignedIn:
    signed_in = signed_in_at(request)
    if signed_in is None:
        raise SignInNeeded
    return signed_in


def alarms_router(look: Look, access: Access, sources: ConsoleSources, door: Door) -> APIRouter:
    """Build the routes."""
    router, pages = APIRouter(), AlarmPages(look, sources)
    own = access.needs_person(Permission.OWN_ACCOUNT)

    @read(router, ALARMS, listed=False, needs=own)
    def alarms(request: Request) -> Response:
        """Show one's own ways."""
        return pages.list(request)

    @read(router, f"{ALARMS}/new/{{sort}}", listed=False, needs=own)
    def new(request: Request, sort: WaySort) -> Response:
        """Ask for a new way."""
        return pages.new(request, sort)

    @write(router, f"{ALARMS}/new/{{sort}}", needs=own, door=door)
    async def add(request: Request, sort: WaySort) -> Response:
        """Add a way."""
        return await run_in_threadpool(pages.add, request, sort, await form_of(request))

    @read(router, f"{ALARMS}/{{handle}}", listed=False, needs=own)
    def change_page(request: Request, handle: str) -> Response:
        """Ask for what shall come by a way."""
        return pages.change_page(request, handle)

    @write(router, f"{ALARMS}/{{handle}}", needs=own, door=door)
    async def change(request: Request, handle: str) -> Response:
        """Change what comes by a way."""
        return await run_in_threadpool(pages.change, request, handle, await form_of(request))

    @write(router, f"{ALARMS}/{{handle}}/switch", needs=own, door=door)
    def switch(request: Request, handle: str) -> Response:
        """Switch a way off or on."""
        return pages.switch(request, handle)

    @write(router, f"{ALARMS}/{{handle}}/remove", needs=own, door=door)
    def remove(request: Request, handle: str) -> Response:
        """Forget a way."""
        return pages.remove(request, handle)

    @write(router, f"{ALARMS}/{{handle}}/test", needs=own, door=door)
    def test(request: Request, handle: str) -> Response:
        """Send a test."""
        return pages.test(request, handle)

    return router
