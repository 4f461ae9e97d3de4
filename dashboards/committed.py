"""The generated dashboards that come with this package: provisioning needs no build tool."""

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from dashboards.words import Language


@dataclass(frozen=True, slots=True)
class Drawn:
    """A dashboard as Grafana takes it."""

    language: Language
    content: dict[str, Any]

    @property
    def uid(self) -> str:
        """Its name in every Grafana."""
        return str(self.content["uid"])

    @property
    def title(self) -> str:
        """What people read."""
        return str(self.content["title"])

    @property
    def digest(self) -> str:
        """Tells one content from another."""
        written = json.dumps(self.content, sort_keys=True)
        return sha256(written.encode()).hexdigest()[:16]


def committed() -> list[Drawn]:
    """Return every dashboard, by language and name."""
    return [
        Drawn(language, json.loads(path.read_text(encoding="utf-8")))
        for language in Language
        for path in sorted(
            (files("dashboards") / "json" / language).iterdir(), key=lambda found: found.name
        )
    ]
