"""What the proofs measured, one line each at the end of `make prove`."""

import json
from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: Any) -> None:
    rows = [
        (report.nodeid.rpartition("::")[2], dict(report.user_properties))
        for report in terminalreporter.stats.get("passed", [])
        if report.when == "call" and report.user_properties
    ]
    if rows:
        terminalreporter.section("figures")
    for name, figures in rows:
        terminalreporter.line(json.dumps({"proof": name, **figures}, ensure_ascii=False))


def told(request: pytest.FixtureRequest, **figures: Any) -> None:
    """To be shown at the end, also by another process than the test's."""
    request.node.user_properties.extend(figures.items())
