"""What the page /tasarim shows: one realistic example of every component and state."""

from types import SimpleNamespace

from wtforms import Form
from wtforms.fields import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

ICONS = (
    "leaf promise proposal talk vote answer action survey map meeting doc clock pin search bell "
    "person org users open ring half tick cross late plus minus info up down next back merge "
    "download lock mail key edit flag eye trash theme list"
).split()

#: token, name, contrast on paper in light and dark
COLOURS = (
    ("paper", "Kâğıt", ""),
    ("raised", "Yüzey", ""),
    ("sunk", "Çukur", ""),
    ("tint", "Seçili zemin", ""),
    ("ink", "Mürekkep", "15,8 / 15,3"),
    ("soft", "Soluk metin", "7,4 / 8,7"),
    ("edge", "Kenar", "4,1 / 4,9"),
    ("rule", "İnce çizgi", ""),
    ("brand", "Belediyenin rengi", "8,4 / 9,2"),
    ("deep", "Koyusu", "11,9 / 12,3"),
    ("tile", "Turkuaz: şimdi", "5,2 / 9,9"),
    ("bole", "Mercan: tutulmayan söz", "6,3 / 7,9"),
    ("leaf", "Yaprak: kabul", "6,5 / 10,1"),
    ("ochre", "Aşı boyası: süre azaldı", "6,1 / 10,9"),
)

HUES = ((262, "kobalt"), (205, "turkuaz"), (155, "zümrüt"), (32, "mercan"), (330, "erguvan"))

STATUSES = (
    ("open", "Açık"),
    ("soon", "3 gün kaldı"),
    ("good", "Kabul edildi"),
    ("part", "Kısmen kabul edildi"),
    ("no", "Uygun bulunmadı"),
    ("moved", "Başka kuruma iletildi"),
    ("merged", "Birleştirildi"),
    ("late", "12 gün gecikti"),
    ("wait", "Sırada"),
    ("draft", "Taslak"),
    ("lock", "Gizli oy"),
)


class SampleForm(Form):
    """Every kind of field; never sent."""

    title = StringField("Öneriniz, tek cümleyle", [InputRequired("Önerinizi tek cümleyle yazın.")])
    problem = TextAreaField("Hangi sorunu çözüyor?", [InputRequired()])
    category = SelectField("Konu", choices={"": "Seçin", "park": "Park", "yol": "Yol"})
    place = RadioField(
        "Nerede?",
        [InputRequired("Yerini seçin.")],
        choices={"mahalle": "Bir mahallede", "ilce": "Tüm ilçede"},
    )
    benefits = SelectMultipleField(
        "Kime yarar?", choices={"cocuk": "Çocuklara", "yasli": "Yaşlılara", "esnaf": "Esnafa"}
    )
    cost = StringField("Tahmini maliyet")
    day = DateField("Ne zamana kadar?")
    photo = FileField("Fotoğraf")
    email = EmailField("E-posta", [InputRequired()])
    password = PasswordField("Parola", [InputRequired()])
    news = BooleanField("Yanıt gelince e-posta gönderin")


def _step(state: str, label: str, note: str = "", href: str = "", body: str = "") -> dict[str, str]:
    return {"state": state, "label": label, "note": note, "href": href, "body": body}


def _traces() -> list[tuple[str, list[dict[str, str]], str]]:
    return [
        (
            "Olağan",
            [
                _step("done", "Söz", "2 Eylül 2026", "#imzali"),
                _step("done", "Öneriler", "214 öneri", "#yorum"),
                _step("done", "Tartışma", "1.038 yorum", "#yorum"),
                _step("now", "Oylama", "Son gün: 6 Aralık", "#kabin"),
                _step("next", "Yanıt", "Söz verilen gün: 15 Ocak 2027"),
                _step("next", "Eylem", "2027 baharı"),
            ],
            "Buradasınız.",
        ),
        (
            "Gecikmiş",
            [
                _step("done", "Söz", "4 Mayıs"),
                _step("done", "Öneriler", "57 öneri"),
                _step("skip", "Tartışma", "Açılmadı"),
                _step("done", "Oylama", "1.420 oy"),
                _step("late", "Yanıt", "12 gün"),
                _step("next", "Eylem", "Yanıttan sonra"),
            ],
            "",
        ),
    ]


def _rail() -> list[dict[str, str]]:
    return [
        _step("done", "Yazıldı", "14 Haziran", body="Esnaf derneği yazdı, iki öneri daha katıldı."),
        _step("done", "Ön inceleme", "15 Haziran", body="Belediyenin yetkisinde."),
        _step("done", "Yanıt", "19 Kasım", "#imzali", "Kısmen kabul edildi, 5 gün erken."),
        _step("now", "Eylem", "Son gün: 30 Nisan 2027", body="Çeşmenin projesi çiziliyor."),
        _step("next", "Açılış", "Nisan 2027"),
    ]


def _refusals() -> list[SimpleNamespace]:
    def denied(kind: str, sentence: str, login_href: str = "") -> SimpleNamespace:
        return SimpleNamespace(
            kind=SimpleNamespace(name=kind), sentence=sentence, login_href=login_href
        )

    return [
        denied("LOGIN", "Oy vermek için giriş yapın.", "#form"),
        denied("ROLE", "Bu oylamaya Kavaklı’da oturduğu doğrulanmış kişiler katılabilir."),
        denied("CLOSED", "Oylama 6 Aralık’ta sona erdi."),
    ]


def _form() -> SampleForm:
    form = SampleForm(
        data={
            "problem": "Yazın öğlen saatlerinde pazarda gölge yok.",
            "cost": "iki yüz elli bin",
            "benefits": ["yasli"],
            "news": True,
        }
    )
    form.title.errors = ["Önerinizi tek cümleyle yazın."]
    form.place.errors = ["Yerini seçin."]
    form.cost.errors = ["Maliyeti yalnızca rakamla yazın, örneğin 250.000."]
    return form


def examples() -> dict[str, object]:
    """Everything the templates under kernel/design/ name."""
    return {
        "icons": ICONS,
        "colours": COLOURS,
        "hues": HUES,
        "statuses": STATUSES,
        "traces": _traces(),
        "rail": _rail(),
        "refusals": _refusals(),
        "sample": _form(),
        "page": {"previous_href": "#sayfa", "next_href": "#sayfa", "label": "21–40 / 214 öneri"},
        "facts": [
            {"label": "Oy kullanan", "value": "4.317", "note": "kişi"},
            {"label": "Oy kullanabilecek", "value": "46.210", "note": "kişi"},
            {"label": "Katılım oranı", "value": "%9,3", "note": "4.317 ÷ 46.210"},
            {"label": "Gecikmiş yanıt", "value": "1", "note": "12 gün", "kind": "late"},
        ],
        "tags": [
            {"label": "Tümü", "href": "#sayfa", "count": 47, "current": True},
            {"label": "Park ve yeşil alan", "href": "#sayfa", "count": 19},
            {"label": "Yürüme ve bisiklet", "href": "#sayfa", "count": 12},
        ],
        "result": [
            ("40 çınar ve ıhlamur", 2846, "2.846", "good", "Seçildi"),
            ("Engelsiz geçitler", 2611, "2.611", "good", "Seçildi"),
            ("Kitap kulübesi", 1402, "1.402", "good", "Seçildi"),
            ("Satranç masaları", 604, "604", "no", "Eşiğin altında"),
        ],
        "wall": ["kept"] * 24 + ["late"] * 3 + ["overdue"] + ["due"] * 3,
    }
