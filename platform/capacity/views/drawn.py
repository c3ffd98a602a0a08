"""Before and after as SVG: two bars a heading, told apart by outline as well as by colour."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from capacity.scoring import Change
from kernel.formats import percent
from kernel.i18n import _

WIDE, ROW, TOP = 340, 58, 6
#: the bars end before their figures
LONG = 296


def before_after(changes: Sequence[Change]) -> Markup:
    """The table beside it holds the same figures."""
    high = TOP + ROW * len(changes)
    words = _("Başlıklara göre dönem başı ve dönem sonu puanları. Sayılar yandaki çizelgede.")
    body = "".join(_row(TOP + ROW * place, change) for place, change in enumerate(changes))
    return Markup(
        f'<svg width="{WIDE}" viewBox="0 0 {WIDE} {high}" role="img" '
        f'aria-label="{escape(words)}">{body}</svg>'
    )


def _row(y: int, change: Change) -> str:
    name = f"{change.dimension.code}. {change.dimension.title}"
    return (
        f'<text x="0" y="{y + 13}" font-size="12.5">{escape(name)}</text>'
        f"{_bar(y + 19, change.before, solid=False)}{_bar(y + 35, change.after, solid=True)}"
    )


def _bar(y: int, value: int | None, *, solid: bool) -> str:
    if value is None:
        return f'<text x="0" y="{y + 10}" font-size="11">–</text>'
    long = max(LONG * value / 100, 1)
    shape = f'd="M.5 {y + 0.5}h{long:.1f}v11H.5z"'
    paint = (
        f'<path class="c-brand" fill="currentColor" stroke="currentColor" {shape}/>'
        if solid
        else f'<path class="c-edge" fill="none" stroke="currentColor" {shape}/>'
    )
    figure = percent(value, 100)
    return f'{paint}<text x="{long + 6:.1f}" y="{y + 10.5}" font-size="11.5">{figure}</text>'
