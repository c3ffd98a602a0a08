"""The face: what templates name exists in the sprite, macros render, and it stays light."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kernel import design, drawings

PLATFORM = Path(design.__file__).parents[1]
STATIC = PLATFORM / "kernel" / "static"
SPRITE = (STATIC / "ikonlar.svg").read_text("utf-8")
NAMED = re.compile(r"\bicon\(\s*['\"]([a-z]+)['\"]|\bicon_name=['\"]([a-z]+)['\"]")


@pytest.fixture(scope="module")
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(PLATFORM / "kernel" / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: text, lambda one, many, n: one if n == 1 else many, newstyle=True
    )
    env.globals.update(drawings.for_templates("/ikonlar.svg"))
    env.globals.update(sprite="/ikonlar.svg", csrf_field=lambda: Markup("<input name=csrf_token>"))
    return env


def render(env: Environment, source: str, **values: Any) -> str:
    return env.from_string(source).render(**values)


def named_icons() -> Iterator[str]:
    for path in PLATFORM.glob("*/templates/**/*.html"):
        for pair in NAMED.findall(path.read_text("utf-8")):
            yield next(name for name in pair if name)


def test_every_icon_of_a_template_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'id="i-([a-z]+)"', SPRITE))
    assert set(named_icons()) <= drawn
    assert set(design.ICONS) == drawn


def test_a_small_trace_ends_its_solid_line_at_the_present() -> None:
    mini = drawings.for_templates("/s.svg")["draw_mini"]
    page = mini(["done", "now", "next"], "Oylama")
    assert '<path class="c-brand" d="M10 10H34"/>' in page
    assert 'd="M34 10H58"/>' in page
    assert "c-edge" not in mini(["done", "done"], "Bitti")
    assert "c-brand" not in mini(["next", "next"], "Sırada")


def test_a_label_is_escaped_also_after_the_same_text_was_trusted() -> None:
    icon = drawings.for_templates("/s.svg")["draw_icon"]
    icon("tick", label=Markup("<b>x</b>"))
    assert "<b>" not in icon("tick", label="<b>x</b>")


def test_style_and_script_stay_light() -> None:
    files = {*STATIC.glob("*.css"), *STATIC.glob("*.js")}
    booth = {path for path in files if path.stem == "kabin"}
    receipt = {path for path in files if path.stem == "makbuz"}
    # A map and a new account's proof of work are fetched where they are needed, by nobody else.
    apart = {path for path in files if path.stem in ("harita", "emek")}
    assert weight(apart) <= 3 * 1024
    # One statement at a time, and the opinion map: on their own pages alone.
    opinions = {path for path in files if path.stem in ("gorus", "yanit")}
    assert weight(opinions) <= 3 * 1024
    assert weight(files - booth - receipt - apart - opinions) <= 12 * 1024
    assert weight(booth) <= 5 * 1024  # with drag and the choice of a part
    assert weight(receipt) <= 9 * 1024


def weight(files: set[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for path in files)


def test_fields_are_tied_to_their_hint_and_error(environment: Environment) -> None:
    page = render(
        environment,
        '{% from "macros/forms.html" import field %}{{ field(f, hint="Kısa yazın") }}',
        f=design.examples()["sample"].title,  # type: ignore[attr-defined]
    )
    assert 'aria-describedby="title-ipucu title-hata"' in page
    for piece in ('id="title-ipucu"', 'id="title-hata"', 'aria-invalid="true"', 'for="title"'):
        assert piece in page
    assert "isteğe bağlı" not in page


def test_the_error_summary_links_to_something_that_exists(environment: Environment) -> None:
    page = render(
        environment,
        '{% from "macros/forms.html" import error_summary, field %}{{ error_summary(form) }}'
        "{% for f in form %}{{ field(f) }}{% endfor %}",
        form=design.examples()["sample"],
    )
    targets = set(re.findall(r'href="#([^"]+)"', page))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert targets == {"title", "place-0", "cost"}
    assert targets <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_refusal_shows_its_reason_or_the_way_to_sign_in(
    environment: Environment, number: int
) -> None:
    refusal = design.examples()["refusals"][number]  # type: ignore[index]
    page = render(
        environment,
        '{% from "macros/forms.html" import action %}'
        '{{ action(denied, "/x", "Oy verin", method="post") }}',
        denied=refusal,
    )
    signs_in = refusal.kind.name == "LOGIN"
    assert (refusal.sentence in page) != signs_in
    assert (f'href="{refusal.login_href}"' in page) == signs_in
    assert "<button" not in page
    assert "csrf_token" not in page


def test_text_of_people_is_escaped_by_every_macro(environment: Environment) -> None:
    evil = "<script>x</script>\"'>"
    page = render(
        environment,
        """{% from "macros/cards.html" import card %}{% from "macros/status.html" import status %}
        {% from "macros/trace.html" import mini, trace %}{% from "macros/lists.html" import empty %}
        {% from "macros/signed.html" import signed %}{% from "macros/icons.html" import icon %}
        {% from "macros/forms.html" import post_button %}
        {{ card("vote", e, "open", "open", e, e, text=e, note=e, href=e, verb=e) }}
        {{ status("good", e) }}{{ mini(["now"], e) }}{{ empty(e, e, e, e) }}
        {{ icon("tick", label=e) }}
        {{ trace([{"state": "now", "label": e, "note": e, "href": e, "body": e}], e, here=e) }}
        {% call signed("x", e, aside=e, office=e, date=e, number=e, extra=e) %}{% endcall %}
        {{ post_button(e, e, about=e, fields={e: e}) }}""",
        e=evil,
    )
    assert "<script" not in page
    assert "\"'>" not in page
