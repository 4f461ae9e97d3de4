"""What the log says of each kind of entry."""

import re
import string
from dataclasses import fields

import pytest

from hub.console.log.sentences import Names, called, sentence_of, topic_of
from hub.console.log.words import LogWords, Topic, log_words_in
from hub.console.words import words_in
from hub.domain.audit_chain import Action, Entry
from hub.reports.text.language import Language

EVA, ADA, GONE = "p-aaaa", "p-bbbb", "p-3f9c1234"
KNOWN = {EVA: "Eva", ADA: "Ada {s}", "t-1": "Anzeige"}


def said(
    action: str, language: Language, subject: str = ADA, *, actor: str = EVA, detail: str = ""
) -> str:
    """Say an entry of Eva."""
    names = Names(KNOWN, {"hof": "Gutshof"}, words_in(language).roles, {"card_full": "Karte voll"})
    entry = Entry(1, 0, actor, action, subject, space="hof", detail=detail)
    return sentence_of(entry, log_words_in(language), names)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("action", Action)
def test_every_kind_of_entry_is_a_sentence(language: Language, action: Action) -> None:
    """Each another one, without an id or a place that nothing fills; a name is only a name."""
    sentence = said(action, language, detail="operator in hof")
    assert re.fullmatch(r"[A-ZÄÖÜ].*\.", sentence)
    assert not re.search(r"\bp-|\{[aotn]\}", sentence)
    others = {said(other, language, detail="operator in hof") for other in Action}
    assert len(others) == len(Action)


def test_it_names_who_whom_and_what() -> None:
    """With roles and spaces in words."""
    assert said("roles_changed", Language.ENGLISH, detail="office operator in hof") == (
        "Eva has changed the roles of Ada {s}, now: regional office, operator (Gutshof)."
    )
    assert said("roles_changed", Language.GERMAN, detail="admin", actor="") == (
        "Hub oder Befehlszeile hat die Rollen geändert von Ada {s}, jetzt: Administration."
    )


def test_who_is_gone_has_no_name() -> None:
    """A part of the id tells them apart; a token is called one."""
    assert (
        said("signed_in", Language.GERMAN, actor=GONE)
        == "Entfernte Person 3f9c hat sich angemeldet."
    )
    assert said("removed", Language.GERMAN, GONE) == "Eva hat ein Konto entfernt: Person 3f9c."
    assert said("removed", Language.GERMAN, EVA) == "Eva hat das eigene Konto entfernt."
    assert said("token_ended", Language.ENGLISH, "t-77777777") == (
        "Eva has ended a token: ended token 7777."
    )
    words = log_words_in(Language.ENGLISH)
    names = Names(KNOWN, {}, {}, {})
    assert called("hub.toml", words, names) == "unknown: hub.toml"


def test_it_says_where_and_which() -> None:
    """A kind of care by its name, days as days, and which Pi came after which."""
    assert said("care_done", Language.GERMAN, detail="card_full") == (
        "Eva hat in Gutshof erledigt: Karte voll."
    )
    assert said("calendar_set", Language.ENGLISH, detail="closure 2026-12-01 2026-12-03") == (
        "Eva has put something into the calendar of Gutshof: 2026-12-01 – 2026-12-03."
    )
    assert said("device_replaced", Language.ENGLISH, detail="pi-1 pi-2 2026-12-01T14:00") == (
        "Eva has replaced a device in Gutshof: pi-1; after it pi-2 2026-12-01T14:00."
    )


def test_what_a_later_version_has_written_is_shown_as_such() -> None:
    """And counts as the hub's."""
    assert "tea_made" in said("tea_made", Language.ENGLISH)
    assert topic_of(Entry(1, 0, EVA, "tea_made")) is Topic.HUB


def test_every_topic_has_entries_and_a_word() -> None:
    """Nobody chooses what is never there."""
    assert {topic_of(Entry(1, 0, EVA, action)) for action in Action} == set(Topic)
    for language in Language:
        assert set(log_words_in(language).topics) == set(Topic)


def test_both_languages_have_the_same_places() -> None:
    """So that none leaves out who it was."""
    one, other = (log_words_in(language) for language in Language)
    assert set(one.sentences) == set(other.sentences) == set(Action)
    for action in Action:
        texts = (one.sentences[action], other.sentences[action])
        assert _places(texts[0]) == _places(texts[1]), action
    for field in fields(LogWords):
        texts = (getattr(one, field.name), getattr(other, field.name))
        if all(isinstance(text, str) for text in texts):
            assert _places(texts[0]) == _places(texts[1]), field.name


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)}
