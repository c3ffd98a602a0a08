"""Every mail as it is read, in both languages: compared with the files in mails/."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from accounts import services
from accounts.models import Person
from kernel.db import write
from tests.make.accounts import list_mails, make_account

FOLDER = Path(__file__).parent / "mails"
#: name -> what sends it
SENDING: dict[str, Callable[[Person], object]] = {
    "confirm": services.send_confirmation,
    "already": lambda person: services.sign_up(
        email=person.email or "", password_hash="x", name="<b>Tıklayın</b>", language="tr"
    ),
    "new_email": lambda person: services.ask_email_change(person, email="yeni@cinarli.example"),
    "changed": lambda person: services.change_email(person, email="yeni@cinarli.example"),
    "password_changed": lambda person: services.change_password(
        person, password_hash="x", token=""
    ),
    "reset": lambda person: services.send_reset(person_id=person.id),
}


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("name", SENDING)
def test_the_mail_reads_as_agreed(app: Flask, name: str, language: str) -> None:
    person = make_account(language=language, email="ayse@cinarli.example")
    with write():
        SENDING[name](person)
    (mail,) = list_mails()
    text = re.sub(r"(/(?:dogrula|yenile|yeni|geri)/)[\w.-]+", r"\1<token>", mail["text"])
    text = f"{mail['to']}\n{mail['subject']}\n\n{text}"
    assert text == (FOLDER / f"{name}.{language}.txt").read_text("utf-8")
    assert mail["text"].count("://") == 1
