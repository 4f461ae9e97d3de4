"""The page on which another Pi is named in the place of one, and what its form makes."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import HTTPException, Request, Response

from hub.book.agent_handovers import HandoversChanged
from hub.console.age import ago
from hub.console.look import Look
from hub.console.replacing.form import ANOTHER, Typed, default_of, request_of, typed_in, value_of
from hub.console.replacing.known import Known, Stranger
from hub.console.replacing.telling import Telling, Wrong
from hub.console.replacing.words import replacing_words
from hub.domain.handover_change import HandoverChange, units_of
from hub.domain.handover_request import HandoverRequest, first_mark, mistakes_in
from hub.domain.space import SpaceConfig
from hub.http.access import signed_in_at
from hub.http.forms import Form


@dataclass(frozen=True, slots=True)
class Choice:
    """One line that can be chosen."""

    value: str
    label: str
    hint: str = ""


class Asking:
    """Writes the page and takes its form."""

    def __init__(self, look: Look, known: Known) -> None:
        self._look = look
        self._known = known

    def page(self, request: Request, space_id: str, agent: str) -> Response:
        """Show it as it is by default. Raises HTTPException, 404, if there is no such agent."""
        telling = telling_of(self._look, self._known, request, space_id)
        if agent not in {each.agent for each in telling.space.agents}:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self._write(request, telling, agent)

    def send(self, request: Request, space_id: str, agent: str, form: Form) -> Response:
        """Make the change, or show what is wrong with it beside what was typed."""
        telling = telling_of(self._look, self._known, request, space_id)
        typed, seen = typed_in(form), self._known.changes()
        asked = request_of(agent, typed)
        mistakes = mistakes_in(asked, self._known.around(telling.space))
        change = self._change(request, space_id, asked)
        if mistakes or change is None:
            return self._write(request, telling, agent, typed, tuple(telling.wrong(mistakes)))
        try:
            self._known.memory.add(change, seen)
        except HandoversChanged:
            wrong = (Wrong("send", telling.said.changed_meanwhile),)
            return self._write(request, telling, agent, typed, wrong)
        finally:
            self._known.apply()
        return lead_on(self._look, request, change, "made")

    def _change(
        self, request: Request, space_id: str, asked: HandoverRequest
    ) -> HandoverChange | None:
        if asked.from_wall is None:
            return None
        signed_in = signed_in_at(request)
        return HandoverChange(
            id=secrets.token_hex(8),
            space=space_id,
            units=asked.units,
            before=asked.before,
            after=asked.after,
            from_wall=asked.from_wall,
            made_by="" if signed_in is None else signed_in.principal.id,
            made_us=self._known.now_us(),
            why=asked.why,
        )

    def _write(
        self,
        request: Request,
        telling: Telling,
        agent: str,
        typed: Typed | None = None,
        wrong: Sequence[Wrong] = (),
    ) -> Response:
        space, said = telling.space, telling.said
        strangers, own = self._known.strangers(space), units_of(space, agent)
        offered = [*_offered(telling, agent, strangers or ())]
        return self._look.page(
            request, "replace.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
            r=said, space=space, agent=agent, wrong=wrong, another=ANOTHER,
            wrong_at={each.at: each.text for each in wrong},
            typed=typed or default_of(
                own, strangers or (), first_mark(space, own, self._known.wall(space))
            ),
            offered=offered,
            nobody=said.cant_ask if strangers is None else "" if strangers else said.nobody_heard,
            units=[Choice(value_of(name), telling.called(name)) for name in own],
            past=list(telling.past(self._known.changes())),
        )  # fmt: skip


def _offered(telling: Telling, agent: str, strangers: Sequence[Stranger]) -> Iterator[Choice]:
    """Yield who may take the place: strangers first, then who watches here, or did."""
    said, space = telling.said, telling.space
    for each in strangers:
        yield Choice(
            each.agent, each.agent, said.heard_ago.format(ago(each.age_s, telling.language))
        )
    newest = {unit.agent for unit in (*space.desks, *space.doors)}
    for name in sorted(newest - {agent}):
        yield Choice(name, name, said.serves_here)
    known = {each.agent for each in space.agents}
    for name in sorted(known - newest - {agent}):
        yield Choice(name, name, said.served_here)


def telling_of(look: Look, known: Known, request: Request, space_id: str) -> Telling:
    """Say it of a space, in the language of a request. Raises HTTPException, 404."""
    space: SpaceConfig | None = known.space(space_id)
    if space is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    language = look.language_of(request)
    return Telling(space, replacing_words(language), language)


def lead_on(look: Look, request: Request, change: HandoverChange, done: str) -> Response:
    """Lead on to what is to be checked after a change."""
    response = look.see_other(request, f"/console/replaced/{change.space}/{change.id}")
    joint = "&" if "?" in response.headers["location"] else "?"
    response.headers["location"] += f"{joint}done={done}"
    return response
