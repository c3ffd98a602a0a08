"""Icons, marks and the small trace as ready HTML.

A macro call costs four times as much as a function, and a list page shows a hundred of these.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

SHAPES = {
    "open": "open",
    "soon": "clock",
    "good": "tick",
    "part": "half",
    "no": "cross",
    "moved": "next",
    "merged": "merge",
    "late": "late",
    "wait": "ring",
    "draft": "doc",
    "lock": "lock",
}
#: stations of a mini trace are 24 units apart, the first 10 from the edge
STEP, EDGE = 24, 10
REACHED = ("done", "now", "late")


def for_templates(sprite: str) -> dict[str, Callable[..., Markup]]:
    """What macros/icons.html, status.html and trace.html hand on; `sprite` is its address."""

    # typed: Markup and str are equal as keys, but only one of them is escaped.
    @lru_cache(maxsize=512, typed=True)
    def icon(name: str, label: str = "", kind: str = "") -> Markup:
        tone = f" is-{escape(kind)}" if kind else ""
        voice = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
        address = f"{escape(sprite)}#i-{escape(name)}"
        return Markup(f'<svg class="i{tone}" {voice}><use href="{address}"/></svg>')

    @lru_cache(maxsize=64, typed=True)
    def mark(state: str, extra: str = "") -> Markup:
        name = f"mark {extra}" if extra else "mark"
        use = f'<use href="{escape(sprite)}#s-{escape(state)}"/>'
        return Markup(f'<svg class="{escape(name)}" aria-hidden="true">{use}</svg>')

    @lru_cache(maxsize=512)
    def picture(states: tuple[str, ...]) -> str:
        end = EDGE + STEP * (len(states) - 1)
        turn = EDGE + STEP * max(sum(state in REACHED for state in states) - 1, 0)
        done = f'<path class="c-brand" d="M{EDGE} 10H{turn}"/>' if turn > EDGE else ""
        rest = f'<path class="c-edge" stroke-dasharray="3 3" d="M{turn} 10H{end}"/>'
        stops = "".join(
            f'<use class="m-{escape(state)}" href="{escape(sprite)}#s-{escape(state)}" '
            f'x="{STEP * place}" width="20" height="20"/>'
            for place, state in enumerate(states)
        )
        line = done + (rest if turn < end else "")
        return f'<svg width="{end + EDGE}" height="20" aria-hidden="true">{line}{stops}</svg>'

    def mini(states: Iterable[str], word: str) -> Markup:
        drawn = picture(tuple(str(state) for state in states))
        return Markup(f'<span class="mini">{drawn}<span>{escape(word)}</span></span>')

    def status(kind: str, word: Any, icon_name: str = "") -> Markup:
        shape = icon(icon_name or SHAPES.get(kind, "ring"))
        return Markup(f'<span class="status is-{escape(kind)}">{shape}{escape(word)}</span>')

    return {
        "draw_icon": icon,
        "draw_mark": mark,
        "draw_mini": mini,
        "draw_options": options,
        "draw_status": status,
    }


def options(pairs: Iterable[tuple[Any, Any]], chosen: Any) -> Markup:
    """Of a select; `pairs` are value and label."""
    return Markup(
        "".join(
            f'<option value="{escape(key)}"{" selected" if str(key) == str(chosen) else ""}>'
            f"{escape(word)}</option>"
            for key, word in pairs
        )
    )


def draw(name: str, *facts: Any, **more: Any) -> Markup:
    """A template's function (draw_icon, csrf_field …) for HTML that is written in Python."""
    function: Any = current_app.jinja_env.globals[name]
    return Markup(function(*facts, **more))
