"""The mark, in every form that browsers ask for."""

import struct
from xml.etree import ElementTree

from hub.logo import Logo, examine
from hub.pages.mark import GREEN, ICON_SIZES, SHARED_SIZE, as_ico, as_png, as_shared, as_svg
from tests.hub.pages.test_png import pixels

BLUE = "#0050a0"


def test_the_svg_is_one() -> None:
    """Four desks on their ground, small, and free of anything else."""
    assert examine(as_svg().encode()) == Logo("svg", "image/svg+xml", 32, 32)
    assert [each.tag for each in ElementTree.fromstring(as_svg())] == [  # noqa: S314 - ours
        "{http://www.w3.org/2000/svg}rect"
    ] * 5
    assert len(as_svg()) < 600


def test_the_png_looks_like_the_svg() -> None:
    """Transparent at its corners, ground at its edge, and the free desk an outline."""
    picture = pixels(as_png(64), 64)
    ground = (*(int(GREEN[at : at + 2], 16) for at in (1, 3, 5)), 255)
    assert picture[0][0][3] == 0
    assert picture[32][2] == ground
    assert picture[20][20] == (0xCF, 0xE3, 0xD6, 255)
    assert picture[43][43] == ground
    assert picture[36][43] == (0xFF, 0xC9, 0x4D, 255)


def test_a_phone_rounds_its_icons_itself() -> None:
    """So that icon has no transparent corner."""
    assert pixels(as_png(32, is_square=True), 32)[0][0][3] == 255


def test_the_ico_holds_every_size() -> None:
    """Each entry leads to a whole PNG of that size (the format's directory, 16 bytes an entry)."""
    ico = as_ico()
    assert struct.unpack_from("<HHH", ico) == (0, 1, len(ICON_SIZES))
    for index, size in enumerate(ICON_SIZES):
        width, height, *_, length, at = struct.unpack_from("<BBBBHHII", ico, 6 + 16 * index)
        assert (width, height) == (size, size)
        found = examine(ico[at : at + length])
        assert (found.width, found.suffix) == (size, "png")
    assert at + length == len(ico)
    assert len(ico) < 3000


def test_the_picture_of_a_shared_link() -> None:
    """As large as those that show it want it, opaque, and light."""
    shared = as_shared()
    assert (examine(shared).width, examine(shared).height) == SHARED_SIZE
    assert len(shared) < 20_000
    assert {row[0][3] for row in pixels(shared, SHARED_SIZE[0])} == {255}


def test_an_accent_colours_all_of_them() -> None:
    """The operator's, not ours."""
    assert GREEN not in as_svg(BLUE)
    assert as_png(32, BLUE) != as_png(32)
    assert as_ico(BLUE) != as_ico()
    assert as_shared(BLUE) != as_shared()
