"""Plain language as advice: long sentences are counted, officialese is named with a plain word."""

from answers.wording import LONG, Stiff, advise


def test_a_plain_answer_needs_no_advice() -> None:
    text = "Gölgelik 2027 Nisan ayında kurulur. Bedeli 480.000 TL. Dayanak 5393 s. Kanun m. 14."
    assert not advise(text)


def test_a_long_sentence_is_named_by_its_beginning() -> None:
    long = " ".join(f"kelime{number}" for number in range(LONG + 1)) + "."
    found = advise("Kısa bir cümle. " + long + "\nBir kısa cümle daha.")
    assert [(one.begins, one.words) for one in found.long] == [
        ("kelime0 kelime1 kelime2 kelime3 kelime4 kelime5", LONG + 1)
    ]


def test_officialese_is_found_with_its_endings_and_turkish_letters() -> None:
    found = advise("İşbu talebinize İSTİNADEN bahse konu alanın tetkiki yapılmıştır.")
    assert set(found.stiff) == {
        Stiff("İşbu", "bu"),
        Stiff("İSTİNADEN", "göre, dayanarak"),
        Stiff("bahse konu", "bu"),
        Stiff("tetkiki", "incelemek"),
    }


def test_a_word_inside_another_is_not_meant() -> None:
    assert not advise("Bu alan çok rahaizdir değil.").stiff
