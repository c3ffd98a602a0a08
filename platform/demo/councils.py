"""The kent konseyi and the municipal council in the demo: an opinion that reached its session, one
that turned red, one that waits for a postponed one; a decision and what residents said about it."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from councils import queries, services
from councils.words import BodyKind, Category, Office, Outcome, Quorum, Seat, session_name
from demo import voting_days
from demo.events import Event, in_write
from demo.story import Story
from discussion import services as discussion
from discussion.models import Stance
from journeys import services as journeys
from kernel import clock
from kernel.text import markdown
from meetings import queries as meetings
from meetings import services as meeting_services
from meetings.models import MeetingKind
from places import queries as places
from places.models import OrganisationKind
from places.services import organisations

Made = dict[str, int]
NAME = "Çınarlı Kent Konseyi"
ABOUT = (
    "Muhtarlar, dernekler, odalar, sendikalar, üniversite, gençlik ve kadın meclisleri burada "
    "kent için ortak görüş oluşturur. Genel kurul yılda en az iki kez toplanır."
)
#: kind, name, about, quorum, value
BODIES = (
    (BodyKind.GENERAL, "Genel kurul", "Bütün üyeler. Görüşleri kabul eder.", Quorum.SHARE, 33),
    (BodyKind.EXECUTIVE, "Yürütme kurulu", "Gündemi hazırlar.", Quorum.MAJORITY, 0),
    (BodyKind.ASSEMBLY, "Gençlik meclisi", "15–30 yaş arası herkese açık.", Quorum.NONE, 0),
    (BodyKind.ASSEMBLY, "Kadın meclisi", "Ayda bir, değirmenin mutfağında.", Quorum.NONE, 0),
    (BodyKind.GROUP, "Ulaşım çalışma grubu", "Yaya, bisiklet, otobüs.", Quorum.NUMBER, 5),
)
FULL, SPARE = Seat.FULL, Seat.SUBSTITUTE
#: name, category, whom they speak for, seat, office
SEATS: tuple[tuple[str, Category, str, Seat, Office | None], ...] = (
    ("Nuran Tekinalp", Category.NGO, "Çınarlı Kültür Derneği", FULL, Office.PRESIDENT),
    ("Hasan Ali Erdem", Category.OTHER, "", FULL, Office.SECRETARY),
    ("Hikmet Ersoy", Category.NGO, "Yeşilova Güzelleştirme Derneği", FULL, None),
    ("Songül Akbaş", Category.NGO, "Değirmen Kadın Kooperatifi", FULL, None),
    ("Durmuş Ali Kaya", Category.MUHTAR, "Tepecik", FULL, None),
    ("Fatma Zehra Polat", Category.MUHTAR, "Kavaklı", FULL, None),
    ("Orhan Bilgiç", Category.CHAMBER, "Esnaf ve Sanatkârlar Odası", FULL, None),
    ("Prof. Dr. Leyla Sungur", Category.UNIVERSITY, "Çınarlı Üniversitesi", FULL, None),
    ("Tarık Ümit Ersoy", Category.UNION, "Eğitim çalışanları", FULL, None),
    ("Berfin Aslan", Category.ASSEMBLY, "Gençlik meclisi", FULL, None),
    ("Rukiye Demir", Category.ASSEMBLY, "Kadın meclisi", FULL, None),
    ("Selim Yurtsever", Category.GROUP, "Ulaşım çalışma grubu", FULL, None),
    ("Pelin Soylu", Category.NGO, "Çınarlı Kültür Derneği", SPARE, None),
    ("Ozan Tunç", Category.UNIVERSITY, "Çınarlı Üniversitesi", SPARE, None),
)
#: of them, who has an account in the demo
ACCOUNTS = {"Hasan Ali Erdem": "hasanali", "Hikmet Ersoy": "hikmet", "Songül Akbaş": "songul"}
#: who was not at the assembly
ABSENT = ("Durmuş Ali Kaya", "Tarık Ümit Ersoy", "Ozan Tunç")
TALKS = """1. Divanın seçimi, gündemin oylanması
2. Gençlik meclisinin gece otobüsü önerisi
3. Dilek ve öneriler"""
COMING = """1. Divanın seçimi, gündemin oylanması
2. Gelecek yılın konusu: çalışma gruplarının önerileri
3. Dilek ve öneriler"""
MINUTES = """**Konuşulanlar.** Cuma gecesi eve nasıl dönülüyor, çarşı kaça kadar açık?

**Kararlaştırılanlar**

- Gece otobüsü görüşü kabul edildi; genel sekreter belediyeye sunacak.
- Ulaşım çalışma grubu, durakların aydınlatmasını gezip not edecek."""
CHOOSING = """1. Adlı oyla ana konu
2. Gizli oyla sözcü"""
CHOSEN = """**Konuşulanlar.** Oylar kent konseyinin oylama sayfasında verildi.
Listede genel kurul üyeleri vardı.

**Kararlaştırılanlar**

- Sonuçlar yukarıda. Sözcü, kabul edilen görüşleri belediye meclisinde anlatacak."""
BUS, PAVEMENT, WATER = (
    "Gece otobüsü cuma ve cumartesi sürsün",
    "Okul önlerindeki kaldırımlar genişletilsin",
    "Çarşıya içme suyu çeşmeleri konsun",
)
TEXTS = {
    BUS: "Kent konseyi genel kurulu, **cuma ve cumartesi geceleri saat 02.00’ye kadar** kampüs–"
    "çarşı–istasyon hattında otobüs çalışmasını ister. Gerekçe: öğrencilerin ve gece çalışanların "
    "dönüşü; taksiye verilen para, bekleyenlerin güvenliği.",
    PAVEMENT: "Kent konseyi genel kurulu, beş okulun önünde kaldırımın **en az iki metreye** "
    "çıkarılmasını ister. Ulaşım çalışma grubunun ölçümleri ektedir.",
    WATER: "Kent konseyi genel kurulu, çarşının dört girişine **içme suyu çeşmesi** konmasını "
    "ister. Yerlerini esnafla birlikte seçtik.",
}
DECISION = (
    "Cuma geceleri için **üç aylık deneme** yapılacak; cumartesi için araç yok. "
    "Deneme bitince binen sayısı bu sayfada yayımlanacak ve konu yeniden görüşülecek."
)
PARK = (
    "Parkların kapanış saati yazın **24.00** oldu. Çocuk parklarının ışığı "
    "22.00’de sönecek: komşuların uykusu için. Hemşehrilerin iki isteği karara girdi; "
    "köpek alanı sonraya kaldı."
)
#: of the decided item
SAID = (
    ("gulten", Stance.FOR, "Yaz gecesi dokuzda park mı kapanır? Herkes o saatte serinliyor."),
    ("kerem", Stance.FOR, "Basket sahası da 24.00’e kadar açık kalsın."),
    ("elif", Stance.AGAINST, "Çocuk parkının karşısında oturuyoruz, gece ses hiç bitmiyor."),
    ("sinan", Stance.INFORMATION, "Rampalı giriş gece kilitleniyor, bunu da karara yazın."),
)
MARKET = (
    ("nazim", Stance.AGAINST, "Otogarın yeri uzak; yaşlılar pazara gidemez."),
    ("gulten", Stance.INFORMATION, "Servis olacak mı, ücretli mi? Özetinizde yok."),
    ("ismail", Stance.FOR, "Kamyon çarşıya giremiyor, orası pazarcıya da rahat."),
)


def events(story: Story) -> Iterator[Event]:
    texts = {
        text: markdown(text)
        for text in (TALKS, COMING, MINUTES, CHOOSING, CHOSEN, DECISION, PARK, *TEXTS.values())
    }
    made: Made = {}
    took_up, decided, lately = (_monday(story, day) for day in (-60, -32, -10))
    told = (
        (-380, 9, partial(_register, story, made)),
        (-379, 9, partial(_seats, story, made)),
        (-90, 9, partial(_calendar, story, made)),
        (-70, 18, partial(_assembly, story, made, texts)),
        (-69, 9, partial(_write_up, story, made, texts)),
        (-68, 9, partial(_hand_over, story, made, BUS)),
        (-64, 10, partial(_take_up, story, made)),
        (took_up, 16, partial(_refer, story, made)),
        (took_up + 9, 10, partial(_bring_back, story, made)),
        (-44, 18, partial(_adopt, story, made, texts, PAVEMENT, (10, 1, 0))),
        (-40, 10, partial(_hand_over, story, made, PAVEMENT)),
        (decided, 16, partial(_decide, story, made, texts, "bus")),
        (decided + 2, 10, partial(_tell, story, made)),
        (decided + 12, 10, partial(_follow_up, story, made)),
        (-22, 9, partial(_open_park, story, made)),
        (-20, 19, partial(_say, story, made, "park", SAID)),
        (lately, 16, partial(_decide, story, made, texts, "park")),
        (-14, 18, partial(_elect, story, made, texts)),
        (-12, 11, partial(_write_election_up, story, made, texts)),
        (-6, 9, partial(_open_market, story, made)),
        (-5, 20, partial(_say, story, made, "market", MARKET)),
        (-3, 18, partial(_adopt, story, made, texts, WATER, (9, 0, 2))),
        (-2, 10, partial(_hand_over, story, made, WATER)),
        (-2, 11, partial(_call_next, story, made, texts)),
        (-1, 10, partial(_postpone, story, made)),
    )
    for order, (day, hour, happen) in enumerate(told):
        yield story.when(day, hour), 160 + order, in_write(happen)


def _monday(story: Story, day: int) -> int:
    """The Monday on or after that day, in days from today."""
    weekday = (story.town.today + timedelta(days=day)).weekday()
    return day + (7 - weekday) % 7


def _register(story: Story, made: Made) -> None:
    people = story.places.people
    council = organisations.apply(
        places.get_municipality(story.places.municipality_id),
        by=people["hasanali"],
        name=NAME,
        kind=OrganisationKind.CITY_COUNCIL,
        about=ABOUT,
        contact_email="kentkonseyi@cinarli.example",
    )
    organisations.verify_organisation(council, by=people["sevgi"])
    for kind, name, about, quorum, value in BODIES:
        body = services.add_body(
            council,
            by=people["hasanali"],
            kind=kind,
            name=name,
            about=about,
            quorum=quorum,
            quorum_value=value,
        )
        made[name] = body.id


def _seats(story: Story, made: Made) -> None:
    from_on = story.when(-379).date()
    for body, seats in (("Genel kurul", SEATS), ("Yürütme kurulu", SEATS[:7])):
        for name, category, represents, seat, office in seats:
            services.add_member(
                queries.get_body(made[body]),
                by=story.places.people["hasanali"],
                name=name,
                category=category,
                represents=represents,
                seat=seat,
                office=office,
                from_on=from_on,
                until_on=from_on + timedelta(days=730),
                person_id=story.places.people[ACCOUNTS[name]].id if name in ACCOUNTS else None,
            )


def _calendar(story: Story, made: Made) -> None:
    """Once a month; the coming one is a week earlier here than it will be."""
    for name, day in (("first", -60), ("second", -32), ("third", -10), ("next", 17), ("later", 52)):
        starts_at = story.when(_monday(story, day), 14)
        sitting = services.add_sitting(
            municipality_id=story.places.municipality_id,
            by=story.places.people["murat"],
            title=session_name(clock.local(starts_at).date()),
            starts_at=starts_at,
            place="Belediye meclis salonu",
        )
        made[name] = sitting.id


def _call(story: Story, made: Made, day: int, title: str, agenda: str, html: str) -> int:
    by, starts_at = story.places.people["hasanali"], story.when(day, 18)
    gathering = services.call(
        queries.get_body(made["Genel kurul"]),
        by=by,
        title=title,
        kind=MeetingKind.IN_PERSON,
        place="Belediye meclis salonu",
        agenda=agenda,
        agenda_html=html,
        access="Asansör var. Oturum işaret diline çevrilir.",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    meeting_services.announce(meetings.get_meeting(gathering.meeting_id), by=by)
    return gathering.id


def _assembly(story: Story, made: Made, texts: dict[str, str]) -> None:
    by = story.places.people["hasanali"]
    made["assembly"] = _call(story, made, -70, "Olağan genel kurul", TALKS, texts[TALKS])
    gathering = queries.get_gathering(made["assembly"])
    day = clock.local(gathering.meeting.starts_at).date()
    came = [
        member.id
        for member in queries.list_members(gathering.body_id, on=day)
        if member.name not in ABSENT
    ]
    services.count_heads(gathering, by=by, present=came)
    for question, votes in (
        ("Gündem kabul edilsin mi?", (11, 0, 0)),
        ("Gece otobüsü görüşü belediyeye sunulsun mu?", (9, 1, 1)),
    ):
        services.record_vote(gathering, by=by, question=question, votes=votes, election_id=None)
    _adopt(story, made, texts, BUS, (9, 1, 1), gathering_id=gathering.id)


def _adopt(
    story: Story,
    made: Made,
    texts: dict[str, str],
    title: str,
    votes: tuple[int, int, int],
    gathering_id: int | None = None,
) -> None:
    opinion = services.adopt(
        queries.get_body(made["Genel kurul"]),
        by=story.places.people["hasanali"],
        title=title,
        text=TEXTS[title],
        text_html=texts[TEXTS[title]],
        adopted_on=clock.today(),
        votes=votes,
        gathering_id=gathering_id,
    )
    made[title] = opinion.id
    for who in ("defne", "kerem"):
        person_id = story.places.people[who].id
        assert person_id is not None
        journeys.follow(opinion.journey_id or 0, person_id=person_id)


def _write_up(story: Story, made: Made, texts: dict[str, str]) -> None:
    gathering = queries.get_gathering(made["assembly"])
    by = story.places.people["hasanali"]
    meeting_services.write_minutes(gathering.meeting, by=by, body=MINUTES, html=texts[MINUTES])


def _hand_over(story: Story, made: Made, title: str) -> None:
    number = f"KK-{clock.today().year}/{made[title] + 40:03}"
    services.hand_over(
        queries.get_opinion(made[title]),
        by=story.places.people["hasanali"],
        on=clock.today(),
        number=number,
    )


def _take_up(story: Story, made: Made) -> None:
    item = services.take_up(
        queries.get_opinion(made[BUS]),
        queries.get_sitting(made["first"]),
        by=story.places.people["murat"],
        summary="Kent konseyi, cuma ve cumartesi geceleri 02.00’ye kadar otobüs istiyor.",
    )
    made["bus"] = item.id


def _refer(story: Story, made: Made) -> None:
    services.refer(
        queries.get_item(made["bus"]),
        by=story.places.people["murat"],
        committee="Ulaşım Komisyonu",
        on=clock.today(),
    )


def _bring_back(story: Story, made: Made) -> None:
    services.edit_item(
        queries.get_item(made["bus"]), by=story.places.people["murat"], sitting_id=made["second"]
    )


#: what was decided: outcome, the decision's own number, its words, for, against, abstained
DECIDED = {
    "bus": (Outcome.PARTLY, 118, DECISION, (19, 5, 1)),
    "park": (Outcome.ACCEPTED, 131, PARK, (21, 4, 0)),
}


def _decide(story: Story, made: Made, texts: dict[str, str], item: str) -> None:
    outcome, number, text, votes = DECIDED[item]
    services.decide(
        queries.get_item(made[item]),
        by=story.places.people["murat"],
        decided_on=clock.today(),
        decision_number=f"{clock.today().year}/{number}",
        outcome=outcome,
        decision=text,
        decision_html=texts[text],
        votes_for=votes[0],
        votes_against=votes[1],
        votes_abstain=votes[2],
    )


def _tell(story: Story, made: Made) -> None:
    by = story.places.people["murat"]
    services.tell(queries.get_opinion(made[BUS]), by=by, number=f"E-{clock.today().year}/2204")
    link = "https://cinarli.example/meclis-kararlari"
    services.announce(queries.get_opinion(made[BUS]), by=by, link=link)


def _follow_up(story: Story, made: Made) -> None:
    """Final and sent on in time; its summary goes out today, two days late."""
    item = queries.get_item(made["bus"])
    assert item.decided_on is not None
    services.follow_up(
        item,
        by=story.places.people["murat"],
        final_on=item.decided_on + timedelta(days=3),
        sent_on=item.decided_on + timedelta(days=7),
        sent_number=f"E-{clock.today().year}/2231",
        summary_on=clock.today(),
    )


def _elect(story: Story, made: Made, texts: dict[str, str]) -> None:
    """The assembly votes in secret on the page of the vote; it is counted two days later."""
    made["election"] = _call(story, made, -14, "Sözcü seçimi", CHOOSING, texts[CHOOSING])


def _write_election_up(story: Story, made: Made, texts: dict[str, str]) -> None:
    by = story.places.people["hasanali"]
    gathering = queries.get_gathering(made["election"])
    day = clock.local(gathering.meeting.starts_at).date()
    members = queries.list_members(gathering.body_id, on=day)
    services.count_heads(gathering, by=by, present=[member.id for member in members])
    for question, key in (("Gelecek yılın ana konusu", "kg-genel-kurul"), ("Sözcü", "kg-sozcu")):
        services.record_vote(
            gathering,
            by=by,
            question=question,
            votes=None,
            election_id=voting_days.find(story, ("konsey-gundemi", key)).id,
        )
    meeting_services.write_minutes(gathering.meeting, by=by, body=CHOSEN, html=texts[CHOSEN])


def _item(story: Story, made: Made, sitting: str, days: int, **words: Any) -> int:
    by = story.places.people["murat"]
    item = services.add_item(queries.get_sitting(made[sitting]), by=by, **words)
    closes_at = clock.end_of(clock.today() + timedelta(days=days))
    services.open_window(queries.get_item(item.id), by=by, closes_at=closes_at)
    return item.id


def _open_park(story: Story, made: Made) -> None:
    made["park"] = _item(
        story,
        made,
        "third",
        10,
        title="Parkların kapanış saati",
        summary="Parklar yazın gece 24.00’e kadar açık kalsın mı? Işıklar ne zaman sönsün?",
        unit_id=story.places.units["park"],
    )


def _open_market(story: Story, made: Made) -> None:
    made["market"] = _item(
        story,
        made,
        "next",
        20,
        title="Salı pazarının eski otogara taşınması",
        summary="Salı pazarı çarşıdan eski otogarın yerine taşınsın mı? 214 tezgâhı, "
        "Tepecik ve Kavaklı otobüslerini, çarşıdaki park yerlerini ilgilendirir.",
        unit_id=story.places.units["zabita"],
    )


def _say(story: Story, made: Made, item: str, said: tuple[tuple[str, Stance, str], ...]) -> None:
    thread = queries.get_item(made[item]).thread
    assert thread is not None
    for who, stance, body in said:
        by = story.places.people[who]
        discussion.post(thread, by=by, body=body, html=f"<p>{body}</p>", stance=stance)


def _call_next(story: Story, made: Made, texts: dict[str, str]) -> None:
    _call(story, made, 12, "Genel kurul: gelecek yılın konusu", COMING, texts[COMING])


def _postpone(story: Story, made: Made) -> None:
    services.postpone(
        queries.get_sitting(made["next"]),
        by=story.places.people["murat"],
        starts_at=story.when(_monday(story, 17) + 7, 14),
        reason="Meclis salonunun ısıtması arızalandı; onarım bir hafta sürüyor.",
    )
