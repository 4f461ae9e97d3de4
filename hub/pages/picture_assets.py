"""The operators' pictures as files of this site, each under an address that names its content."""

from collections.abc import Iterable

from hub.domain.space import SpaceConfig
from hub.errors import ConfigError
from hub.pages.assets import Asset, content_address
from hub.pictures import UnfitPicture, pictures_of

_WEBP = "image/webp"


def assets_of(space: SpaceConfig) -> tuple[Asset, ...]:
    """Return a space's picture in all its sizes, the smallest first; none if it has no picture.

    Raises ConfigError if it can't be used.
    """
    if space.picture is None:
        return ()
    key = f'space "{space.id}": picture.file'
    try:
        pictures = pictures_of(space.picture.file)
    except OSError as error:
        raise ConfigError(space.picture.file, key, error.strerror or str(error)) from None
    except UnfitPicture as error:
        raise ConfigError(space.picture.file, key, str(error)) from None
    return tuple(
        Asset(
            content_address(f"{space.id}.webp", each.body),
            each.body,
            _WEBP,
            each.width,
            each.height,
        )
        for each in pictures
    )


def pictures_by_space(spaces: Iterable[SpaceConfig]) -> dict[str, tuple[Asset, ...]]:
    """Return the pictures of all spaces that have one. Raises ConfigError."""
    return {space.id: assets_of(space) for space in spaces if space.picture is not None}
