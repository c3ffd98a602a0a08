"""Published versions, read from their JSON."""

import json
from typing import Any

from roadmap.models import Report, Version


def read(version: Version) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(version.content)
    return found


def read_report(report: Report) -> dict[str, Any] | None:
    return None if report.content is None else json.loads(report.content)
