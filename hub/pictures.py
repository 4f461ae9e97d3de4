"""Pictures of spaces, made small for pages. The only file that imports Pillow.

A picture is read once, at the start. What comes out is WebP in two widths, without anything that a
camera wrote beside it: not where it was taken, not when, not by whom. It knows no page.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_PIXELS: Final = 64_000_000
WIDTHS: Final = (480, 960)
"""In CSS pixels the page shows at most 480: the other is for dense screens."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITY: Final = 72
_TALLEST_RATIO: Final = 3
_LONGEST_PROFILE_BYTES: Final = 16 * 1024


class UnfitPicture(ValueError):
    """A file can't be shown; the text says what was expected."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One size of a picture, as WebP."""

    width: int
    height: int
    body: bytes


def pictures_of(path: Path) -> tuple[Picture, ...]:
    """Return the sizes of the picture in a file, the smallest first.

    Raises UnfitPicture, and OSError where the file can't be read.
    """
    state = path.stat()
    if state.st_size > MAX_BYTES:
        raise UnfitPicture(f"expected at most {MAX_BYTES // 1024**2} MB")
    return _made(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1024)
def _made(path: Path, _changed_ns: int, _size: int) -> tuple[Picture, ...]:
    from PIL import Image, ImageOps  # noqa: PLC0415 - 10 MB, for whoever names a picture

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(path, formats=_FORMATS) as opened:
            _require_measures(opened)
            opened.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
            upright = ImageOps.exif_transpose(opened)
            profile = opened.info.get("icc_profile") or b""
            plain = _on_white(upright)
    except OSError as error:
        if error.errno is not None:  # the disk's, and not the picture's
            raise
        raise UnfitPicture("expected a whole picture as JPEG, PNG or WebP") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnfitPicture(_TOO_LARGE) from None
    except (SyntaxError, ValueError, TypeError, IndexError, KeyError, OverflowError) as error:
        if isinstance(error, UnfitPicture):
            raise
        raise UnfitPicture("expected a whole picture as JPEG, PNG or WebP") from None
    small = profile if len(profile) <= _LONGEST_PROFILE_BYTES else b""
    return tuple(_sized(plain, small))


_TOO_LARGE: Final = f"expected at most {MAX_PIXELS // 1_000_000} million pixels"


def _require_measures(image: "Image.Image") -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UnfitPicture(_TOO_LARGE)
    if max(width, height) > _TALLEST_RATIO * min(width, height):
        raise UnfitPicture(f"expected a picture of at most {_TALLEST_RATIO} : 1")


def _on_white(image: "Image.Image") -> "Image.Image":
    """Return what is seen of an image on white paper."""
    from PIL import Image  # noqa: PLC0415 - as above

    if not image.has_transparency_data:
        return image.convert("RGB")
    see_through = image.convert("RGBA")
    paper = Image.new("RGBA", see_through.size, "white")
    return Image.alpha_composite(paper, see_through).convert("RGB")


def _sized(image: "Image.Image", profile: bytes) -> Iterator[Picture]:
    """Yield the widths that don't make it larger, or itself."""
    for width in sorted({min(width, image.width) for width in WIDTHS}):
        height = max(1, round(image.height * width / image.width))
        file = io.BytesIO()
        image.resize((width, height)).save(
            file, "WEBP", quality=_QUALITY, method=4, icc_profile=profile
        )
        yield Picture(width, height, file.getvalue())
