"""Whatever stands in the address: a page, or a page that says there is none."""

import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from kernel.rules import Role
from tests.client import Client
from tests.make.accounts import make_account
from tests.make.consultations import make_consultation
from tests.make.places import PASSWORD, make_municipality, make_staff
from tests.make.proposals import make_proposal
from tests.town import writes_noted

SLUG = "cinarli"


def token(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


TOKENS = [
    "çöp",
    "%00",
    "A",
    "=" * 40,
    "x" * 20_000,
    urlsafe_b64encode(b"\xff\xfe\x00").decode(),
    urlsafe_b64encode(b"[" * 700).decode(),
    token({}),
    token(None),
    token([]),
    token([None, None]),
    token([{}, []]),
    token(["x", "y"]),
    token(["\x00", 1]),
    token([2**63, 2**63]),
    token([-(2**63), -1]),
    token([True, False]),
    token([1e308, 0.5]),
    token(["2026-11-22T00:00:00", 1]),
    token(["0001-01-01T00:00:00+14:00", 1]),
    token(["9999-12-31T23:59:59-14:00", 1]),
    token(["9999-12-31T23:59:59+00:00", 2**31 - 1]),
    token([1]),
    token([2**31]),
    token([2**31 - 1, 2**31 - 1]),
]
NAMES = ("sonra", "once", "yorum", "yanitlar", "taslak", "bas")
WORDS = [
    "%00",
    "%FF%FE",
    "-1",
    str(2**63),
    "9" * 5000,
    "%F0%9F%91%A9",
    "'%20OR%201=1",
    "%22*%22",
    "(",
]
FILTERS = (
    "q",
    "durum",
    "sira",
    "birim",
    "mahalle",
    "konu",
    "soran",
    "kime",
    "yanit",
    "gerekce",
    "v",
)


def pages(app: Flask) -> list[str]:
    """Every page of a municipality that needs no number, and of the account."""
    return sorted(
        route.rule.replace("<slug>", SLUG)
        for route in app.url_map.iter_rules()
        if "GET" in (route.methods or set())
        and not route.arguments - {"slug"}
        and route.endpoint not in ("web.health", "web.design_page")
    )


@pytest.fixture
def reader(app: Flask) -> Client:
    town = make_municipality(slug=SLUG)
    for _ in range(2):
        make_proposal()
    make_consultation(town)
    return Client(app).sign_in(make_staff(town, Role.ADMINISTRATOR))


def test_garbage_in_queries(app: Flask, reader: Client) -> None:
    """All filters and tokens at once; each list reads those that it knows."""
    wrong = []
    for path in pages(app):
        for words in WORDS:
            query = "&".join(f"{name}={words}" for name in (*FILTERS, *NAMES))
            if (status := reader.get(f"{path}?{query}").status_code) not in (
                200,
                303,
                302,
                403,
                404,
                409,
            ):
                wrong.append(f"{path} {words[:30]}: {status}")
    assert wrong == []


@pytest.mark.parametrize("name", ["sonra", "once"])
def test_garbage_in_tokens_of_lists(app: Flask, reader: Client, name: str) -> None:
    lists = ["oneriler", "oneriler?sira=yeni", "oneriler?sira=destek", "sonuclar", "yol-haritasi"]
    lists += ["yanitlar", "masa/oneriler", "masa/denetim", "masa/denetim?durum=karar", "masa/kayit"]
    lists += ["masa/oneriler?durum=tumu", "masa/eylem", "danismalar", "onerilerim"]
    wrong = []
    for page in lists:
        for words in TOKENS:
            mark = "&" if "?" in page else "?"
            status = reader.get(f"/{SLUG}/{page}{mark}{name}={quote(words, safe='%')}").status_code
            if status not in (200, 403, 404):
                wrong.append(f"{page} {words[:40]}: {status}")
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        "/%00/",
        f"/{SLUG}%00/oneriler",
        "/%FF%FE/",
        "/" + "a" * 3000 + "/",
        f"/{SLUG}/oneriler/%00",
        f"/{SLUG}/oneriler/{2**31}",
        f"/{SLUG}/oneriler/{'9' * 400}",
        f"/{SLUG}/oneriler/-1",
        f"/{SLUG}/oneriler/1.5",
        f"/{SLUG}/onizleme/1/%00",
        f"/{SLUG}/aydinlatma-metni/{2**31}",
        f"/{SLUG}/topluluk-kurallari/{2**63}",
        "/dosya/00000000-0000-0000-0000-000000000000/a.pdf",
        "/dosya/00000000-0000-0000-0000-000000000000/%00",
        "/dosya/1/a.pdf",
        "/dosya/../../etc/passwd",
        "/static/../app.py",
        "/static/%2e%2e/%2e%2e/config.py",
        "/dogrula/%00",
        "/davet/%00",
        "/bildirim/dur/%00",
        "/parola/yenile/" + "a." * 5000,
    ],
)
def test_addresses_that_are_nowhere(app: Flask, client: Client, path: str) -> None:
    make_consultation(make_municipality(slug=SLUG))
    assert client.get(path).status_code in (404, 410, 200 if "/dogrula" in path else 404, 409)


def test_other_methods(app: Flask, reader: Client) -> None:
    """HEAD and OPTIONS write nothing; PUT, DELETE and PATCH are told no, on every address."""
    wrong = []
    with writes_noted(app) as writes:
        for path in pages(app):
            seen = reader.browser.open(path, method="GET").status_code
            if (status := reader.browser.open(path, method="HEAD").status_code) != seen:
                wrong.append(f"HEAD {path}: {status}, GET {seen}")
            for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"):
                answer = reader.browser.open(path, method=method)
                expected = 200 if method == "OPTIONS" else 405
                if answer.status_code != expected or not answer.headers.get("Allow"):
                    wrong.append(f"{method} {path}: {answer.status_code}")
    assert wrong == []
    assert writes == []


def test_get_of_a_button_is_told_no(app: Flask, client: Client) -> None:
    make_municipality(slug=SLUG)
    answer = client.get("/hesap/oturumlar/kapat")
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert "Bu adres böyle kullanılmıyor" in answer.text


@pytest.mark.parametrize(
    ("language", "title"), [("tr", "Gönderdiğiniz çok büyük"), ("en", "too large")]
)
def test_a_body_that_is_too_large(app: Flask, client: Client, language: str, title: str) -> None:
    town = make_municipality(slug=SLUG)
    client.sign_in(make_staff(town, Role.ADMINISTRATOR))
    client.browser.set_cookie("dil", language)
    for body, kind in (
        (b"name=" + b"x" * 3_500_000, "application/x-www-form-urlencoded"),
        (_part(b"x" * 12_500_000, ' filename="a.png"'), "multipart/form-data; boundary=b"),
        (_part(b"x" * 3_500_000), "multipart/form-data; boundary=b"),
        (_part(b"x") * 3000, "multipart/form-data; boundary=b"),
    ):
        end = b"--b--\r\n" if "boundary" in kind else b""
        answer = client.post(f"/{SLUG}/masa/ayarlar", body + end, content_type=kind)
        assert answer.status_code == 413
        assert title in answer.text


def _part(content: bytes, more: str = "") -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="logo";{more}\r\n\r\n'
    return head.encode() + content + b"\r\n"


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "http:evil.example",
    "javascript:alert(1)",
    "/\tevil",
    "\\\\evil.example",
    "//evil.example\\@localhost",
    " //evil.example",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_elsewhere(app: Flask, client: Client, address: str) -> None:
    person = make_account()
    there = quote(address, safe="")
    for path in (f"/dil/en?next={there}", f"/tema/dark?next={there}"):
        answer = client.get(path, headers={"Referer": "http://evil.example/tuzak"})
        assert answer.status_code == 303
        assert answer.location == "/"
    client.get(f"/giris?next={there}")
    answer = client.post(f"/giris?next={there}", {"email": person.email, "password": PASSWORD})
    assert answer.status_code == 303
    assert answer.location == "/basla"


def test_a_forged_referrer_sends_nobody_elsewhere(app: Flask, client: Client) -> None:
    for referrer in ("http://localhost//evil.example/", "http://localhost\\@evil.example/"):
        assert client.get("/dil/en", headers={"Referer": referrer}).location == "/"
        answer = client.post("/cikis", headers={"Referer": referrer})
        assert answer.location == "/"
