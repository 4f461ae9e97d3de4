"""Which release of the product runs."""

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """Return the version of the installed package; empty if it was never installed."""
    try:
        return version("platzfrei")
    except PackageNotFoundError:
        return ""
