"""Contrast figures of face/README, computed again."""

import pytest

from kernel import colours


def test_black_on_white_is_twenty_one() -> None:
    black, white = colours.hexadecimal("#000000"), colours.hexadecimal("#ffffff")
    assert colours.ratio(black, white) == pytest.approx(21)


def test_the_default_hue_reads_as_the_face_says() -> None:
    brand = colours.oklch(0.42, 0.15, 262)
    assert colours.ratio(brand, colours.hexadecimal("#fcfaf5")) == pytest.approx(8.4, abs=0.1)
    assert colours.ratio(brand, colours.hexadecimal("#ffffff")) == pytest.approx(8.7, abs=0.1)


def test_every_hue_keeps_its_contrast() -> None:
    worst = [colours.contrast_of(hue) for hue in range(360)]
    assert min(pair.link for pair in worst) == pytest.approx(6.1, abs=0.1)
    assert min(pair.button for pair in worst) == pytest.approx(7.0, abs=0.1)
