import html as entities
import re
import unicodedata
from collections.abc import Callable
from xml.etree.ElementTree import Element

import html5lib
import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import text
from kernel.text import PrivateKind

# ------------------------------------------------------------------ letters and keys


@pytest.mark.parametrize(
    ("written", "lower"),
    [
        ("IĞDIR İL", "ığdır il"),
        ("ışık iğne", "ışık iğne"),
        ("İstanbul", "istanbul"),
        ("Kâhta", "kâhta"),
    ],
)
def test_case_is_turkish(written: str, lower: str) -> None:
    assert text.tr_lower(written) == lower


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (["İSTANBUL", "istanbul", "i̇stanbul", "Istanbul"], "istanbul"),
        (["IŞIK", "ışık", "isik", "Işık", "IS\u0327IK"], "isik"),
        (["Kâhta", "KAHTA", "kahta"], "kahta"),
        (["ÇÖĞÜŞ", "çöğüş", "coğüs"], "cogus"),
        (["Straße", "STRASSE"], "strasse"),
    ],
)
def test_fold_joins_spellings(spellings: list[str], key: str) -> None:
    assert {text.fold(spelling) for spelling in spellings} == {key}


@given(st.text())
def test_fold_is_stable_and_ignores_case_and_form(written: str) -> None:
    key = text.fold(written)
    assert text.fold(key) == key
    assert text.fold(unicodedata.normalize("NFD", written)) == key
    assert text.fold(text.tr_lower(written)) == key


def test_slug() -> None:
    assert text.slug("Işıklı Çarşı: 2. Etap!") == "isikli-carsi-2-etap"
    assert text.slug("🌳") == "x"
    assert text.slug("a" * 79 + " b") == "a" * 79


@given(st.text())
def test_slug_is_safe_in_an_address(written: str) -> None:
    assert set(text.slug(written)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 1 <= len(text.slug(written)) <= 80


# --------------------------------------------------------------------------- sorting

_POSITION = {letter: place for place, letter in enumerate("abcçdefgğhıijklmnoöpqrsştuüvwxyz")}


def turkish_order(written: str) -> list[tuple[int, int]]:
    """The order itself, spelled out: other signs, the Turkish alphabet, other scripts."""
    order = []
    for sign in text.tr_lower(written):
        if sign not in _POSITION and sign.isalpha():
            base = unicodedata.normalize("NFKD", sign)[0]
            sign = base if base in _POSITION else sign
        if sign in _POSITION:
            order.append((1, _POSITION[sign]))
        else:
            order.append((2 if sign.isalpha() else 0, ord(sign)))
    return order


TURKISH_TEXT = st.text(alphabet="abcçğıiöşüâêîûqwxzABCÇĞIİÖŞÜÂÊ .-'’0129éñ漢Ж🌳") | st.text()


@pytest.mark.parametrize(
    "names",
    [
        ["Cizre", "Çorum", "Iğdır", "Isparta", "İzmir", "Sur", "Şişli"],
        ["Berfîn", "Berfin A", "Êzgi", "Ezine", "Fatih", "Kahraman", "Kâhta"],
        ["2. Etap", "Arı", "Avcı", "Q tipi", "Rize", "Жук"],
    ],
)
def test_names_sort_as_in_a_turkish_list(names: list[str]) -> None:
    assert sorted(reversed(names), key=text.sort_key) == names


@given(TURKISH_TEXT, TURKISH_TEXT)
def test_sort_key_orders_like_the_alphabet(one: str, other: str) -> None:
    first, second = text.sort_key(one), text.sort_key(other)
    assert (first < second) == (turkish_order(one) < turkish_order(other))
    assert (first == second) == (turkish_order(one) == turkish_order(other))


@given(st.text())
def test_sort_key_sorts_the_same_under_every_collation(written: str) -> None:
    assert set(text.sort_key(written)) <= set("0123456789abcdefghijklmnopqrstuvwxyz")


# -------------------------------------------------------------------------- likeness


def test_similarity() -> None:
    assert text.similarity("Parka aydınlatma", "PARKA AYDINLATMA") == 1
    near = text.similarity("Gül Parkı aydınlatılsın", "Gül parkına aydınlatma")
    assert near > 0.4 > text.similarity("Gül Parkı aydınlatılsın", "Otobüs seferleri")
    assert text.similarity("", "") == 0


# ----------------------------------------------------------------------------- input


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x7f", "abc"),
        ("bir\r\niki\rüç\u2028dört", "bir\niki\nüç\ndört"),
        ("ad\tsoyad", "ad\tsoyad"),
        ("safe\u202egpj.exe\u202c", "safegpj.exe"),
        ("\u2066gizli\u2069", "gizli"),
        ("s\u0327is\u0327li", "şişli"),
        ("👨‍👩‍👧 ❤️ مرحبا", "👨‍👩‍👧 ❤️ مرحبا"),
        ("\ufeffbaş\ud800", "baş"),
    ],
)
def test_clean_input(typed: str, kept: str) -> None:
    assert text.clean_input(typed) == kept


@given(st.text(alphabet=st.characters(codec=None)))
def test_cleaned_input_can_always_be_stored(typed: str) -> None:
    kept = text.clean_input(typed)
    assert text.clean_input(kept) == kept
    assert "\x00" not in kept
    kept.encode()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" ADMIN@Example.ORG ", "admin@example.org"),
        ("IŞIK@example.org", "iŞik@example.org"),
        ("\u212aate@example.org", "\u212aate@example.org"),
    ],
)
def test_email_key_lowers_ascii_only(typed: str, key: str) -> None:
    assert text.email_key(typed) == key


# -------------------------------------------------------------------------- Markdown

SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    '<img """><script>alert(1)</script>">',
    SVG,
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text x=20 y=20>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=a&gt;'>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<body onload=alert(1)><base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css><style>@import '//evil.example'</style>",
    "<p style='background:url(javascript:alert(1))' class=banner id=main>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)' target=_blank rel=opener onclick=alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](vbscript:x) [y](file:///etc/passwd)",
    "<javascript:alert(1)>",
    '[x](https://a.example "onmouseover=alert(1) \\" onfocus=alert(1)")',
    '[x](https://a.example/"onmouseover=alert(1))',
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/<script>alert(1)</script>",
    "![x](javascript:alert(1)) ![y](https://evil.example/pixel.png)",
    '![x"onerror="alert(1)](y)',
    "[x]\n\n[x]: javascript:alert(1)",
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    '```x"onmouseover=alert(1)\n```',
    "`</code><script>alert(1)</script>`",
    "|a|\n|-|\n|<img src=x onerror=alert(1)>|",
    "# <script>alert(1)</script>\n\n> <svg onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "<!--<script>alert(1)--><!--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]><?xml version='1.0'?>",
    "<plaintext><script>alert(1)</script>",
    "<template><script>alert(1)</script></template><dialog open onclose=alert(1)>",
    "\x00<\x00script>alert(1)</script>",
    "<a href='https://a.example\u202e/moc.live'>x</a>",
]


def with_nh3(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=set(text.TAGS),
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=set(text.SCHEMES),
        link_rel=text.REL,
    )


def elements(markup: str) -> list[Element]:
    tree: Element = html5lib.parseFragment(markup, container="div", namespaceHTMLElements=False)
    return [node for node in tree.iter() if node is not tree]


def assert_harmless(markup: str) -> None:
    for node in elements(markup):
        assert isinstance(node.tag, str), "a comment or instruction"
        assert node.tag in text.TAGS
        assert set(node.attrib) <= set(text.ATTRIBUTES.get(node.tag, []))
        if "href" in node.attrib:
            # A browser skips these signs when it looks for the scheme.
            address = re.sub(r"[\x00-\x20]", "", node.attrib["href"])
            scheme = re.match(r"[a-z][a-z0-9+.-]*(?=:)", address, re.IGNORECASE)
            assert scheme is None or scheme.group().lower() in text.SCHEMES
            assert node.attrib["rel"] == text.REL
    assert "\x00" not in markup


@pytest.mark.parametrize("clean", [text.sanitize, with_nh3])
@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_leave_nothing_executable(attack: str, clean: Callable[[str], str]) -> None:
    # Through Markdown as people write it, and through the second wall alone.
    assert_harmless(text.markdown(attack))
    assert_harmless(clean(text._MARKDOWN.render(text.clean_input(attack))))
    assert_harmless(clean(attack))


@pytest.mark.parametrize("attack", ATTACKS)
def test_both_sanitisers_show_the_same_of_a_markdown_attack(attack: str) -> None:
    html = text.markdown(attack)
    assert shown(html) == shown(with_nh3(html))


def shown(markup: str) -> list[tuple[object, dict[str, str], str | None, str | None]]:
    return [(node.tag, dict(node.attrib), node.text, node.tail) for node in elements(markup)]


@given(st.text(alphabet="<>/\"'`=&;#:![]()*_~|-\n ascriptonlvgjxhef\t"))
def test_any_text_is_harmless(written: str) -> None:
    assert_harmless(text.markdown(written))
    assert_harmless(text.sanitize(written))


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("# Başlık", "<h3>Başlık</h3>"),
        ("Altı çizili\n---", "<h4>Altı çizili</h4>"),
        ("###### en alt", "<h6>en alt</h6>"),
        ("**k** ~~s~~ *i*", "<p><strong>k</strong> <s>s</s> <em>i</em></p>"),
        ("bir\niki", "<p>bir<br>\niki</p>"),
        ("5. beş", '<ol start="5">\n<li>beş</li>\n</ol>'),
        ("[a](/cinarli)", '<p><a href="/cinarli" rel="nofollow noopener">a</a></p>'),
        (
            "https://ornek.org/a'dan, (https://b.org).",
            '<p><a href="https://ornek.org/a" rel="nofollow noopener">https://ornek.org/a</a>'
            '\'dan, (<a href="https://b.org" rel="nofollow noopener">https://b.org</a>).</p>',
        ),
        ("`https://kod.org`", "<p><code>https://kod.org</code></p>"),
        ("2 < 3 & 4", "<p>2 &lt; 3 &amp; 4</p>"),
    ],
)
def test_markdown(written: str, html: str) -> None:
    assert text.markdown(written) == html


def test_markdown_has_tables_without_style() -> None:
    html = text.markdown("|a|b|\n|:-|-:|\n|1|2|")
    assert "<th>a</th>" in html
    assert "style" not in html


def test_markdown_shows_what_was_typed() -> None:
    html = text.markdown("Tabelada <b>dikkat</b> & 'park' \"yeri\" yazsın")
    (paragraph,) = elements(html)
    assert paragraph.text == "Tabelada <b>dikkat</b> & 'park' \"yeri\" yazsın"
    assert entities.unescape(html).count("<b>") == 1


# -------------------------------------------------------------------------- excerpts


def test_plain_drops_the_marks() -> None:
    written = "## Başlık\n\n**Kalın** ve [bağ](https://a.org)\nsatır `kod`\n\n- bir\n- iki"
    assert text.plain(written) == "Başlık Kalın ve bağ satır kod bir iki"


def test_plain_cuts_between_words() -> None:
    assert text.plain("Parkın ışıkları, yanmıyor", 17) == "Parkın ışıkları…"
    assert text.plain("Parkın ışıkları, yanmıyor", 18) == "Parkın ışıkları…"
    assert text.plain("uzunkelime" * 5, 10) == "uzunkelim…"


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_plain_is_never_longer(written: str, length: int) -> None:
    assert len(text.plain(written, length)) <= length


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Park karanlık. Lamba isteriz.", "Park karanlık."),
        ("2. Etap Mah. 5. Sokak karanlık! Lamba.", "2. Etap Mah. 5. Sokak karanlık!"),
        ("Neden olmasın?\n\nOlur.", "Neden olmasın?"),
        ("Noktasız satır\n\nİkinci", "Noktasız satır"),
        ("Alan adı example.org olsun. Evet.", "Alan adı example.org olsun."),
        ("Bir satır\nikinci satır", "Bir satır ikinci satır"),
        ("", ""),
    ],
)
def test_first_sentence(written: str, sentence: str) -> None:
    assert text.first_sentence(written) == sentence


# --------------------------------------------------------------------- personal data


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("TC'm 10000000146.", [PrivateKind.IDENTITY_NUMBER]),
        ("100 000 001 46", [PrivateKind.IDENTITY_NUMBER]),
        ("10000000147", []),
        ("210000000146", []),
        ("IBAN: TR33 0006 1005 1978 6457 8413 26", [PrivateKind.IBAN]),
        ("tr330006100519786457841326", [PrivateKind.IBAN]),
        ("TR34 0006 1005 1978 6457 8413 26", []),
        ("Beni 0532 123 45 67 numaradan arayın", [PrivateKind.PHONE]),
        ("+90 (532) 123-45-67", [PrivateKind.PHONE]),
        ("5321234567", [PrivateKind.PHONE]),
        ("05321234567", [PrivateKind.PHONE]),
        ("0 212 123 45 67", [PrivateKind.PHONE]),
        ("(0212) 123 45 67", [PrivateKind.PHONE]),
        ("153'ü arayın, 444 12 34 de olur", []),
        ("Bütçe 5.321.234.567 TL, 1.250.000,50 TL", []),
        ("22.11.2026 14.05'te, sayı 2026/1453", []),
        ("Ada 5321, parsel 12, 39.123456, 32.123456", []),
        ("Bana ayse.yilmaz@ornek.com.tr yazın", [PrivateKind.EMAIL]),
        ("@ayse yazmış, a@b da", []),
        ("34 ABC 123 plakalı araç", [PrivateKind.PLATE]),
        ("06 A 1234 ile 81-KM-12", [PrivateKind.PLATE]),
        ("10 TL 500 kuruş, 16 KM 200", []),
        ("82 ABC 123, 34 QX 123, 34 abc 123", []),
        ("Çınar Sokak No: 12 Daire 3", [PrivateKind.ADDRESS]),
        ("Ihlamur Cad. no 7/4'te oturuyor", [PrivateKind.ADDRESS]),
        ("No:12 D:3", [PrivateKind.ADDRESS]),
        ("Kapı numara 5, kat 2", [PrivateKind.ADDRESS]),
        ("12 numaralı otobüs, 5. Sokak, karar no 2026/14", []),
        (
            "0532 123 45 67 ve 10000000146",
            [PrivateKind.PHONE, PrivateKind.IDENTITY_NUMBER],
        ),
    ],
)
def test_find_private(written: str, kinds: list[PrivateKind]) -> None:
    found = text.find_private(written)
    assert [private.kind for private in found] == kinds
    assert all(written[private.start : private.end] == private.text for private in found)


def test_a_wrong_digit_is_no_identity_number() -> None:
    right = "10000000146"
    wrong = {
        right[:place] + digit + right[place + 1 :]
        for place in range(11)
        for digit in "0123456789"
        if digit != right[place]
    }
    assert not any(text.identity_number_ok(number) for number in wrong)
