"""The session's cookie: for this host alone, out of reach of scripts, by TLS where there is."""

from fastapi import Response

from hub.domain.session_life import TRUSTED_LONGEST_US
from hub.http.channel import Channel


def give(response: Response, channel: Channel, secret: str, *, is_trusted: bool) -> None:
    """Let the browser keep a session; on a device that isn't trusted only until it is closed."""
    response.set_cookie(
        channel.value,
        secret,
        max_age=TRUSTED_LONGEST_US // 1_000_000 if is_trusted else None,
        path="/",
        secure=channel is Channel.TLS,
        httponly=True,
        samesite="lax",
    )


def keep(response: Response, name: str, value: str, for_s: int, channel: Channel) -> None:
    """Let the browser keep something else for a while, of this site's own pages alone."""
    response.set_cookie(
        name,
        value,
        max_age=for_s,
        path="/",
        secure=channel is Channel.TLS,
        httponly=True,
        samesite="strict",
    )


def take(response: Response, channel: Channel) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(
        channel.value, path="/", secure=channel is Channel.TLS, httponly=True, samesite="lax"
    )
