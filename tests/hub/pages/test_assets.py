"""Files under addresses that name their content."""

import pytest

from hub.pages.assets import compact, compact_style, load_assets


def test_addresses_name_the_content() -> None:
    """Each address carries twelve digits of the content's hash."""
    for name, asset in load_assets().items():
        stem, digest, suffix = asset.path.removeprefix("/static/").split(".")
        assert f"{stem}.{suffix}" == name
        assert len(digest) == 12


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("  a;\n    b;\n", "a;\nb;\n"),
        ("a\n\n\nb\n", "a\nb\n"),
        ("  // why\n  a // stays\n", "a // stays\n"),
        ("/* why */\na { b: c }\n", "a { b: c }\n"),
        ("a\n// one\n// two\n  b\n", "a\nb\n"),
        ("'http://x'\n", "'http://x'\n"),
    ],
)
def test_compact(text: str, short: str) -> None:
    """Indentation, blank lines and lines of comment go; everything else stays."""
    assert compact(text) == short


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("a b, c > d {\nx: y;\nz: 1px 2px;\n}\n", "a b,c > d{x:y;z:1px 2px}"),
        ("@media (a: b) {\na :c { d: e; }\n}\n", "@media (a:b){a :c{d:e}}"),
        ('a::before { content: "· "; }\n', 'a::before{content:"· "}'),
    ],
)
def test_compact_style(text: str, short: str) -> None:
    """Space between selectors and values stays, since it says something."""
    assert compact_style(text) == short


def test_nothing_of_a_third_party_is_named() -> None:
    """No asset refers to another site, but for the name of SVG itself."""
    for asset in load_assets().values():
        text = asset.body.decode(errors="replace").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text
        assert "@import" not in text
