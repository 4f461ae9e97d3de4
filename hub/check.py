"""`platzfrei-hub check`: everything that `serve` needs, tried before or while a hub serves.

It owns the order and the words. It changes nothing: no file is made, no running hub is disturbed.
"""

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final, assert_never

from contract import verdicts
from contract.verdicts import Finding
from hub.book.audit_log import read_entries
from hub.book.file import BookFile
from hub.book.location import book_path
from hub.book.outgoing import MailState, read_outgoing
from hub.clock import SystemClock
from hub.config import (
    HttpConfig,
    HubConfig,
    InfluxStoreConfig,
    MqttConfig,
    SqliteStoreConfig,
    StoreConfig,
)
from hub.domain import audit_chain
from hub.errors import ConfigError, HubError
from hub.files import faults_in, named_files
from hub.handover_check import undated_changes
from hub.mail import MailNotTaken, MailServer
from hub.mqtt_trial import try_login
from hub.site_check import texts_to_check
from hub.stores.examining import examine_store
from hub.stores.factory import open_reader

_ASKED_WITHIN_S: Final = 3.0


def check(config: HubConfig, file: Path) -> Iterator[Finding]:
    """Try everything, and yield a line for each thing."""
    yield verdicts.ok(f"{file}: {_summary(config)}")
    spoilt = {fault.key: fault.expected for fault in faults_in(config)}
    for key, path in named_files(config):
        if key in spoilt:
            yield verdicts.wrong(f"{file}: {key}: {spoilt[key]}")
        else:
            yield verdicts.ok(f"{key}: {path}")
    if not any(key.startswith("mqtt.") for key in spoilt):
        yield from (_broker(broker, file) for broker in config.mqtt.brokers)
    if not any(key.startswith("store.") for key in spoilt):
        yield from _store(config, file)
        yield from _handovers(config, file)
    yield from _log(config, file)
    if not any(key.startswith("mail.") for key in spoilt):
        yield from _mail(config, file)
    yield from _folders(config, file)
    if not any(key.startswith("oidc.") for key in spoilt):
        yield from _oidc(config, file)
    yield _page(config.http, file)
    yield _proxies(config.http)
    yield _public_url(config.http)
    yield from (
        verdicts.warning(f"{file}: {line}") for line in texts_to_check(config, SystemClock().wall())
    )


def _summary(config: HubConfig) -> str:
    agents = {agent for space in config.spaces for agent in space.agents}
    kinds = [desk.kind for space in config.spaces for desk in space.desks]
    desk_count = kinds.count("desk")
    return (
        f"{len(config.spaces)} spaces, {desk_count} desks,"
        f" {len(kinds) - desk_count} rooms and booths, {len(agents)} agents"
    )


def _broker(mqtt: MqttConfig, file: Path) -> Finding:
    trouble = try_login(mqtt)
    if trouble is None:
        name = f' as "{mqtt.username}"' if mqtt.username else " without a name"
        encrypted = "with TLS" if mqtt.tls else "without TLS"
        return verdicts.ok(f"mqtt: {mqtt.host}:{mqtt.port} lets us in{name}, {encrypted}")
    say = verdicts.outside if trouble.is_outside else verdicts.wrong
    return say(f"{file}: {trouble.key}: {trouble.reason}")


def _store(config: HubConfig, file: Path) -> Iterator[Finding]:
    try:
        for found in examine_store(config, file):
            is_wrong = isinstance(found, ConfigError)
            yield verdicts.wrong(str(found)) if is_wrong else verdicts.ok(f"store: {found}")
    except ConfigError as error:
        yield verdicts.wrong(str(error))
    except HubError as error:
        yield verdicts.outside(f"{file}: {_place_of(config.store)}: {error}")


def _handovers(config: HubConfig, file: Path) -> Iterator[Finding]:
    """Look whether agents were replaced without a date, as far as a hub has ever served."""
    path = book_path(config, file)
    if not path.exists():
        return
    try:
        with closing(BookFile.read(path)) as book, closing(open_reader(config, file)) as reader:
            faults = list(undated_changes(config, book, reader, SystemClock().wall()))
    except HubError as error:
        yield verdicts.outside(f"{file}: book.path: {error}")
        return
    yield from (verdicts.wrong(f"{file}: {fault.key}: {fault.expected}") for fault in faults)


def _mail(config: HubConfig, file: Path) -> Iterator[Finding]:
    """Try the mail server, and send nothing; say what waits where there is none."""
    path = book_path(config, file)
    if config.mail is None:
        try:
            waiting = [each for each in read_outgoing(path)[0] if each.state is MailState.WAITING]
        except HubError:
            return  # which is said of the book
        if waiting:
            what = "1 message waits" if len(waiting) == 1 else f"{len(waiting)} messages wait"
            yield verdicts.warning(f"{file}: mail: is missing, and {what}")
        return
    address = f"{config.mail.host}:{config.mail.port}"
    try:
        MailServer(config.mail, _ASKED_WITHIN_S).greet()
    except MailNotTaken as error:
        say = verdicts.outside if error.is_outside else verdicts.wrong
        yield say(f"{file}: {error.key}: {error}")
    else:
        name = f' as "{config.mail.username}"' if config.mail.username else " without a name"
        encrypted = "without TLS" if config.mail.tls == "none" else "with TLS"
        yield verdicts.ok(f"mail: {address} lets us in{name}, {encrypted}; nothing was sent")


def _oidc(config: HubConfig, file: Path) -> Iterator[Finding]:
    """Ask the provider that people sign in at for its description and its keys."""
    if config.oidc is None:
        return
    from hub.console.openid_provider import (  # noqa: PLC0415 - it takes memory
        OpenIdProvider,
        ProviderUnavailable,
    )

    try:
        OpenIdProvider(config.oidc, SystemClock().monotonic).look()
    except ProviderUnavailable as error:
        yield verdicts.outside(f"{file}: oidc.issuer: {config.oidc.issuer}: {error}")
    else:
        back = f"{config.http.public_url or 'https://…'}/console/oidc/back"
        yield verdicts.ok(
            f"oidc: {config.oidc.issuer} describes itself; it has to know the address {back}"
        )


def _folders(config: HubConfig, file: Path) -> Iterator[Finding]:
    """Look whether reports have a place, and make none."""
    for schedule in config.schedules:
        if (folder := schedule.folder) is None:
            continue
        key = f'schedule "{schedule.name}": folder'
        there = next(each for each in (folder, *folder.parents) if each.exists())
        if not there.is_dir():
            yield verdicts.wrong(f"{file}: {key}: expected a folder, {there} is a file")
        elif not os.access(there, os.W_OK | os.X_OK):
            yield verdicts.outside(f"{file}: {key}: this user can't write {there}")
        else:
            yield verdicts.ok(f"{key}: {folder}")


def _place_of(store: StoreConfig) -> str:
    """Return the key that says where a store is."""
    match store:
        case SqliteStoreConfig():
            return "store.path"
        case InfluxStoreConfig():
            return "store.url"
        case _:
            assert_never(store)


def _log(config: HubConfig, file: Path) -> Iterator[Finding]:
    """Look whether the log of who changed what is whole, as far as there is one."""
    path = book_path(config, file)
    if not path.exists():
        return
    try:
        entries = read_entries(path)
    except HubError as error:
        yield verdicts.outside(f"{file}: book.path: {error}")
        return
    faults = list(audit_chain.faults_in(entries))
    for fault in faults:
        yield verdicts.outside(f"{path}: the log of who changed what: {fault}")
    if entries and not faults:
        yield verdicts.ok(f"{path}: the log of who changed what is whole")


def _page(http: HttpConfig, file: Path) -> Finding:
    try:
        _listen(http.host, http.port)
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None)
        if number == errno.EADDRINUSE and _is_a_hub(http):
            return verdicts.ok(f"http: a running hub answers on {_address(http)}")
        return verdicts.wrong(f"{file}: {_listening_fault(http, error)}")
    if http.port == 0:
        return verdicts.ok("http: port 0 means any that is free")
    return verdicts.ok(f"http: {_address(http)} is free")


def _listen(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen()


def _listening_fault(http: HttpConfig, error: Exception) -> str:
    why = getattr(error, "strerror", None) or str(error)
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return f"http.port: another program listens on {_address(http)}; choose another port"
        case errno.EACCES:
            return f"http.port: {why}; expected a port from 1024 on, or 0 for a free one"
        case _:
            return f"http.host: {why}; expected an address of this machine, not {http.host}"


def _is_a_hub(http: HttpConfig) -> bool:
    asking = HTTPConnection(http.host, http.port, timeout=_ASKED_WITHIN_S)
    try:
        asking.request("GET", "/health/live")
        return bool(json.loads(asking.getresponse().read(1000)).get("alive"))
    except (OSError, HTTPException, ValueError, AttributeError):
        return False
    finally:
        asking.close()


def _address(http: HttpConfig) -> str:
    return f"http://{f'[{http.host}]' if ':' in http.host else http.host}:{http.port}"


def _proxies(http: HttpConfig) -> Finding:
    if not http.trusted_proxies:
        return verdicts.ok("http.trusted_proxies: none; X-Forwarded-For is believed from nobody")
    named = ", ".join(http.trusted_proxies)
    return verdicts.ok(f"http.trusted_proxies: X-Forwarded-For is believed from {named}")


def _public_url(http: HttpConfig) -> Finding:
    if http.public_url is None:
        return verdicts.ok("http.public_url: none; a proxy shows this site at the root of its host")
    return verdicts.ok(f"http.public_url: people see this site at {http.public_url}/")
