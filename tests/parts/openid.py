"""A real provider of OpenID Connect (idpyoidc) on this machine, whose tokens can be falsified.

It is a program of other hands: it checks the client's secret, the redirect address and PKCE, and
signs with keys that it makes. Who sits at the browser is said by `who`, without a password.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptojwt.jwk.hmac import SYMKey
from cryptojwt.jws.jws import JWS
from idpyoidc.message.oauth2 import ResponseMessage
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration

CLIENT = "platzfrei"
SECRET = "a-secret-of-the-tests-and-of-nobody-else"  # noqa: S105 - of the tests
Claims = dict[str, Any]


class Provider:
    """Answers as a provider does."""

    def __init__(self, port: int, people: dict[str, Claims]) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.who = next(iter(people))
        self.falsify: Callable[[Claims], Claims] | None = None
        """Changes what an ID token says before it is signed."""
        self.sign: Callable[[Claims], str] = self._signed
        self.told: Callable[[Claims], Claims] = dict
        """Changes what is told beside it."""
        self.is_down = False
        self.asked: list[str] = []
        self._server = Server(
            OPConfiguration(conf=_configuration(self.issuer, people), base_path="")
        )

    def register(self, redirect_uri: str) -> None:
        """Know the hub as a client that people are sent back to."""
        context = self._server.context
        context.cdb[CLIENT] = {
            "client_secret": SECRET,
            "redirect_uris": [(redirect_uri, "")],
            "token_endpoint_auth_method": "client_secret_basic",
            "response_types_supported": ["code"],
            "allowed_scopes": ["openid", "profile"],
        }
        context.keyjar.add_symmetric(CLIENT, SECRET)

    def answer(
        self, method: str, target: str, headers: Claims, body: str
    ) -> tuple[int, Claims, str]:
        """Return status, headers and body."""
        path, query = urlsplit(target).path, dict(parse_qsl(urlsplit(target).query))
        self.asked.append(path)
        if self.is_down:
            return 503, {}, "down"
        if path == "/keys":
            return 200, {}, self._server.context.keyjar.export_jwks_as_json()
        name = {"/authorize": "authorization", "/token": "token", "/userinfo": "userinfo"}.get(
            path, "provider_config"
        )
        endpoint = self._server.get_endpoint(name)
        for each in self._server.context.authn_broker.db.values():
            each["method"].user = self.who
        request = endpoint.parse_request(
            body if method == "POST" else query, http_info={"headers": headers}
        )
        if isinstance(request, ResponseMessage) and "error" in request:
            return 400, {}, request.to_json()
        made = endpoint.process_request(request)
        if "redirect_location" in made:
            return 303, {"Location": made["redirect_location"]}, ""
        if isinstance(made, ResponseMessage):
            return 400, {}, made.to_json()
        said = endpoint.do_response(request=request, **made)["response"]
        if name == "authorization":
            return 303, {"Location": said}, ""
        return 200, {}, self._changed(name, said)

    def _changed(self, name: str, said: str) -> str:
        answer = json.loads(said)
        if name == "token" and self.falsify is not None:
            claims = JWS().verify_compact(answer["id_token"], self._keys())
            answer["id_token"] = self.sign(self.falsify(claims))
        return json.dumps(self.told(answer) if name == "userinfo" else answer)

    def _keys(self) -> list[Any]:
        keys: list[Any] = self._server.context.keyjar.get_signing_key(issuer_id="")
        return keys

    def _signed(self, claims: Claims) -> str:
        keys = [key for key in self._keys() if key.kty == "RSA"]
        return str(JWS(json.dumps(claims), alg="RS256").sign_compact(keys))

    def by_the_clients_secret(self, claims: Claims) -> str:
        """Sign with what the client knows as well."""
        return str(JWS(json.dumps(claims), alg="HS256").sign_compact([SYMKey(key=SECRET)]))

    def unsigned(self, claims: Claims) -> str:
        """Sign with nothing."""
        return str(JWS(json.dumps(claims), alg="none").sign_compact([]))


def _configuration(issuer: str, people: dict[str, Claims]) -> Claims:
    """Say what the provider offers."""
    of_server = "idpyoidc.server"
    secret_key = {"type": "OCT", "use": ["enc"]}
    return {
        "issuer": issuer,
        "httpc_params": {},
        "capabilities": {
            "subject_types_supported": ["public"],
            "grant_types_supported": ["authorization_code"],
        },
        "key_conf": {
            "key_defs": [
                {"type": "RSA", "key": "", "use": ["sig"]},
                {"type": "EC", "crv": "P-256", "use": ["sig"]},
            ],
            "uri_path": "keys",
        },
        "token_handler_args": {
            "key_conf": {"key_defs": [{**secret_key, "bytes": 24, "kid": "code"}]},
            "code": {"lifetime": 60, "kwargs": {}},
            "token": {"class": f"{of_server}.token.jwt_token.JWTToken", "kwargs": {}},
            "id_token": {
                "class": f"{of_server}.token.id_token.IDToken",
                "kwargs": {"base_claims": {"name": None, "groups": None}},
            },
        },
        "endpoint": {
            "provider_config": _endpoint(
                ".well-known/openid-configuration", "provider_config.ProviderConfiguration", None
            ),
            "authorization": _endpoint("authorize", "authorization.Authorization", None),
            "token": _endpoint("token", "token.Token", ["client_secret_basic"]),
            "userinfo": _endpoint("userinfo", "userinfo.UserInfo", ["bearer_header"]),
        },
        "userinfo": {"class": f"{of_server}.user_info.UserInfo", "kwargs": {"db": people}},
        "authentication": {
            "anybody": {
                "acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified",
                "class": f"{of_server}.user_authn.user.NoAuthn",
                "kwargs": {"user": ""},
            }
        },
        "add_ons": {
            "pkce": {
                "function": f"{of_server}.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True, "code_challenge_methods": {"S256": True}},
            }
        },
        "session_params": {
            "encrypter": {
                "kwargs": {
                    "keys": {
                        "key_defs": [
                            {**secret_key, "kid": "password"},
                            {**secret_key, "kid": "salt"},
                        ]
                    },
                    "iterations": 1,
                }
            },
            "password": "x" * 32,
        },
        "scopes_to_claims": {"openid": ["sub"], "profile": ["name", "groups"]},
    }


def _endpoint(path: str, name: str, authentication: list[str] | None) -> Claims:
    given: Claims = {"client_authn_method": authentication}
    if path == "authorize":
        given = {"response_types_supported": ["code"], "response_modes_supported": ["query"]}
    return {"path": path, "class": f"idpyoidc.server.oidc.{name}", "kwargs": given}


@contextmanager
def openid_provider(people: dict[str, Claims]) -> Iterator[Provider]:
    """Run a provider that knows some people, by their name there."""
    held: list[Provider] = []

    class Handler(BaseHTTPRequestHandler):
        """Hands each request on."""

        def _any(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, text = held[0].answer(self.command, self.path, headers, body)
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = _any  # noqa: N815 - as the base class calls them

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        held.append(Provider(server.server_port, people))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield held[0]
        finally:
            server.shutdown()
            thread.join()
