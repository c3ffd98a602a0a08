"""What a form says about personal data in a text: what was found, and what is never published."""

from typing import Any, ClassVar

import pytest
from flask import Flask, g

from kernel.forms import BaseForm, LongText, optional

IDENTITY, PHONE = "10000000146", "0532 123 45 67"


class Letter(BaseForm):
    WARN_PRIVATE: ClassVar[bool] = True

    body = LongText("Metin", [optional])


@pytest.mark.parametrize(
    ("body", "confirmed", "good", "asked"),
    [
        ("Parka çeşme.", False, True, False),
        (f"Arayın: {PHONE}", False, False, True),
        (f"Arayın: {PHONE}", True, True, False),
        (f"Numaram {IDENTITY}", False, False, False),
        (f"Numaram {IDENTITY}", True, False, False),
        (f"{IDENTITY}, {PHONE}", False, False, True),
    ],
)
def test_asked_or_refused(app: Flask, body: str, confirmed: bool, good: bool, asked: bool) -> None:
    data: dict[str, Any] = {"body": body, **({"private_ok": "y"} if confirmed else {})}
    with app.test_request_context("/", method="POST", data=data):
        g.language = "tr"
        form = Letter()
        assert form.validate() is good
        assert form.needs_private_ok is asked


def test_it_says_what_was_found(app: Flask) -> None:
    data = {"body": f"{PHONE}, ali@ornek.com, 34 ABC 123, {IDENTITY}"}
    with app.test_request_context("/", method="POST", data=data):
        g.language = "tr"
        form = Letter()
        form.validate()
        identity, rest = form.body.errors
    assert (
        identity
        == f"T.C. kimlik numarası yayımlanamaz: kimlik numarası ({IDENTITY}). Numarayı silin."
    )
    assert (
        "telefon (0532 123 45 67), e-posta adresi (ali@ornek.com), araç plakası (34 ABC 123)"
        in rest
    )
