"""The page check itself must be able to fail."""

import pytest

from tests.page_checks import faults

GOOD = (
    '<!doctype html><html lang="tr"><head><title>Öneri</title></head><body><main><h1>Öneri</h1>'
    '<form><label for="ad">Ad</label><input id="ad" name="ad"></form></main></body></html>'
)


def test_a_good_page_has_no_faults() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<h1>Öneri</h1>", "<h1>Öneri</h1><h1>Bir daha</h1>", "2 h1"),
        ("<h1>Öneri</h1>", "<h2>Öneri</h2>", "0 h1"),
        ('<label for="ad">Ad</label>', "", "no label: ad"),
        ("<form>", '<form><p id="ad"></p>', "id ad stands 2 times"),
        ("<form>", "<form><p><div></div></p>", "<div> inside <p>"),
        ("<form>", "<a href='x'><a href='y'></a></a><form>", "<a> inside <a>"),
        ("<form>", "<li>x</li><form>", "<li> outside a list"),
        ("</form>", "", "</main> closes"),
        ('lang="tr"', "", "lang is ''"),
        ('id="ad" name', 'id="ad" style="color:red" name', "carries style"),
        ('id="ad" name', 'id="ad" aria-describedby="ipucu" name', "nothing has the id ipucu"),
        ("<form>", "<form>1 < 2", "no tag and no text"),
        ('<input id="ad"', '<input id="ad', "no tag and no text"),
        ('id="ad" name', 'id="ad" id="ad" name', "<input> repeats an attribute"),
        ("<form>", "<h3>Atlanan basamak</h3><form>", "h1 is followed by h3"),
    ],
)
def test_a_fault_is_named(old: str, new: str, fault: str) -> None:
    assert any(fault in found for found in faults(GOOD.replace(old, new))), faults(
        GOOD.replace(old, new)
    )
