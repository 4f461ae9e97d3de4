"""`[mail]` of hub.toml: the server by which mail leaves, and who it is from. Pure.

It opens no file and no connection.
"""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from contract.configuration import Refused, plain, shown
from hub.domain.named_file import FilePath
from hub.domain.section import Section

MOST_ADDRESS: Final = 254
_HERE: Final = ("localhost", "127.0.0.1", "::1")
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*",
    re.ASCII,
)


def is_mail_address(text: str) -> bool:
    """Tell whether a text is an address as SMTP takes it without extensions."""
    return len(text) <= MOST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def _mail_address(text: str) -> str:
    if not is_mail_address(text):
        raise ValueError(f'expected an address such as "office@example.org", not {shown(text)}')
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]
"""An address in ASCII, as SMTP takes it without extensions."""


class MailConfig(Section):
    """The server that takes mail for everybody else, and how the hub is known there."""

    host: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    """"tls" from the first byte, as on port 465; "none" only to a server on this machine."""
    ca_file: FilePath | None = None
    """Left out: what this machine trusts."""
    username: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain)] | None = (
        None
    )
    password_file: FilePath | None = None
    sender: Annotated[MailAddress, Field(alias="from")]

    @model_validator(mode="after")
    def _is_encrypted(self) -> Self:
        if self.tls == "none" and self.host not in _HERE:
            raise Refused("tls", 'expected "starttls" or "tls" to a server that is elsewhere')
        if (self.username is None) != (self.password_file is None):
            missing = "username" if self.username is None else "password_file"
            raise Refused(missing, "expected username and password_file together, or neither")
        return self
