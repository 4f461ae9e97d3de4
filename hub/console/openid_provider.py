"""Asks a provider of OpenID Connect who somebody is: by code, with PKCE, state and nonce.

    begin ─▶ address of the provider, and what the browser keeps meanwhile (Attempt)
    the browser comes back with a code ─▶ finish ─▶ ID token, verified ─▶ Arrival

OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3; RFC 7636; RFC 9207. The provider's description
and keys are kept for an hour; keys are asked for anew once a token names another one. Only
signatures by a public key are believed: a token that the client's secret could have signed isn't.
"""

import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from hub.domain.single_sign_on import OidcConfig, groups_in, name_in

_WITHIN: Final = {"timeout": 10.0, "allow_redirects": False}
"""Of each request: seconds to connect and to the next byte; nobody is led elsewhere."""
_KEPT_S: Final = 3_600.0
_KEYS_AGAIN_S: Final = 60.0
_MOST_BYTES: Final = 1024 * 1024
_LEEWAY_S: Final = 120
"""So far the provider's clock may be from ours."""
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")


class ProviderUnavailable(Exception):
    """The provider can't be asked, or its answer isn't one; the words are for the log."""


class NotBelieved(Exception):
    """What came back doesn't prove who somebody is; the words are for the log."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the browser keeps while somebody is at the provider."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back."""

    issuer: str
    subject: str
    name: str
    """As the provider calls them; may be empty."""
    groups: frozenset[str]


class OpenIdProvider:
    """Talks to one provider. Every call may raise ProviderUnavailable."""

    def __init__(self, config: OidcConfig, monotonic: Callable[[], float]) -> None:
        self._config = config
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: tuple[float, OpenIDProviderMetadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def begin(self, redirect_uri: str) -> tuple[str, Attempt]:
        """Return the address that somebody is sent to, and what their browser keeps."""
        attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
        with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                self._described()["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_challenge=create_s256_code_challenge(attempt.verifier),
                code_challenge_method="S256",
            )
        return str(address), attempt

    def finish(
        self, redirect_uri: str, code: str, issuer: str, attempt: Attempt, now_s: int
    ) -> Arrival:
        """Return who came back with a code. Raises NotBelieved as well.

        `issuer` is what the answer itself says of who gave it, or empty.
        """
        described = self._described()
        self._require_from_here(described, issuer)
        try:
            with self._client(redirect_uri) as client:
                token = client.fetch_token(
                    described["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                    **_WITHIN,
                )
                claims = self._verified(token, attempt, now_s)
                groups = groups_in(claims, self._config.groups_claim)
                if groups is None and described.get("userinfo_endpoint"):
                    told = self._told(client, described["userinfo_endpoint"], claims["sub"])
                    claims = {**told, **claims}
                    groups = groups_in(told, self._config.groups_claim)
        except AuthlibBaseError as error:
            raise NotBelieved(f"{error.error}: {error.description}") from None
        except (OSError, ValueError) as error:
            raise ProviderUnavailable(_why(error)) from None
        return Arrival(self._config.issuer, claims["sub"], name_in(claims), groups or frozenset())

    def look(self) -> None:
        """Ask the provider for its description and its keys."""
        self._described()
        self._key_set(is_for_new=False)

    def _require_from_here(self, described: Mapping[str, Any], issuer: str) -> None:
        is_said = described.get("authorization_response_iss_parameter_supported") is True
        if (issuer or is_said) and issuer != self._config.issuer:
            raise NotBelieved(f'answered by "{issuer[:200]}", not by our provider')

    def _verified(self, token: Mapping[str, Any], attempt: Attempt, now_s: int) -> dict[str, Any]:
        """Return the claims of an ID token that is for us, of this attempt and not over."""
        given = token.get("id_token")
        if not isinstance(given, str) or len(given) > _MOST_BYTES:
            raise NotBelieved("no ID token came with the answer")
        try:
            try:
                signed = jwt.decode(given, self._key_set(is_for_new=False), algorithms=_ALGORITHMS)
            except (JoseError, ValueError):  # perhaps by a key that is new
                signed = jwt.decode(given, self._key_set(is_for_new=True), algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                {
                    "iss": {"essential": True, "value": self._config.issuer},
                    "aud": {"essential": True, "value": self._config.client_id},
                },
                {
                    "nonce": attempt.nonce,
                    "client_id": self._config.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=now_s, leeway=_LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            raise NotBelieved(f"{type(error).__name__}: {error}") from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise NotBelieved("the ID token names nobody")
        return dict(claims)

    def _told(self, client: OAuth2Session, address: str, subject: str) -> Mapping[str, Any]:
        """Return what the provider says beside the ID token, if it is of the same person."""
        told = _object_in(client.get(address, **_WITHIN).content)
        if told.get("sub") != subject:
            raise NotBelieved("the provider tells of somebody else")
        return told

    def _described(self) -> OpenIDProviderMetadata:
        with self._lock:
            if self._known is None or self._monotonic() - self._known[0] > _KEPT_S:
                self._known = (self._monotonic(), self._read_description())
                self._keys = None
            return self._known[1]

    def _read_description(self) -> OpenIDProviderMetadata:
        found = OpenIDProviderMetadata(
            self._asked(get_well_known_url(self._config.issuer, external=True))
        )
        if found.get("issuer") != self._config.issuer:
            said = str(found.get("issuer"))[:200]
            raise ProviderUnavailable(f'calls itself "{said}", not as oidc.issuer says')
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            address = found.get(name)
            is_encrypted = str(address).startswith("https://")
            if not isinstance(address, str) or not (
                is_encrypted or self._config.issuer.startswith("http://")
            ):
                raise ProviderUnavailable(f"its {name} is no address that begins with https://")
        return found

    def _key_set(self, *, is_for_new: bool) -> KeySet:
        address = self._described()["jwks_uri"]
        with self._lock:
            held_s = None if self._keys is None else self._monotonic() - self._keys[0]
            is_old = held_s is None or held_s > (_KEYS_AGAIN_S if is_for_new else _KEPT_S)
            if self._keys is None or is_old:
                try:
                    keys = KeySet.import_key_set(self._asked(address))
                except (JoseError, ValueError, KeyError, TypeError) as error:
                    raise ProviderUnavailable(f"its keys can't be read: {error}") from None
                self._keys = (self._monotonic(), keys)
            return self._keys[1]

    def _asked(self, address: str) -> Any:
        """Return what an address of the provider answers. Raises ProviderUnavailable."""
        try:
            with self._client("") as client:
                answer = client.get(address, withhold_token=True, **_WITHIN)
                answer.raise_for_status()
                return _object_in(answer.content)
        except (OSError, ValueError) as error:  # of requests' errors each is an OSError
            raise ProviderUnavailable(_why(error)) from None

    def _client(self, redirect_uri: str) -> OAuth2Session:
        file = self._config.client_secret_file
        try:
            secret = None if file is None else file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "expected text in UTF-8"
            raise ProviderUnavailable(f"{file} can't be read: {why}") from None
        return OAuth2Session(
            self._config.client_id,
            secret,
            scope=" ".join(self._config.scopes),
            redirect_uri=redirect_uri or None,
            token_endpoint_auth_method="none" if secret is None else "client_secret_basic",
        )


def _why(error: Exception) -> str:
    """Say what stopped it in the system's words, which the library wraps several times."""
    said = ""
    inner: BaseException | None = error
    while inner is not None:
        said = getattr(inner, "strerror", None) or said
        inner = inner.__cause__ or inner.__context__
    return said or f"{type(error).__name__}: {error}"


def _object_in(content: bytes) -> dict[str, Any]:
    """Read an object. Raises ValueError."""
    if len(content) > _MOST_BYTES:
        raise ValueError("more than 1 MiB")
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - of a foreign answer, not of our types
    return found
