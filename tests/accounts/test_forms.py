"""Names that people can tell apart, and browsers they recognise."""

import pytest

from accounts.forms import seen
from kernel import devices


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ayşe Yılmaz", "Ayşe Yılmaz"),
        ("Ayşe\u200b Yılmaz", "Ayşe Yılmaz"),
        ("Ay\u00adşe\u2060", "Ayşe"),
        ("\u3164Ayşe\u3164", "Ayşe"),
        ("Ayşe \u202eızamlıY", "Ayşe ızamlıY"),
        ("  Ayşe   Yılmaz ", "Ayşe Yılmaz"),
        ("Çınar 🌳", "Çınar 🌳"),
        ("Ayşe\ufe0f", "Ayşe"),
        ("\u200b\u200d\u3164", ""),
    ],
)
def test_signs_that_nobody_sees_leave_a_name(typed: str, kept: str) -> None:
    assert seen(typed) == kept


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (
            "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
            "Firefox, Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_in_two_words(user_agent: str, device: str) -> None:
    assert devices.name(user_agent) == device
