"""All tables of the book, as code knows them: each module that owns one adds it here."""

from typing import Final

from sqlalchemy import MetaData

METADATA: Final = MetaData()
