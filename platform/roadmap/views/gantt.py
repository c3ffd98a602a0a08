"""A timeline as SVG from the server; the same facts stand in the table beside it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from roadmap.rules import State
from roadmap.views.look import Look

WIDTH, LEFT, ROW, HEAD = 960, 92, 26, 24
#: classes of katiliyoruz.css
TONES = {
    State.LATE: "c-bole",
    State.STARTED: "c-brand",
    State.COMPLETED: "c-leaf",
    State.COMPLETED_LATE: "c-leaf",
    State.CANCELLED: "c-edge",
}


def draw(rows: Sequence[Any], look: Look, title: str) -> Markup:
    """A bar an action, from its start to its end; a mark at the first promise; a line today."""
    if not rows:
        return Markup("")
    first = min(row.starts_on for row in rows)
    last = max(max(_end(row), row.first_ends_on) for row in rows)
    first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    scale = (WIDTH - LEFT - 8) / max(1, (last - first).days)

    def x(day: date) -> int:
        return LEFT + round((day - first).days * scale)

    height = HEAD + ROW * len(rows) + 6
    parts = [
        f'<svg width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}">'
    ]
    parts += _years(first, last, x, height)
    parts += [_bar(place, row, look, x) for place, row in enumerate(rows)]
    if first <= look.today <= last:
        now = x(look.today)
        parts.append(f'<path class="c-bole" stroke="currentColor" d="M{now} {HEAD - 4}V{height}"/>')
    return Markup("".join(parts) + "</svg>")


def _end(row: Any) -> date:
    end: date = row.completed_on or row.ends_on
    return end


def _years(first: date, last: date, x: Any, height: int) -> list[str]:
    return [
        f'<path class="c-rule" stroke="currentColor" d="M{x(date(year, 1, 1))} {HEAD}V{height}"/>'
        f'<text font-size="13" x="{x(date(year, 1, 1)) + 4}" y="{HEAD - 8}">{year}</text>'
        for year in range(first.year, last.year + 1)
    ]


def _bar(place: int, row: Any, look: Look, x: Any) -> str:
    top = HEAD + ROW * place + 4
    begin, end = x(row.starts_on), x(_end(row))
    width = max(4, end - begin)
    done = round(width * row.progress / 100)
    tone = TONES.get(look.state(row), "c-brand")
    promise = x(row.first_ends_on)
    box = f'height="{ROW - 8}" rx="3"'
    mark = (
        '<path class="c-bole" stroke="currentColor" stroke-dasharray="3 2" '
        f'd="M{promise} {top - 2}v{ROW - 4}"/>'
    )
    return (
        f'<text font-size="13" x="0" y="{top + 13}">{escape(row.number)}</text>'
        f'<rect class="c-rule" fill="currentColor" x="{begin}" y="{top}" width="{width}" {box}/>'
        f'<rect class="{tone}" fill="currentColor" x="{begin}" y="{top}" width="{done}" {box}/>'
        f"{mark if row.first_ends_on != _end(row) else ''}"
    )
