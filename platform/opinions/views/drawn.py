"""The map and the growth chart as SVG: groups differ by shape, hatching and letter, then colour."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from math import cos, hypot, radians, sin
from typing import Any

from markupsafe import Markup, escape

from kernel import clock
from kernel.formats import number, short_day
from kernel.i18n import _, ngettext
from opinions.views.told import letter, people

Told = Mapping[str, Any]
#: relative paths around a mark's middle
SHAPES = (
    "m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0z",
    "m-1.4-1.4h2.8v2.8h-2.8z",
    "m0-1.8l1.7 3h-3.4z",
    "m0-1.9l1.9 1.9l-1.9 1.9l-1.9-1.9z",
    "m-.6-1.7h1.2v1.1h1.1v1.2h-1.1v1.1h-1.2v-1.1h-1.1v-1.2h1.1z",
    "m-.9-1.5h1.8l.9 1.5l-.9 1.5h-1.8l-.9-1.5z",
)
#: the hatching inside each ring
HATCHES = ("M0 0h4", "M0 0v4", "M0 4L4 0", "M0 0L4 4", "M0 2h4M2 0v4", "M1 1h1")
DASHES = ("", "3 2", "1 1.5", "5 1.5 1 1.5", "2 1", "4 4")
MARGIN = 4
#: a group's letter stands above its ring
LETTER = 6


def shape(group: int) -> Markup:
    """Beside a word that says the same."""
    return Markup(
        f'<svg class="shape g-{group}" viewBox="-2.4 -2.4 4.8 4.8" aria-hidden="true">'
        f'<path d="M0 0{SHAPES[group]}"/></svg>'
    )


def opinion_map(told: Told, own: Sequence[int] | None = None) -> Markup:
    """`own`: one's own place, for oneself."""
    found = told["map"]
    if not found:
        return Markup()
    top, bottom = _span(found["groups"], own)
    several = len(found["groups"]) > 1
    body = "".join(_group(group, one, several) for group, one in enumerate(found["groups"]))
    return Markup(
        f'<svg class="opinion-map" viewBox="{-MARGIN} {top} {100 + 2 * MARGIN} {bottom - top}" '
        f'role="img" aria-labelledby="harita-ad harita-soz">'
        f'<title id="harita-ad">{escape(_("Görüş haritası"))}</title>'
        f'<desc id="harita-soz">{escape(describe(told, own is not None))}</desc>'
        f"{_hatches(len(found['groups']))}{body}{_own(own)}</svg>"
    )


def describe(told: Told, own: bool = False) -> str:
    """What the drawing shows, for whoever does not see it; the table beside it has the rest."""
    found = told["map"]
    unit = ngettext(
        "Her işaret %(num)s kişinin ortalama yeridir.",
        "Her işaret %(num)s kişinin ortalama yeridir.",
        found["unit"],
    )
    if len(found["groups"]) < 2:
        text = _("Yanıtlar tek bir küme oluşturuyor.")
    else:
        sizes = ", ".join(
            f"{letter(group)}: {people(one['people'], exact=one['exact'])}"
            for group, one in enumerate(told["groups"])
        )
        text = _("Benzer yanıt verenler birbirine yakın. Gruplar: %(sizes)s.", sizes=sizes)
    return " ".join([text, unit, *([_("Yıldız sizin yeriniz.")] if own else [])])


def _span(groups: Sequence[Told], own: Sequence[int] | None) -> tuple[int, int]:
    """No empty stripe above and below: as much as is drawn."""
    heights = [y for one in groups for _x, y in one["marks"]] + ([own[1]] if own else [])
    for one in groups:
        reach = _reach(one["ring"])
        heights += [one["ring"][1] - reach - LETTER, one["ring"][1] + reach]
    return min(heights) - MARGIN, max(heights) + MARGIN


def _reach(ring: Sequence[int]) -> int:
    """How far a turned ellipse goes upwards of its middle."""
    _x, _y, wide, narrow, turn = ring
    angle = radians(turn)
    return round(hypot(wide * sin(angle), narrow * cos(angle)))


def _hatches(count: int) -> str:
    return (
        "<defs>"
        + "".join(
            f'<pattern id="cizgi-{group}" class="g-{group}" width="4" height="4" '
            f'patternUnits="userSpaceOnUse"><path d="{HATCHES[group]}"/></pattern>'
            for group in range(count)
        )
        + "</defs>"
    )


def _group(group: int, one: Told, several: bool) -> str:
    x, y, wide, narrow, turn = one["ring"]
    marks = "".join(f"M{mx} {my}{SHAPES[group]}" for mx, my in one["marks"])
    dash = f' stroke-dasharray="{DASHES[group]}"' if DASHES[group] else ""
    ring = (
        f'<ellipse class="ring" cx="{x}" cy="{y}" rx="{wide}" ry="{narrow}" '
        f'fill="url(#cizgi-{group})"{dash} transform="rotate({turn} {x} {y})"/>'
        if several
        else ""
    )
    above = y - _reach(one["ring"]) - 1
    name = f'<text x="{x}" y="{above}" text-anchor="middle">{letter(group)}</text>'
    return f'<g class="g-{group}">{ring}<path d="{marks}"/>{name if several else ""}</g>'


def place(x: float, y: float, extent: float) -> list[int]:
    """Of one person, for that person's own eyes; at the edge where it lies outside."""
    across, up = round(50 + 50 * x / extent), round(50 - 50 * y / extent)
    return [min(100, max(0, across)), min(100, max(0, up))]


def _own(own: Sequence[int] | None) -> str:
    if own is None:
        return ""
    x, y = own
    star = "m0-4l1.2 2.8l3 .2l-2.3 2l.8 3l-2.7-1.7l-2.7 1.7l.8-3l-2.3-2l3-.2z"
    return f'<path class="own" d="M{x} {y}{star}"/>'


# --- growth -------------------------------------------------------------------------------------

WIDE, HIGH = 320, 150
LEFT, RIGHT, TOP, LOW = 40, 12, 10, 24


Point = tuple[datetime, int, int]


def points(history: Sequence[Told]) -> list[Point]:
    """What was published hour by hour: people in tens, answers in hundreds."""
    return [(datetime.fromisoformat(one["at"]), one["people"], one["answers"]) for one in history]


def growth(points: Sequence[tuple[datetime, int]]) -> Markup:
    """People over time as steps; the table below it holds the figures."""
    if len(points) < 2:
        return Markup()
    first, last = points[0][0], points[-1][0]
    long = max((last - first).total_seconds(), 1.0)
    most = max(count for _at, count in points)
    top = _round_up(most)

    def x(at: datetime) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * (at - first).total_seconds() / long

    def y(count: float) -> float:
        return HIGH - LOW - (HIGH - LOW - TOP) * count / top

    line = f"M{x(first):.1f} {y(points[0][1]):.1f}" + "".join(
        f"H{x(at):.1f}V{y(count):.1f}" for at, count in points[1:]
    )
    words = _(
        "Katılanların sayısı zaman içinde. İlk gün: %(first)s, son gün: %(last)s; en sonunda "
        "%(people)s.",
        first=short_day(first),
        last=short_day(last),
        people=people(points[-1][1], exact=False),
    )
    return Markup(
        f'<svg class="growth" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escape(words)}">'
        f"{_scale(top, y)}"
        f'<path class="area" d="{line}V{y(0):.1f}H{LEFT}z"/><path class="line" d="{line}"/>'
        f'<text x="{LEFT}" y="{HIGH - 6}">{escape(short_day(first))}</text>'
        f'<text x="{WIDE - RIGHT}" y="{HIGH - 6}" text-anchor="end">'
        f"{escape(short_day(last))}</text>"
        "</svg>"
    )


def _scale(top: int, y: Any) -> str:
    return "".join(
        f'<path class="grid" d="M{LEFT} {y(count):.1f}H{WIDE - RIGHT}"/>'
        f'<text x="{LEFT - 5}" y="{y(count) + 4:.1f}" text-anchor="end">{number(count)}</text>'
        for count in (0, top // 2, top)
    )


def _round_up(most: int) -> int:
    """To 20, 50, 100, 200, 500 …, so that the half is whole, too."""
    size = 20
    while size < most:
        size = size * 5 // 2 if str(size)[0] == "2" else size * 2
    return size


def by_day(points: Sequence[Point]) -> list[Point]:
    """The last of each day, for the table."""
    found: dict[date, Point] = {}
    for point in points:
        found[clock.local(point[0]).date()] = point
    return list(found.values())
