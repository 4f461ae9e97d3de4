"""The files that edge.toml names, looked at before anything starts: there, readable, and right.

It owns the reasons. What may heal by itself (a full card, an I/O error, a damaged outbox) is no
matter of the configuration and isn't judged here. It writes nothing.
"""

import os
import ssl
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from contract.configuration import Fault
from edge.configuration.config import EdgeConfig
from edge.errors import ConfigError

_LARGEST_BYTES: Final = 1024 * 1024
_SQLITE: Final = b"SQLite format 3\0"
_BESIDE: Final = ("-wal", "-shm", ".ballast", ".signs")

Look = tuple[str, Path, Callable[[Path], object]]


class _Unfit(Exception):
    """A file can't be used; the text says why and what was expected."""


def require_files(config: EdgeConfig, file: Path) -> None:
    """Look at every file that an agent needs. Raises ConfigError, which names each key."""
    faults = list(faults_in(config))
    if faults:
        raise ConfigError.of(file, faults)


def faults_in(config: EdgeConfig) -> Iterator[Fault]:
    """Yield what is wrong with the files that a configuration names, by key."""
    for key, path, look in _looks(config):
        try:
            look(path)
        except _Unfit as unfit:
            yield Fault(key, str(unfit))


def named_files(config: EdgeConfig) -> Iterator[tuple[str, Path]]:
    """Yield every file that a configuration names, with its key."""
    for key, path, _ in _looks(config):
        yield key, path


def _looks(config: EdgeConfig) -> Iterator[Look]:
    yield "outbox", config.outbox, _outbox
    if config.mqtt.password_file is not None:
        yield "mqtt.password_file", config.mqtt.password_file, _one_line
    tls = config.mqtt.tls
    if tls is None:
        return
    yield "mqtt.tls.ca_file", tls.ca_file, _authority
    if tls.cert_file is not None and tls.key_file is not None:
        cert = tls.cert_file
        yield "mqtt.tls.cert_file", cert, _certificate
        yield "mqtt.tls.key_file", tls.key_file, lambda key: _key(key, cert)


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


def _one_line(path: Path) -> str:
    """Read a secret. A line break at its end, or white space around it, is no part of it."""
    try:
        secret = _content(path).decode().strip()
    except UnicodeDecodeError:
        raise _Unfit(f"expected text in UTF-8 in {path}") from None
    if not secret.isprintable():
        raise _Unfit(f"expected one line, and nothing but it, in {path}")
    return secret


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


def _outbox(path: Path) -> None:
    _writable_place(path)
    beside = [path.with_name(path.name + suffix) for suffix in _BESIDE]
    for name in (path, *beside):
        if name.exists() and not os.access(name, os.R_OK | os.W_OK):
            raise _Unfit(f"expected a file that this user may read and write, {name}")
    was_ours = any(name.exists() for name in beside)
    if path.exists() and not was_ours and _is_of_something_else(path):
        raise _Unfit(f"expected an outbox of Platzfrei, {path} is a file of something else")


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


def _is_of_something_else(path: Path) -> bool:
    """Tell a text or a picture from an outbox with a damaged head, which is salvaged."""
    with path.open("rb") as file:
        head = file.read(len(_SQLITE))
    likeness = sum(one == other for one, other in zip(head, _SQLITE, strict=False))
    is_blank = not head.strip(b"\0") or not head.strip(b"\xff")
    return not is_blank and likeness < len(_SQLITE) // 2
