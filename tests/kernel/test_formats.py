"""Money as people read it."""

import pytest

from kernel import formats
from kernel.i18n import in_language


@pytest.mark.parametrize(
    ("kurus", "turkish", "english"),
    [
        (0, "0\xa0₺", "0\xa0₺"),
        (115_000_000, "1.150.000\xa0₺", "1,150,000\xa0₺"),
        (123_450, "1.234,50\xa0₺", "1,234.50\xa0₺"),
    ],
)
def test_the_sign_never_leaves_its_sum(kurus: int, turkish: str, english: str) -> None:
    assert formats.money(kurus) == turkish
    with in_language("en"):
        assert formats.money(kurus) == english
