"""The template checker finds what it is there for, and nothing in a clean page."""

import pytest

from scripts.templates import faults

MACROS = {"m.html": "{% macro field(label) %}<label>{{ label }}</label>{% endmacro %}"}


def test_a_clean_page_has_no_faults() -> None:
    page = (
        '{% from "m.html" import field %}{% set style = "a" %}{{ field("x", style="wide") }}'
        '<script src="{{ address }}"></script><a href="https://example.org">x</a>'
        "{{ 3|money }}{{ 3|number }}"
    )
    assert list(faults(MACROS | {"a.html": page})) == []


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("{% if %}", "Expected an expression"),
        ('{% from "m.html" import field %}', "does not use it"),
        ('{% from "m.html" import gone %}{{ gone() }}', "does not define"),
        ('{% from "m.html" import field with context %}{{ field(1) }}', "with context"),
        ('{% include "nowhere.html" %}', "does not exist"),
        ('<p class="a" style="color: red">', "style attribute"),
        ("<style>p {}</style>", "style element"),
        ("<script>alert(1)</script>", "script without src"),
        ('<b title="x"\n onclick="go()">', "on… attribute"),
        ('<a href="javascript:go()">', "javascript: address"),
        ('<img src="//cdn.example.org/a.png" alt="">', "another origin"),
        ("\n" * 121, "121 lines"),
    ],
)
def test_each_fault_is_named(page: str, word: str) -> None:
    assert [fault for fault in faults(MACROS | {"a.html": page}) if word in fault]


def test_a_long_template_may_give_its_reason() -> None:
    assert list(faults({"a.html": "{# Long: one table of all roles #}" + "\n" * 121})) == []
