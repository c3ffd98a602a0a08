"""A test browser: every request in a context of its own, every page checked."""

import contextvars
import secrets
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from accounts.models import Person, SignIn
from accounts.queries import token_hash
from kernel.db import db, write
from tests.page_checks import check_page


class Client:
    """Like Flask's test client; a request neither sees nor touches the test's own session."""

    def __init__(self, app: Flask, *, checks: bool = True) -> None:
        self.app = app
        self.checks = checks
        self.browser = app.test_client()
        self.browser.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android) Firefox/140.0"

    def sign_in(self, person: Person) -> "Client":
        token = secrets.token_urlsafe(24)
        with write() as session:
            session.add(SignIn(person_id=person.id, token_hash=token_hash(token), device="test"))
        with self.browser.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return self

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._ask("get", path, **options)

    def post(self, path: str, data: Any = None, **options: Any) -> TestResponse:
        return self._ask("post", path, data=data or {}, **options)

    def _ask(self, method: str, path: str, **options: Any) -> TestResponse:
        db.session.rollback()
        ask = getattr(self.browser, method)
        answer: TestResponse = contextvars.Context().run(ask, path, buffered=True, **options)
        db.session.expire_all()
        if (
            self.checks
            and answer.mimetype == "text/html"
            and answer.status_code not in (301, 302, 303)
        ):
            check_page(answer.get_data(as_text=True), path)
        return answer
