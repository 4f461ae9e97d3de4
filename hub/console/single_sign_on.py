"""`/console/oidc`: signing in at the municipality's provider, and coming back.

    login ─▶ /console/oidc ─▶ provider ─▶ /console/oidc/back ─▶ person, by the groups ─▶ session

What proves that the same browser comes back is in a cookie of ten minutes, sealed by a key that is
drawn at each start. Roles follow the groups at each sign-in: who left a group has lost what it gave
with the next one. That the way back is a GET says OpenID Connect; without the cookie it does
nothing.
"""

import base64
import hmac
import json
import logging
import secrets
from dataclasses import asdict, dataclass
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from hub.console.entrance import Entrance, own_page
from hub.console.look import Look, Mistake
from hub.console.openid_provider import Attempt, NotBelieved, OpenIdProvider, ProviderUnavailable
from hub.console.sign_in import Device, SignIn, TooOften
from hub.domain.single_sign_on import OidcConfig, granted
from hub.errors import PeopleRefused
from hub.http.access import Access
from hub.http.channel import Channel
from hub.http.routing import read

START: Final = "/console/oidc"
BACK: Final = "/console/oidc/back"
LASTS_S: Final = 600
_SEAL: Final = 32
_LONGEST: Final = 4_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Journey:
    """What a browser keeps between leaving and coming back."""

    attempt: Attempt
    to: str
    language: str
    """As it was asked for in the address; may be empty."""
    at_s: int


class JourneyCookie:
    """Seals a journey, and knows it again."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def sealed(self, journey: Journey) -> str:
        """Return what the browser is to keep."""
        said = json.dumps(asdict(journey)).encode()
        return base64.urlsafe_b64encode(self._seal(said) + said).decode()

    def opened(self, text: str, now_s: int) -> Journey | None:
        """Return the journey that a browser kept; None: none of ours, or too old."""
        try:
            raw = base64.urlsafe_b64decode(text[:_LONGEST])
        except ValueError:
            return None
        seal, said = raw[:_SEAL], raw[_SEAL:]
        if not hmac.compare_digest(seal, self._seal(said)):
            return None
        found = json.loads(said)
        journey = Journey(**{**found, "attempt": Attempt(**found["attempt"])})
        return journey if 0 <= now_s - journey.at_s < LASTS_S else None

    def _seal(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, "sha256")


class SingleSignOn:
    """Sends people to the provider and lets them in when they come back."""

    def __init__(
        self,
        config: OidcConfig,
        provider: OpenIdProvider,
        look: Look,
        access: Access,
        sign_in: SignIn,
    ) -> None:
        self._config = config
        self._provider = provider
        self._look = look
        self._access = access
        self._sign_in = sign_in
        self._entrance = Entrance(look, access, sign_in)
        self._cookie = JourneyCookie()

    def leave(self, request: Request) -> Response:
        """Lead to the provider."""
        try:
            self._sign_in.count_attempt(_host(request))
            address, attempt = self._provider.begin(self._back(request))
        except TooOften as error:
            return self._refused(request, self._entrance.patience(request, error))
        except ProviderUnavailable as error:
            return self._unavailable(request, error)
        to = own_page(request.query_params.get("to", ""))
        asked = request.query_params.get("lang", "")[:10]
        journey = Journey(attempt, to, asked, self._now_s())
        where = {"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        response = Response(status_code=303, headers=where)
        self._keep(request, response, self._cookie.sealed(journey), LASTS_S)
        return response

    def come_back(self, request: Request) -> Response:
        """Let somebody in, or say on the page of the login why not."""
        said, asked = self._look.words(request).single_sign_on, request.query_params
        held = request.cookies.get(self._cookie_name(request), "")
        journey = self._cookie.opened(held, self._now_s())
        is_same = journey is not None and hmac.compare_digest(
            journey.attempt.state.encode(), asked.get("state", "").encode()
        )
        if journey is None or not is_same:
            return self._refused(request, Mistake(said.too_old))
        if asked.get("error") == "access_denied":
            return self._refused(request, Mistake(said.cancelled))
        try:
            self._sign_in.count_attempt(_host(request))
            return self._let_in(request, journey)
        except TooOften as error:
            return self._refused(request, self._entrance.patience(request, error))
        except ProviderUnavailable as error:
            return self._unavailable(request, error)
        except NotBelieved as error:
            log.warning("oidc: somebody wasn't let in: %s", error)
            return self._refused(request, Mistake(said.not_believed.format(t=self._config.label)))
        except PeopleRefused as error:
            return self._refused(request, Mistake(self._look.words(request).refusals[error.reason]))

    def _let_in(self, request: Request, journey: Journey) -> Response:
        asked = request.query_params
        if "code" not in asked:
            raise NotBelieved(f"the provider says {asked.get('error', 'nothing')[:100]!r}")
        arrival = self._provider.finish(
            self._back(request), asked["code"], asked.get("iss", ""), journey.attempt, self._now_s()
        )
        grant = granted(arrival.groups, self._config.groups)
        if grant is None:
            log.warning("oidc: somebody wasn't let in: in none of the groups of hub.toml")
            said = self._look.words(request).single_sign_on
            return self._refused(request, Mistake(said.no_group.format(t=self._config.label)))
        held = request.cookies.get(self._access.channels.of(request).value, "")
        device = Device(_host(request), cookie=held)
        name = arrival.name or self._config.label
        secret = self._sign_in.arrive(arrival.issuer, arrival.subject, name, grant, device)
        response = self._entrance.let_in(request, secret, device, journey.to)
        if journey.language and "?" not in response.headers["location"]:
            response.headers["location"] += f"?lang={journey.language}"
        return self._forget(request, response)

    def _refused(self, request: Request, mistake: Mistake) -> Response:
        return self._forget(request, self._entrance.login_page(request, mistake=mistake))

    def _unavailable(self, request: Request, error: ProviderUnavailable) -> Response:
        log.warning("oidc: %s: %s", self._config.issuer, error)
        said = self._look.words(request).single_sign_on
        return self._refused(request, Mistake(said.unavailable.format(t=self._config.label)))

    def _back(self, request: Request) -> str:
        """Return the address that the provider sends people back to."""
        return f"{self._access.channels.origin_of(request)}{self._look.base}{BACK}"

    def _cookie_name(self, request: Request) -> str:
        return f"{self._access.channels.of(request).value}-oidc"

    def _keep(self, request: Request, response: Response, value: str, age_s: int) -> None:
        is_by_tls = self._access.channels.of(request) is Channel.TLS
        around: dict[str, Any] = {"httponly": True, "samesite": "lax", "secure": is_by_tls}
        response.set_cookie(self._cookie_name(request), value, max_age=age_s, path="/", **around)

    def _forget(self, request: Request, response: Response) -> Response:
        if self._cookie_name(request) in request.cookies:
            self._keep(request, response, "", 0)
        return response

    def _now_s(self) -> int:
        return self._sign_in.now_us() // 1_000_000


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


def single_sign_on_router(sso: SingleSignOn, access: Access) -> APIRouter:
    """Build the routes."""
    router, safe = APIRouter(), access.on_a_safe_channel()

    @read(router, START, listed=False, needs=safe)
    def leave(request: Request) -> Response:
        """Lead to the provider."""
        return sso.leave(request)

    @read(router, BACK, listed=False, needs=safe)
    def come_back(request: Request) -> Response:
        """Let in who comes from there."""
        return sso.come_back(request)

    return router
