"""When a certificate ends, as OpenSSL says of the same one."""

import re
import ssl
import subprocess
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.times import from_us
from hub.certificate_end import NoCertificate, end_us, first_end_us
from tests.parts.certificates import self_signed

_IN_MAIL = re.compile(r"notAfter=(\w+) +(\d+) ([\d:]+) (\d+) GMT")


def said_by_openssl(cert: Path) -> datetime:
    """Return the end as OpenSSL reads it."""
    command = ["openssl", "x509", "-enddate", "-noout", "-in", str(cert)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    return parsedate_to_datetime(_IN_MAIL.sub(r"\2 \1 \4 \3 GMT", said.strip()))


@pytest.mark.parametrize("days", [1, 30, 36_500])
def test_the_end_is_what_openssl_reads(tmp_path: Path, days: int) -> None:
    """In this half of the century and beyond it, where the date has another form."""
    cert = self_signed(tmp_path, "a", days=days).cert
    found = first_end_us(cert)
    assert found is not None
    assert from_us(found) == said_by_openssl(cert)


def test_of_several_the_first_end_counts(tmp_path: Path) -> None:
    """Of a chain every certificate has to hold; what is no certificate is passed over."""
    short, long = (
        self_signed(tmp_path, name, days=days).cert for name, days in (("a", 3), ("b", 90))
    )
    both = tmp_path / "chain.pem"
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    both.write_text(f"# ours\n{long.read_text()}{broken}{short.read_text()}-----BEGIN CERTIFICATE")
    found = first_end_us(both)
    assert found is not None
    assert from_us(found) == said_by_openssl(short)


def test_what_is_no_certificate_has_no_end(tmp_path: Path) -> None:
    """Nor has a file that isn't there."""
    file = tmp_path / "a.pem"
    assert first_end_us(file) is None
    file.write_bytes(b"\xff\x00 key")
    assert first_end_us(file) is None


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_by_one_error(der: bytes) -> None:
    """Whatever a broker shows."""
    with pytest.raises(NoCertificate):
        end_us(der)


def test_a_certificate_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    """No part of one ends at another time than the whole."""
    der = ssl.PEM_cert_to_DER_cert(self_signed(tmp_path, "a").cert.read_text())
    for size in range(len(der)):
        with pytest.raises(NoCertificate):
            end_us(der[:size])
