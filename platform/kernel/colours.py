"""Contrast of a municipality's colour, computed as a screen shows it: oklch, sRGB, WCAG.

The lightness of the house's colours is fixed, only the hue is chosen (`katiliyoruz.css`).
"""

import math
from dataclasses import dataclass

Rgb = tuple[float, float, float]

#: lightness and chroma of --brand, what lies below a link, and the text of a button
LIGHT = ((0.42, 0.15), ("#fcfaf5", "#ffffff", "#f4f1e9"), (0.952, 0.022), "#ffffff")
DARK = ((0.79, 0.105), ("#101727", "#192134", "#090f1d"), (0.31, 0.06), "#09122a")


@dataclass(frozen=True)
class Contrast:
    """The worst pair of links and of buttons, over both themes."""

    link: float
    button: float

    @property
    def worst(self) -> float:
        return min(self.link, self.button)


def contrast_of(hue: int) -> Contrast:
    links, buttons = [], []
    for brand, grounds, tint, on in (LIGHT, DARK):
        colour = oklch(*brand, hue)
        below = [hexadecimal(ground) for ground in grounds] + [oklch(*tint, hue)]
        links += [ratio(colour, ground) for ground in below]
        buttons.append(ratio(hexadecimal(on), colour))
    return Contrast(min(links), min(buttons))


def oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """Linear sRGB, clipped to what a screen can show (Björn Ottosson's matrices)."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _clip(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))


def hexadecimal(colour: str) -> Rgb:
    """Linear sRGB of "#1a469d"."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def ratio(one: Rgb, other: Rgb) -> float:
    """WCAG 2.2: (lighter + 0.05) / (darker + 0.05)."""
    lights = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)
