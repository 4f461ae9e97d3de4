"""Pictures of spaces: made small, upright and without what a camera wrote, or refused."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from hub.pictures import MAX_BYTES, MAX_PIXELS, UnfitPicture, pictures_of

EXIF_ORIENTATION, EXIF_MAKER = 0x0112, 0x010F


def save(
    path: Path, size: tuple[int, int] = (1600, 1200), mode: str = "RGB", **more: object
) -> Path:
    """Draw a picture whose left half is red."""
    image = Image.new(mode, size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image.save(path, **more)  # type: ignore[arg-type]
    return path


def shown(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_a_picture_comes_in_two_widths(tmp_path: Path, name: str) -> None:
    """As WebP, in its own proportions, the smaller one first."""
    small, large = pictures_of(save(tmp_path / name))
    assert [(each.width, each.height) for each in (small, large)] == [(480, 360), (960, 720)]
    for each in (small, large):
        assert (shown(each.body).format, shown(each.body).size) == (
            "WEBP",
            (each.width, each.height),
        )


def test_a_small_picture_isn_t_blown_up(tmp_path: Path) -> None:
    """It comes as it is, once."""
    (only,) = pictures_of(save(tmp_path / "a.png", (300, 200)))
    assert (only.width, only.height) == (300, 200)


def test_a_camera_that_was_held_upright_is_believed(tmp_path: Path) -> None:
    """The picture stands as it was seen, and nothing the camera wrote is left."""
    exif = Image.Exif()
    exif[EXIF_ORIENTATION], exif[EXIF_MAKER] = 6, "Kamera"
    (small, _) = pictures_of(save(tmp_path / "a.jpg", exif=exif))
    assert (small.width, small.height) == (480, 640)
    assert b"Kamera" not in small.body
    assert not shown(small.body).getexif()
    top, bottom = (shown(small.body).convert("RGB").getpixel((240, y)) for y in (100, 540))
    assert (top[0] > 200, bottom[2] > 200) == (True, True)  # type: ignore[index]


def test_what_is_seen_through_is_white(tmp_path: Path) -> None:
    """On dark paper a drawing of black lines would be gone."""
    path = tmp_path / "a.png"
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(path)
    (only,) = pictures_of(path)
    assert shown(only.body).convert("RGB").getpixel((9, 9)) == (255, 255, 255)


def refused(path: Path) -> str:
    with pytest.raises(UnfitPicture) as caught:
        pictures_of(path)
    return str(caught.value)


@pytest.mark.parametrize("content", [b"<svg/>", b"GIF89a" + b"\0" * 99, b"\xff\xd8\xff\xe0", b"x"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    """By what it is, whatever its name says."""
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    assert refused(path) == "expected a whole picture as JPEG, PNG or WebP"


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_half_a_picture_is_refused(tmp_path: Path, name: str) -> None:
    """What was cut off while it was copied."""
    path = save(tmp_path / name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refused(path) == "expected a whole picture as JPEG, PNG or WebP"


def test_what_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    """Before it is unpacked: by its pixels, its bytes, and as a strip."""
    side = int(MAX_PIXELS**0.5) + 1
    bomb = tmp_path / "bomb.png"
    Image.new("1", (side, side)).save(bomb)
    assert refused(bomb) == "expected at most 64 million pixels"
    huge = tmp_path / "huge.jpg"
    huge.touch()
    os.truncate(huge, MAX_BYTES + 1)
    assert refused(huge) == "expected at most 20 MB"
    assert (
        refused(save(tmp_path / "strip.png", (100, 301))) == "expected a picture of at most 3 : 1"
    )


def test_a_file_that_is_gone_is_the_disk_s_fault(tmp_path: Path) -> None:
    """Whoever asks tells them apart."""
    with pytest.raises(FileNotFoundError):
        pictures_of(tmp_path / "gone.jpg")


def test_a_picture_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    """And one that wasn't is not."""
    path = save(tmp_path / "a.png", (300, 200))
    before = pictures_of(path)
    assert pictures_of(path) is before
    save(path, (200, 300))
    assert pictures_of(path)[0].width == 200
