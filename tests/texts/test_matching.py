"""A paragraph stays the same one through versions, however the text around it moves."""

from texts.cutting import Block, cut
from texts.matching import Match, Old, match

DOG = "Köpekler parkta tasmayla gezdirilir; sahipleri dışkıyı toplar."
OPEN = "Park her gün saat 07.00 ile 23.00 arasında açıktır."
RIDE = "Bisiklete yalnızca işaretli yolda binilir."


def old(*sources: str) -> list[Old]:
    return [Old(number, source, source.startswith("#")) for number, source in enumerate(sources, 1)]


def test_paragraphs_are_counted_and_headings_are_not() -> None:
    text = "# Yönerge\r\n\r\nBir.\n  \n\n## Alt başlık\nİki\nsatır.\n\n- a\n- b\n\n###Bitişik"
    assert [(block.number, block.source) for block in cut(text)] == [
        (None, "# Yönerge"),
        (1, "Bir."),
        (None, "## Alt başlık"),
        (2, "İki\nsatır."),
        (3, "- a\n- b"),
        (None, "###Bitişik"),
    ]


def test_equal_changed_moved_new_and_gone() -> None:
    changed = DOG.replace("tasmayla", "kısa tasmayla")
    after = cut(f"{RIDE}\n\n{changed}\n\nMangal yakılmaz.")
    assert [one.paragraph_id for one in match(old(OPEN, DOG, RIDE), after)] == [3, 2, None]


def test_two_equal_paragraphs_keep_their_order() -> None:
    after = cut(f"{OPEN}\n\n{OPEN}\n\n{OPEN}")
    assert match(old(OPEN, OPEN), after) == [Match(1, 1.0), Match(2, 1.0), Match(None, 0.0)]


def test_each_old_paragraph_is_matched_once_to_the_most_alike() -> None:
    near, nearer = DOG.replace("parkta", "burada"), DOG + " "
    found = match(old(DOG), [Block(near, 1), Block(nearer.strip() + " Ceza", 2)])
    assert [one.paragraph_id for one in found] == [None, 1]


def test_a_heading_is_never_a_paragraph() -> None:
    assert match(old("# Park"), [Block("Park", 1)]) == [Match(None, 0.0)]
