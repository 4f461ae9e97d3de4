"""What to say where a program is installed without the packages that it needs. Pure."""

from collections.abc import Sequence


def missing_extra(program: str, extra: str, package: str, interpreter: str) -> str:
    """Say in one sentence what is missing and which command brings it."""
    return (
        f"{program}: {package} is missing, which comes with the extra {extra}; type in Platzfrei's"
        f' folder: {interpreter} -m pip install ".[{extra}]"'
    )


def is_of_others(module: str | None, ours: Sequence[str] = ("contract", "dashboards")) -> bool:
    """Tell whether a module that can't be found is a library's, and no file of ours."""
    return module is not None and module.partition(".")[0] not in {*ours, "edge", "hub"}
