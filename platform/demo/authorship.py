"""Written together in the demo: co-sponsors, amendments, an entry for somebody at the desk."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from consultations import queries as consultations
from demo.events import Event, in_write
from demo.story import Story
from kernel.text import markdown
from proposals import authorship, queries, services
from proposals.entries import Consent
from proposals.models import Amendment

CHESS, RACKS = "satranc", "bisiklet-park"
STEP = ("mahalle-butcesi", "mb-oneri")

#: what Sinan proposed, and what İdris made of it
KNEES = (
    "Büyük çınarın altına, gölgeye dört sabit ayaklı masa konsun. İkisinin altında tekerlekli "
    "sandalye için 70 santim diz boşluğu, önünde düz taş zemin olsun. Taşları biz getiririz."
)
AGREED = (
    "Büyük çınarın altına, gölgeye dört ayaklı masa konsun; temel dökülmesin. Birinin altında "
    "tekerlekli sandalye için 70 santim diz boşluğu, önünde düz taş zemin olsun. Taşları biz "
    "getiririz."
)
BENCH_TITLE = "Çınaraltı Parkı’na gölgede örgü ve söyleşi bankı"
BENCH = "Büyük çınarın gölgesinin bir yanına karşılıklı iki bank konsun; ortası sehpa gibi olsun."


def events(story: Story) -> Iterator[Event]:
    texts = {text: markdown(text) for text in (KNEES, AGREED, BENCH, ENTRY["body"])}
    told = (
        (-17, 15, partial(_invite, story)),
        (-16, 9, partial(_accept_invitations, story)),
        (-14, 10, partial(_propose_knees, story, texts)),
        (-12, 9, partial(_accept_knees, story, texts)),
        (-9, 12, partial(_propose_bench, story, texts)),
        (-8, 10, partial(_decline_bench, story)),
        (-7, 11, partial(_bench_of_its_own, story)),
        (-6, 14, partial(_enter, story, texts)),
        (-2, 17, partial(_invite_kerem, story)),
    )
    for order, (day, hour, happen) in enumerate(told):
        yield story.when(day, hour), 80 + order, in_write(happen)


def _invite(story: Story) -> None:
    proposal, by = queries.get_proposal(story.proposals[CHESS]), story.places.people["idris"]
    services.invite_person(proposal, by=by, email=story.places.people["gulten"].email)
    organisation_id = story.places.organisations["yesilova-dernek"]
    services.invite_organisation(proposal, by=by, organisation_id=organisation_id)


def _accept_invitations(story: Story) -> None:
    for who in ("gulten", "zehra"):
        by = story.places.people[who]
        offer = queries.find_my_offer(story.proposals[CHESS], by)
        assert offer is not None
        services.accept_offer(queries.get_cosponsor(offer), by=by)


def _propose_knees(story: Story, texts: dict[str, str]) -> None:
    proposal = queries.get_proposal(story.proposals[CHESS])
    services.amend(
        proposal,
        by=story.places.people["sinan"],
        title=proposal.title,
        problem=proposal.problem,
        body=KNEES,
        body_html=texts[KNEES],
        reason="“Yanaşsın” yetmez: masanın altında diz boşluğu, önünde düz zemin olmazsa masanın "
        "yanına kadar gelir, bakar dönerim.",
    )


def _waiting(story: Story, who: str) -> Amendment:
    rows = queries.list_amendments(story.proposals[CHESS])
    found = (queries.get_amendment(row.id) for row in rows)
    return next(row for row in found if row.author_id == story.places.people[who].id)


def _accept_knees(story: Story, texts: dict[str, str]) -> None:
    amendment = _waiting(story, "sinan")
    services.accept_amendment(
        amendment,
        by=story.places.people["idris"],
        title=amendment.title,
        problem=amendment.problem,
        body=AGREED,
        body_html=texts[AGREED],
        seen=authorship.text_mark(amendment.proposal),
        answer="Haklısın Sinan. Çınar tescilli, temel dökülmüyormuş; onu da yazdım. Dört masanın "
        "birini senin dediğin gibi isteyelim.",
    )


def _propose_bench(story: Story, texts: dict[str, str]) -> None:
    services.amend(
        queries.get_proposal(story.proposals[CHESS]),
        by=story.places.people["muazzez"],
        title=BENCH_TITLE,
        problem="O gölge parkın tek gölgesi; örgüyle gelenler oturacak yer bulamıyor.",
        body=BENCH,
        body_html=texts[BENCH],
        reason="Beyler oynasın, ama bir bank da bizim örgü için konsun.",
    )


def _decline_bench(story: Story) -> None:
    services.decline_amendment(
        _waiting(story, "muazzez"),
        by=story.places.people["idris"],
        answer="Muazzez Hanım, bu başka bir iş; masaların parasıyla karışmasın. Siz ayrı yazın, "
        "ben de desteklerim.",
    )


def _bench_of_its_own(story: Story) -> None:
    by = story.places.people["muazzez"]
    proposal = services.promote_amendment(_waiting(story, "muazzez"), by=by)
    services.publish(proposal, by=by)
    proposal = queries.get_proposal(proposal.id)
    for who in ("idris", "melek", "elif"):
        services.support(proposal, by=story.places.people[who])


ENTRY: dict[str, Any] = {
    "title": "Tepecik’te muhtarlığın önüne tutunma demiri",
    "problem": "Yokuş dik. Kışın buz tutunca ekmeğe inemiyorum, komşunun çocuğunu bekliyorum.",
    "body": "Muhtarlıktan fırına kadar duvar boyunca tutunma demiri çekilsin.",
}


def _enter(story: Story, texts: dict[str, str]) -> None:
    services.enter(
        consultations.get_activity(story.activities[STEP]),
        by=story.places.people["emine"],
        name="Hatçe Nine, Tepecik",
        consent=Consent.SPOKEN,
        consent_on=story.when(-6).date(),
        consent_note="Masada okundu, torunu da yanındaydı. Kayıt defteri, sıra 31.",
        email="torunu@ornek.example",
        body_html=texts[ENTRY["body"]],
        neighbourhood_id=story.places.neighbourhoods["tepecik"],
        **ENTRY,
    )


def _invite_kerem(story: Story) -> None:
    services.invite_person(
        queries.get_proposal(story.proposals[RACKS]),
        by=story.places.people["defne"],
        email=story.places.people["kerem"].email,
    )
