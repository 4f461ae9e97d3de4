"""The files that hub.toml names, looked at before anything starts: there, readable, and right.

It owns the reasons. What may heal by itself (a full disk, an I/O error, a damaged database) is no
matter of the configuration and isn't judged here. It writes nothing.
"""

import hashlib
import os
import re
import ssl
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, assert_never

from contract.configuration import Fault
from hub.config import HubConfig, InfluxStoreConfig, MqttConfig, SqliteStoreConfig
from hub.domain.space import SpaceConfig
from hub.errors import ConfigError
from hub.logo import NotAnImage, examine
from hub.pictures import UnfitPicture, pictures_of
from hub.stores.sqlite.identity import is_of_something_else

_LARGEST_BYTES: Final = 1024 * 1024
_LONGEST_TEXT_BYTES: Final = 64 * 1024
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_BESIDE: Final = ("-wal", "-shm", ".lock")

Look = tuple[str, Path, Callable[[Path], object]]


class _Unfit(Exception):
    """A file can't be used; the text says why and what was expected."""


def require_files(config: HubConfig, file: Path, *, is_replica: bool = False) -> None:
    """Look at every file that `serve` needs. Raises ConfigError, which names each key.

    A replica opens neither store nor book, sends no mail and signs nobody in.
    """
    unopened = ("store.", "book.", "mail.", "oidc.") if is_replica else ()
    faults = [fault for fault in faults_in(config) if not fault.key.startswith(unopened)]
    if faults:
        raise ConfigError.of(file, faults)


def faults_in(config: HubConfig) -> Iterator[Fault]:
    """Yield what is wrong with the files that a configuration names, by key."""
    for key, path, look in (*_mqtt_looks(config.mqtt), *_other_looks(config)):
        try:
            look(path)
        except _Unfit as unfit:
            yield Fault(key, str(unfit))


def named_files(config: HubConfig) -> Iterator[tuple[str, Path]]:
    """Yield every file that a configuration names, with its key."""
    for key, path, _ in (*_mqtt_looks(config.mqtt), *_other_looks(config)):
        yield key, path


def _mqtt_looks(mqtt: MqttConfig) -> Iterator[Look]:
    if mqtt.password_file is not None:
        yield "mqtt.password_file", mqtt.password_file, _one_line
    tls = mqtt.tls
    if tls is None:
        return
    yield "mqtt.tls.ca_file", tls.ca_file, _authority
    if tls.cert_file is not None and tls.key_file is not None:
        cert = tls.cert_file
        yield "mqtt.tls.cert_file", cert, _certificate
        yield "mqtt.tls.key_file", tls.key_file, lambda key: _key(key, cert)


def _other_looks(config: HubConfig) -> Iterator[Look]:
    if config.http.token_hash_file is not None:
        yield "http.token_hash_file", config.http.token_hash_file, _token_hash
    if config.http.archive_token_file is not None:
        yield "http.archive_token_file", config.http.archive_token_file, _one_line
    match config.store:
        case SqliteStoreConfig():
            yield "store.path", config.store.path, _database
        case InfluxStoreConfig():
            yield "store.token_file", config.store.token_file, _one_line
        case _:
            assert_never(config.store)
    yield from _outside_looks(config)
    if config.book.path is not None:
        yield "book.path", config.book.path, _writable_place
    if config.site.logo is not None:
        yield "site.logo", config.site.logo, _logo
    if config.site.easy_language is not None:
        yield "site.easy_language", config.site.easy_language, _text
    for space in config.spaces:
        yield from _visitors_looks(space)


def _outside_looks(config: HubConfig) -> Iterator[Look]:
    mail, oidc = config.mail, config.oidc
    if mail is not None and mail.ca_file is not None:
        yield "mail.ca_file", mail.ca_file, _authority
    if mail is not None and mail.password_file is not None:
        yield "mail.password_file", mail.password_file, _mail_password
    if oidc is not None and oidc.client_secret_file is not None:
        yield "oidc.client_secret_file", oidc.client_secret_file, _one_line
    if config.outside.ca_file is not None:
        yield "outside.ca_file", config.outside.ca_file, _authority


def _visitors_looks(space: SpaceConfig) -> Iterator[Look]:
    if space.picture is not None:
        yield f'space "{space.id}": picture.file', space.picture.file, _picture
    if space.easy_language is not None:
        yield f'space "{space.id}": easy_language', space.easy_language, _text


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # of a pipe or a device nobody sees the end
            raise _Unfit(f"expected a file, {path} is {'a folder' if path.is_dir() else 'none'}")
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES)
    except OSError as error:
        raise _Unfit(f"expected a readable file, {path} ({error.strerror})") from None
    if not content.strip():
        raise _Unfit(f"expected a file that isn't empty, {path}")
    return content


def _picture(path: Path) -> None:
    _content(path)
    try:
        pictures_of(path)
    except UnfitPicture as unfit:
        raise _Unfit(f"{unfit}, in {path}") from None


def _text(path: Path) -> None:
    content = _content(path)
    if len(content) > _LONGEST_TEXT_BYTES:
        raise _Unfit(f"expected at most {_LONGEST_TEXT_BYTES} bytes in {path}")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise _Unfit(f"expected text in UTF-8 in {path}") from None
    if not all(line.isprintable() for line in lines):
        raise _Unfit(f"expected text without control characters in {path}")


def _logo(path: Path) -> None:
    try:
        examine(_content(path))
    except NotAnImage as error:
        raise _Unfit(f"{error}, {path}") from None


def _one_line(path: Path) -> str:
    """Read a secret. A line break at its end, or white space around it, is no part of it."""
    try:
        secret = _content(path).decode().strip()
    except UnicodeDecodeError:
        raise _Unfit(f"expected text in UTF-8 in {path}") from None
    if not secret.isprintable():
        raise _Unfit(f"expected one line, and nothing but it, in {path}")
    return secret


def _mail_password(path: Path) -> None:
    if not _one_line(path).isascii():
        raise _Unfit(f"expected a password in ASCII, as SMTP takes it, in {path}")


def _token_hash(path: Path) -> None:
    words = _content(path).decode("ascii", "replace").split()
    if _HASH.fullmatch(words[0]) is None:
        raise _Unfit(
            f"expected the token's SHA-256, 64 hex digits in lower case, in {path};"
            " `platzfrei-hub token new` writes it"
        )
    if words[0] == hashlib.sha256(b"").hexdigest():
        raise _Unfit(f"expected the hash of a token, {path} has the hash of nothing")


def _authority(path: Path) -> None:
    _pem(path, b"-----BEGIN CERTIFICATE-----", "a CA's certificate")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError as error:
        raise _Unfit(f"expected a CA's certificate in PEM form in {path} ({_why(error)})") from None


def _certificate(path: Path) -> None:
    _pem(path, b"-----BEGIN CERTIFICATE-----", "a certificate")


def _key(path: Path, cert: Path) -> None:
    _pem(path, b" PRIVATE KEY-----", "a private key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_cert_chain(cert, path, password=_refuse_passphrase)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise _Unfit(f"expected the key of {cert}, {path} is another one's") from None
        raise _Unfit(f"expected a key and a certificate in PEM form ({_why(error)})") from None
    except OSError:
        return  # the certificate can't be read, which is said of its own key


def _refuse_passphrase() -> str:
    raise _Unfit("expected a key without a passphrase: nobody is there to type it")


def _pem(path: Path, mark: bytes, what: str) -> None:
    if mark not in _content(path):
        raise _Unfit(f"expected {what} in PEM form in {path}")


def _why(error: "ssl.SSLError") -> str:
    return (error.reason or str(error)).lower().replace("_", " ")


def _database(path: Path) -> None:
    _writable_place(path)
    for name in (path, *(path.with_name(path.name + suffix) for suffix in _BESIDE)):
        if name.exists() and not os.access(name, os.R_OK | os.W_OK):
            raise _Unfit(f"expected a file that this user may read and write, {name}")
    if path.exists() and is_of_something_else(path):
        raise _Unfit(f"expected a store of Platzfrei, {path} is a file of something else")


def _behind_links(path: Path) -> Path:
    """Return where a link leads, though nothing may be there yet."""
    try:
        with suppress(FileNotFoundError):
            path.stat()
        return path.resolve() if path.is_symlink() else path
    except OSError as error:
        why = error.strerror
        raise _Unfit(f"expected a file in a folder that is there, {path} ({why})") from None


def _writable_place(path: Path) -> None:
    """Refuse a place where no file can be made."""
    path = _behind_links(path)
    folder = path.parent
    try:
        mode = folder.stat().st_mode
        is_folder, is_file = path.is_dir(), not path.exists() or path.is_file()
    except OSError as error:
        raise _Unfit(f"expected a folder that is there, {folder} ({error.strerror})") from None
    if not stat.S_ISDIR(mode):
        raise _Unfit(f"expected a folder, {folder} is a file")
    if is_folder or not is_file:
        raise _Unfit(f"expected a file, {path} is {'a folder' if is_folder else 'none'}")
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        raise _Unfit(f"expected a disk that can be written, {folder} is read-only")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _Unfit(f"expected a folder that this user may write, {folder}")
