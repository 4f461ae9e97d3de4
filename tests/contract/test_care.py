"""The words of care: every kind in each language, and how much it hurts."""

import string
from collections.abc import Mapping

import pytest

from contract.care import CareText, Severity, severity_of
from contract.care_english import ENGLISH, ENGLISH_REASONS
from contract.care_german import GERMAN, GERMAN_REASONS
from contract.messages import ClockReason
from contract.series import CareKind

LANGUAGES = pytest.mark.parametrize("texts", [GERMAN, ENGLISH])


@LANGUAGES
def test_every_kind_has_its_words(texts: Mapping[CareKind, CareText]) -> None:
    """A name of its own, a whole sentence, and what to do."""
    assert set(texts) == set(CareKind)
    assert len({text.name for text in texts.values()}) == len(CareKind)
    for text in texts.values():
        assert text.name.strip(" .") == text.name
        assert text.sentence.endswith(".")
        assert text.to_do.endswith((".", "?"))


@LANGUAGES
def test_a_sentence_names_whom_it_is_about(texts: Mapping[CareKind, CareText]) -> None:
    """And nothing else is left open in it."""
    for kind, text in texts.items():
        named = {name for _, name, _, _ in string.Formatter().parse(text.sentence) if name}
        assert named <= {"agent", "subject"}, kind
        assert named == _named_by(kind), kind
        assert "{" not in text.name + text.to_do


def _named_by(kind: CareKind) -> set[str]:
    german = string.Formatter().parse(GERMAN[kind].sentence)
    named = {name for _, name, _, _ in german if name}
    if kind.value.startswith("sensor_"):
        assert named == {"agent", "subject"}
    if kind.value.startswith("agent_"):
        assert "agent" in named
    return named


def test_every_reason_of_a_clock_has_its_words() -> None:
    """Those of an agent; the hub's own are held by the hub's tests."""
    for reasons in (GERMAN_REASONS, ENGLISH_REASONS):
        assert set(reasons) >= set(ClockReason)
    assert set(GERMAN_REASONS) == set(ENGLISH_REASONS)


def test_what_hides_a_whole_space_comes_first() -> None:
    """Then what hides a desk or endangers facts, then figures."""
    assert list(Severity) == sorted(Severity, key=lambda severity: severity.rank)
    hurts = [severity_of(kind) for kind in CareKind]
    assert set(hurts) == set(Severity)
    assert severity_of(CareKind.AGENT_SILENT) is Severity.CRITICAL
    assert severity_of(CareKind.SENSOR_UNPROVEN) is Severity.WARNING
    assert severity_of(CareKind.EVENTS_LOST) is Severity.NOTICE
