"""Certificates for a test, made on the fly: a CA, and what it signs."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.parts.mosquitto import HOST


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, as PEM files."""

    cert: Path
    key: Path


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)


def self_signed(folder: Path, name: str, address: str = HOST, *, days: int = 30) -> Pair:
    """Make a certificate for an address that is its own CA."""
    pair = Pair(folder / f"{name}.crt", folder / f"{name}.key")
    alternative = f"IP:{address}" if address[0].isdigit() else f"DNS:{address}"
    _openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-subj", f"/CN={name}", "-addext", f"subjectAltName={alternative}"),
        *("-keyout", pair.key, "-out", pair.cert, "-days", str(days)),
    )
    return pair


def locked_key(folder: Path, pair: Pair) -> Path:
    """Write a pair's key again, under a passphrase."""
    path = folder / "locked.key"
    _openssl("pkey", "-in", pair.key, "-aes256", "-passout", "pass:abcd", "-out", path)
    return path
