"""Meetings in the demo: one that was held and written up, one with a line for its places, one of
the city council; and what people follow beside single pages."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from consultations import queries as consultations
from consultations import services as parts
from demo.events import Event, in_write
from demo.story import Story
from discussion.models import Stance
from following import services as following
from following.models import Seeks
from kernel.text import markdown
from meetings import queries, services
from meetings.models import MeetingKind
from proposals import services as proposals
from proposals.entries import Consent

BUDGET, STEP = "mahalle-butcesi", ("mahalle-butcesi", "mb-oneri")
TALK = (BUDGET, "mb-tartisma")
HELD, COMING = "Tepecik kahvesinde bütçe sohbeti", "Çınaraltı’nda öneri yazma atölyesi"
AGENDA = """1. Mahalle bütçesi nedir, ne kadardır?
2. Geçen yıl ne yapıldı, ne kaldı?
3. Herkesten bir öneri"""
MINUTES = """**Konuşulanlar.** Yokuşun buzu, çocukların okula inişi, muhtarlığın önündeki karanlık.

**Kararlaştırılanlar**

- Kavşaktaki lambayı Fen İşleri bir hafta içinde yerinde görecek.
- Söylenen öneri aynı gün sisteme girildi; adı aşağıdadır.
- Bir sonraki sohbet ocak başında, yine kahvede."""
#: said in the coffeehouse, entered the morning after
SAID = (
    (Stance.FOR, "Mahalleye eşit verin; az nüfuslu yerin yolu da aynı karda kapanıyor."),
    (Stance.AGAINST, "Eşit olursa kalabalık mahalle hep bekler. Kaç hane varsa ona göre olsun."),
    (Stance.INFORMATION, "Geçen yılın parasından ne kaldığını kimse söylemedi, önce onu yazın."),
)
COUNCIL, OPEN = "Kent Konseyi", "Kent konseyi açık oturumu: akşam şehirde ne var?"
TALKS = """1. Gençlerin anketinden ilk izlenimler
2. Kütüphanenin akşam saatleri
3. Söz isteyenler"""
LAMP: dict[str, Any] = {
    "title": "Tepecik kavşağına bir lamba",
    "problem": "Kış akşamı kavşak karanlık; okuldan dönen çocuğu şoför görmüyor.",
    "body": "Kavşağın köşesine bir direk, bir lamba konsun.",
}


def events(story: Story) -> Iterator[Event]:
    words = [body for _stance, body in SAID]
    texts = {text: markdown(text) for text in (AGENDA, MINUTES, TALKS, LAMP["body"], *words)}
    made: dict[str, int] = {}
    told = (
        (-38, 9, partial(_follow, story)),
        (-16, 9, partial(_announce_talk, story, made, texts)),
        (-8, 19, partial(_door, story, made)),
        (-7, 10, partial(_write_up, story, made, texts)),
        (-7, 11, partial(_take_down, story, made, texts)),
        (-5, 9, partial(_announce_workshop, story, made, texts)),
        (-5, 10, partial(_announce_session, story, texts)),
        (-4, 20, partial(_register, story, made)),
    )
    for order, (day, hour, happen) in enumerate(told):
        yield story.when(day, hour), 120 + order, in_write(happen)


def _follow(story: Story) -> None:
    """Gülten follows her neighbourhood, Kerem and Defne wait for words."""
    places, people = story.places, story.places.people
    following.follow_places(
        by=people["gulten"],
        municipality_id=places.municipality_id,
        wanted={
            "neighbourhood_id": [places.neighbourhoods["cinaralti"]],
            "unit_id": list(places.units.values())[:1],
        },
    )
    for who, words in (("kerem", "çocuk"), ("defne", "bisiklet"), ("gulten", "lamba")):
        following.save_radar(
            by=people[who],
            municipality_id=places.municipality_id,
            words=words,
            seeks=Seeks.BOTH,
            neighbourhood_id=None,
            category_id=None,
        )


def _announce_talk(story: Story, made: dict[str, int], texts: dict[str, str]) -> None:
    starts_at = story.when(-8, 18)
    meeting = parts.add_meeting(
        consultations.get_consultation(story.consultations[BUDGET]),
        by=story.places.people["zeynep"],
        title=HELD,
        kind=MeetingKind.IN_PERSON,
        place="Tepecik Kahvesi, muhtarlığın yanı",
        agenda=AGENDA,
        agenda_html=texts[AGENDA],
        access="Kapıda üç basamak var; isteyene yardım ederiz.",
        registers=True,
        capacity=40,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    made[HELD] = meeting.id
    for who in ("gulten", "kerem", "muazzez", "idris"):
        services.register(meeting, by=story.places.people[who])


def _door(story: Story, made: dict[str, int]) -> None:
    meeting = queries.get_meeting(made[HELD])
    for who in ("gulten", "muazzez", "idris"):
        registration = queries.find_registration(meeting.id, story.places.people[who].id)
        assert registration is not None
        services.tick(registration, came=True)
    by = story.places.people["emine"]
    services.count_walk_ins(meeting, by=by, number=14, name="Hatçe Nine")


def _write_up(story: Story, made: dict[str, int], texts: dict[str, str]) -> None:
    by = story.places.people["zeynep"]
    proposals.enter(
        consultations.get_activity(story.activities[STEP]),
        by=story.places.people["emine"],
        name="Şükrü Amca, Tepecik",
        consent=Consent.MEETING,
        consent_on=story.when(-8).date(),
        consent_note="Kahvede, herkesin önünde.",
        body_html=texts[LAMP["body"]],
        neighbourhood_id=story.places.neighbourhoods["tepecik"],
        meeting_id=made[HELD],
        **LAMP,
    )
    services.write_minutes(
        queries.get_meeting(made[HELD]), by=by, body=MINUTES, html=texts[MINUTES]
    )


def _take_down(story: Story, made: dict[str, int], texts: dict[str, str]) -> None:
    talk = consultations.get_activity(story.activities[TALK])
    assert talk.thread is not None
    meeting = queries.get_meeting(made[HELD])
    for stance, body in SAID:
        parts.take_down(
            talk.thread,
            meeting,
            by=story.places.people["zeynep"],
            stance=stance,
            body=body,
            html=texts[body],
        )


def _announce_session(story: Story, texts: dict[str, str]) -> None:
    """Of no consultation: the city council invites everybody."""
    by, starts_at = story.places.people["hasanali"], story.when(9, 19)
    meeting = services.create(
        municipality_id=story.places.municipality_id,
        by=by,
        standalone=True,
        subject=COUNCIL,
        category_id=story.places.categories["sosyal"],
        title=OPEN,
        kind=MeetingKind.HYBRID,
        place="Belediye meclis salonu",
        link="https://toplanti.cinarli.example/oturum",
        agenda=TALKS,
        agenda_html=texts[TALKS],
        access="Asansör var. Oturum işaret diline çevrilir.",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    services.announce(meeting, by=by)


def _announce_workshop(story: Story, made: dict[str, int], texts: dict[str, str]) -> None:
    starts_at = story.when(6, 18)
    meeting = parts.add_meeting(
        consultations.get_consultation(story.consultations[BUDGET]),
        by=story.places.people["zeynep"],
        title=COMING,
        kind=MeetingKind.HYBRID,
        place="Çınaraltı Kültür Evi, zemin kat",
        link="https://toplanti.cinarli.example/atolye",
        agenda=AGENDA,
        agenda_html=texts[AGENDA],
        access="Giriş düzayak. İşaret dili çevirmeni var.",
        registers=True,
        capacity=3,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    made[COMING] = meeting.id


def _register(story: Story, made: dict[str, int]) -> None:
    """Three places, five people: Kerem and Sinan wait; İdris gave his back to Defne."""
    meeting = queries.get_meeting(made[COMING])
    people = story.places.people
    for who in ("gulten", "muazzez", "idris", "defne", "kerem", "sinan"):
        services.register(meeting, by=people[who])
    services.unregister(meeting, by=people["idris"])
