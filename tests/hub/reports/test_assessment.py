"""The office's own assessment: what of Markdown is taken, and how all else is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ReportRefused
from hub.reports.assessment import (
    MOST_CHARACTERS,
    AssessmentPart,
    AssessmentRefused,
    PartKind,
    Run,
    checked,
    load_assessment,
    parts_of,
)


def words(text: str) -> list[str]:
    return [part.text for part in parts_of(checked(text))]


def test_headings_paragraphs_and_lists() -> None:
    """Lines of a paragraph flow together; lists know their depth and numbers."""
    text = "# Lage\n\nEin\nAbsatz.\n\n- eins\n- zwei\n  1. drei\n  2. vier\n\n7. sieben\n8. acht\n"
    assert parts_of(checked(text)) == (
        AssessmentPart(PartKind.HEADING, (Run("Lage"),)),
        AssessmentPart(PartKind.PARAGRAPH, (Run("Ein Absatz."),)),
        AssessmentPart(PartKind.ITEM, (Run("eins"),), 1),
        AssessmentPart(PartKind.ITEM, (Run("zwei"),), 1),
        AssessmentPart(PartKind.ITEM, (Run("drei"),), 2, 1),
        AssessmentPart(PartKind.ITEM, (Run("vier"),), 2, 2),
        AssessmentPart(PartKind.ITEM, (Run("sieben"),), 1, 7),
        AssessmentPart(PartKind.ITEM, (Run("acht"),), 1, 8),
    )


def test_a_second_paragraph_of_an_item_has_no_mark() -> None:
    """It belongs to the item above."""
    first, second = parts_of(checked("- eins\n\n  noch eins"))
    assert (first.is_first, second.is_first, second.text) == (True, False, "noch eins")


def test_emphasis() -> None:
    """Strong, emphasised, both; one within the other."""
    (part,) = parts_of(checked("a **b _c_** *d* __e__"))
    assert part.runs == (
        Run("a "),
        Run("b ", is_strong=True),
        Run("c", is_strong=True, is_emphasised=True),
        Run(" "),
        Run("d", is_emphasised=True),
        Run(" "),
        Run("e", is_strong=True),
    )


LINKS = [
    ("[Seite](https://example.org/a)", "Seite (example.org/a)"),
    ("<https://example.org>", "https://example.org"),
    ("[example.org](https://example.org/)", "example.org"),
    ("[Post](mailto:a@example.org)", "Post (a@example.org)"),
]


@pytest.mark.parametrize(("text", "said"), LINKS)
def test_links_are_text(text: str, said: str) -> None:
    """Their words, and where they lead unless the words say it."""
    assert words(text) == [said]


AS_THEY_STAND = [
    "Besucher*innen und Kolleg*innen",
    "datei_name_alt",
    "3 * 4 = 12, 2*3 = 6",
    "5 < 6 & 7 > 6",
    "1 000\N{NO-BREAK SPACE}Euro, 80\N{NARROW NO-BREAK SPACE}%",
    "#panic() $x$ @ref <label",
    "„Zitat“ – und so weiter …",
    "[Stand]: 2026",
]


@pytest.mark.parametrize("text", AS_THEY_STAND)
def test_what_is_no_markup_stays(text: str) -> None:
    """Two stars inside of words aren't emphasis of all that is between them."""
    assert words(text) == [text]


def test_an_escaped_sign_is_the_sign() -> None:
    """As the refusal says."""
    assert words(r"Fußnote\* und \_so\_") == ["Fußnote* und _so_"]


TAKEN = "expected headings, paragraphs, emphasis, lists and links, not"
REFUSED = [
    ("", "it is empty"),
    (" \n\n", "it is empty"),
    ("gut\n\nein **offenes Ende", 'line 3: "**" begins what doesn\'t end'),
    ("Fußnote*", 'line 1: "*" begins what doesn\'t end; write "\\*"'),
    ("so *nicht", 'line 1: "*" begins'),
    ("[Seite](https://", 'line 1: "](" begins'),
    ("[x](javascript:alert(1))", 'line 1: "](" begins'),
    ("`offen", 'line 1: "`" begins'),
    ("eins\n\n![Bild](a.png)", f"line 3: {TAKEN} a picture"),
    ("<script>x</script>", f"line 1: {TAKEN} HTML"),
    ("ein <b>Wort</b>", f"line 1: {TAKEN} HTML"),
    ("```\ncode\n```", f"line 1: {TAKEN} code"),
    ("```\noffen", f"line 1: {TAKEN} code"),
    ("`code`", f"line 1: {TAKEN} code"),
    ("    code", f"line 1: {TAKEN} a line that is indented"),
    ("> Zitat", f"line 1: {TAKEN} a quotation"),
    ("a\n\n---\n\nb", f"line 3: {TAKEN} a rule"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", f"line 1: {TAKEN} a table"),
    ("a\n\x1b[31mrot", "line 2: expected text without control characters"),
    ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "line 1: expected text without control characters"),
    ("gut\n\na &#8238; b", "line 3: expected text without control characters"),
    ("a&#10;b", "line 1: expected text without control characters"),
    ("#", "it is markup alone"),
    ("&nbsp;", "it is markup alone"),
    ("gut\n\n" + "- " * 6 + "tief", f"line 3: {TAKEN} lists that deep"),
    ("gut\n\n" + "- " * 40 + "tief", f"line 3: {TAKEN} lists that deep"),
    ("- a\n" * 61, "expected at most 60 headings, paragraphs and items, about a page, not 61"),
    ("Seite. " * 20_000, "expected at most 3,000 characters, about a page, not 140,000"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused_is_named(text: str, said: str) -> None:
    """With its line, and what would do."""
    with pytest.raises(AssessmentRefused) as refused:
        checked(text)
    assert said in str(refused.value)


def test_the_longest_is_taken() -> None:
    """And one character more isn't."""
    longest = ("a" * 99 + " ") * (MOST_CHARACTERS // 100 - 1) + "a" * 100
    assert words(longest) == [longest]
    with pytest.raises(AssessmentRefused):
        checked(longest + "a")


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_taken_or_refused(text: str) -> None:
    """And taken again, it is the same."""
    try:
        taken = checked(text)
    except AssessmentRefused:
        return
    assert checked(taken) == taken
    assert all(part.runs for part in parts_of(taken))


def test_a_file_is_read(tmp_path: Path) -> None:
    """With whatever ends of lines and mark an editor wrote."""
    file = tmp_path / "lage.md"
    file.write_bytes(b"\xef\xbb\xbf# Lage\r\n\r\nGut.\r\n")
    assert load_assessment(file) == "# Lage\n\nGut."


FILES = [
    (None, "can't be read: No such file or directory"),
    (b"\xff\xfea\x00", "expected text in UTF-8"),
    (b"a" * 300_000, "expected at most 3,000 characters"),
    (b"**offen", "line 1:"),
]


@pytest.mark.parametrize(("content", "said"), FILES, ids=range(len(FILES)))
def test_a_refused_file_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    """As the argument of the command."""
    file = tmp_path / "lage.md"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ReportRefused) as refused:
        load_assessment(file)
    assert refused.value.field == "--assessment"
    assert str(file) in refused.value.message
    assert said in refused.value.message
