"""Asks a panel's question as Grafana does: its variables filled in, then InfluxQL over HTTP."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx

from contract.series import Keeping
from contract.times import to_us
from tests.parts.influx import Influx

Row = tuple[tuple[str, ...], dict[str, Any]]
"""The tags of a row's group, then its columns."""
_VARIABLE: Final = re.compile(r"\$(?:\{(\w+)(:singlequote)?\}|(\w+))")


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody has chosen above the panels."""

    from_time: datetime
    to_time: datetime
    variables: Mapping[str, str | tuple[str, ...]]

    def values(self) -> dict[str, str]:
        """Return every variable as it stands in a question; several values as a regex."""
        from_ms, to_ms = to_us(self.from_time) // 1000, to_us(self.to_time) // 1000
        chosen = {
            name: value if isinstance(value, str) else f"({'|'.join(value)})"
            for name, value in self.variables.items()
        }
        return chosen | {
            "timeFilter": f"time >= {from_ms}ms and time <= {to_ms}ms",
            "__from": str(from_ms),
            "__to": str(to_ms),
        }


def fill_in(text: str, choice: Choice) -> str:
    """Put the values into a question. Raises KeyError for a variable that there is not.

    InfluxDB's own clock stands at the end of what is chosen.
    """
    values = choice.values()
    text = text.replace("now()", f"{values['__to']}ms")
    return _VARIABLE.sub(lambda found: _spelled(values[found[1] or found[3]], found[2]), text)


def _spelled(value: str, spelling: str | None) -> str:
    """Spell a value as Grafana does; of an empty list there is nothing, not even quotes."""
    return f"'{value}'" if spelling and value else value


def ask(influx: Influx, keeping: Keeping, text: str) -> list[Row]:
    """Ask a finished question and return its rows; times are milliseconds."""
    answer = httpx.post(
        f"{influx.url}/query",
        params={"db": influx.access.bucket_of(keeping), "epoch": "ms"},
        data={"q": text},
        headers={"Authorization": f"Token {influx.token}"},
        timeout=30,
        trust_env=False,
    ).raise_for_status()
    (result,) = answer.json()["results"]
    assert "error" not in result, f"{result['error']}: {text}"
    return [
        (tuple(of.get("tags", {}).values()), dict(zip(of["columns"], cells, strict=True)))
        for of in result.get("series", ())
        for cells in of["values"]
    ]
