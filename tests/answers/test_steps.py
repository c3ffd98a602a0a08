"""From the draft to the signature; one text for several; who sees what is not public."""

from datetime import timedelta

import pytest
from flask import Flask

from accounts.models import Person
from answers import queries, services
from answers.models import Answer, AnswerState, Duty, DutyKind
from journeys.models import Journey, Status
from kernel import clock
from kernel.db import db, write
from kernel.rules import Role
from places.models import Municipality
from tests.at_once import at_once
from tests.client import Client
from tests.make.answers import make_answer, make_duty, make_journey
from tests.make.places import make_municipality, make_person, make_staff, make_unit, visitor
from tests.queries_counter import count_queries
from tests.written import messages, verbs

NOTE = "Bütçe kalemini ve sözleşmenin bitiş yılını yazın."


@pytest.fixture
def place(app: Flask) -> Municipality:
    return make_municipality()


def step(answer: Answer, verb: str, by: Person, **more: str) -> None:
    with write() as session:
        getattr(services, verb)(session.get_one(Answer, answer.id), by=visitor(by), **more)


def test_the_chain_and_who_is_told(place: Municipality) -> None:
    unit = make_unit(place)
    writer = make_staff(place, Role.UNIT_OFFICER, unit=unit)
    checker, signer = make_staff(place, Role.OFFICER), make_staff(place, Role.APPROVER)
    answer = make_answer(make_duty(place, unit_id=unit.id), by=writer, published=False)
    step(answer, "submit", writer)
    step(answer, "send_back", checker, note=NOTE)
    assert queries.find_working(answer.duty_id).state is AnswerState.DRAFT  # type: ignore[union-attr]
    with clock.held(clock.now() + timedelta(hours=1)):
        step(answer, "submit", writer)
    step(answer, "check", checker)
    step(answer, "approve", signer)
    found = db.session.get_one(Answer, answer.id, populate_existing=True)
    assert (found.state, found.checked_by_id, found.approved_by_id) == (
        AnswerState.APPROVED,
        checker.id,
        signer.id,
    )
    assert [one.note for one in queries.list_notes(answer.id)] == [NOTE]
    assert messages(writer.id) == [
        "Yazdığınız yanıt taslağı bir notla geri gönderildi.",
        "Yazdığınız yanıt onaylandı; yayımlanabilir.",
    ]
    assert messages(checker.id) == ["Bir yanıt taslağı kontrolünüzü bekliyor."] * 2
    assert messages(signer.id) == ["Bir yanıt taslağı onayınızı bekliyor."]
    chain = ["submit", "send_back", "submit", "check", "approve"]
    assert [one.partition(".")[2] for one in verbs() if one.startswith("answers.")][1:] == chain


def test_two_who_check_and_send_back_at_once(app: Flask, place: Municipality) -> None:
    writer, one, other = (make_staff(place, Role.OFFICER) for _ in range(3))
    answer = make_answer(make_duty(place), by=writer, published=False)
    step(answer, "submit", writer)
    number = answer.id

    def press(verb: str, by: Person, **more: str) -> object:
        who = visitor(by)
        return lambda: getattr(services, verb)(db.session.get_one(Answer, number), by=who, **more)

    first, second = press("check", one), press("send_back", other, note=NOTE)
    results = at_once(app, first, second)  # type: ignore[arg-type]
    # Sent back after the check is right; checked after it was sent back is not.
    assert results in ([None, None], [services.StepTaken, None])
    assert db.session.get_one(Answer, number).state is AnswerState.DRAFT


#: role of the municipality -> whether draft and note may be read
EYES = {
    Role.ADMINISTRATOR: True,
    Role.OFFICER: True,
    Role.APPROVER: True,
    Role.COUNCIL_OFFICER: False,
    Role.MODERATOR: False,
    Role.UNIT_OFFICER: False,  # of another unit
    Role.DESK_OFFICER: False,
    Role.AUDITOR: False,
}


def test_drafts_and_notes_are_for_those_named(app: Flask, place: Municipality) -> None:
    """Walked as every role, as resident and as nobody, over every page that could show them."""
    assert set(EYES) == set(Role)
    unit = make_unit(place)
    writer = make_staff(place, Role.UNIT_OFFICER, unit=unit)
    checker = make_staff(place, Role.OFFICER)
    duty = make_duty(place, unit_id=unit.id, journey=make_journey(place))
    answer = make_answer(duty, by=writer, published=False, summary="Gizli kalacak özet cümlesi.")
    step(answer, "submit", writer)
    step(answer, "send_back", checker, note=NOTE)
    desk = f"/{place.slug}/masa/yanit/{duty.id}"
    pages = (
        desk,
        f"{desk}/taslak",
        f"{desk}/geri-gonder",
        f"{desk}/kapsam",
        f"/{place.slug}/masa/yanitlar",
        f"/{place.slug}/masa",
        f"/{place.slug}/masa/kayit",
        f"/{place.slug}/yanitlar",
        f"/{place.slug}/yanitlar/{answer.id}",
        f"/{place.slug}/yanitlar/{answer.id}/degisiklikler",
        f"/{place.slug}/yanitlar/karne",
        f"/{place.slug}/",
    )
    people: list[tuple[str, Person | None, bool]] = [("nobody", None, False)]
    people.append(("resident", make_person(), False))
    people.append(("the unit", writer, True))
    other = make_unit(place, "Zabıta Müdürlüğü")
    for role, may in EYES.items():
        unit_of = other if role is Role.UNIT_OFFICER else None
        people.append((role.value, make_staff(place, role, unit=unit_of), may))
    for name, person, may in people:
        client = Client(app)
        if person is not None:
            client.sign_in(person)
        seen = "".join(client.get(page).get_data(as_text=True) for page in pages)
        for words in ("Gizli kalacak özet cümlesi", NOTE):
            assert (words in seen) is may, (name, words)


def test_no_list_feed_export_search_or_interface_says_a_word_of_a_draft(
    app: Flask, place: Municipality
) -> None:
    """Every address of the town that needs nothing but its name, asked as all who are not named.

    A role only adds pages: one person with all the roles that may not read sees what each sees.
    """
    unit, other = make_unit(place), make_unit(place, "Zabıta Müdürlüğü")
    writer = make_staff(place, Role.UNIT_OFFICER, unit=unit)
    checker = make_staff(place, Role.OFFICER)
    duty = make_duty(place, unit_id=unit.id, journey=make_journey(place))
    answer = make_answer(duty, by=writer, published=False, summary="Gizli kalacak özet cümlesi.")
    step(answer, "submit", writer)
    step(answer, "send_back", checker, note=NOTE)
    addresses = [
        rule.rule.replace("<slug>", place.slug)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= {"slug"}
    ]
    assert len(addresses) > 100
    everywhere = make_person()
    for role, may in EYES.items():
        if not may:
            unit_of = other if role is Role.UNIT_OFFICER else None
            make_staff(place, role, unit=unit_of, person=everywhere)
    for person in (None, make_person(), everywhere):
        client = Client(app)
        if person is not None:
            client.sign_in(person)
        for address in addresses:
            seen = client.get(f"{address}?q=Gizli+kalacak").get_data()
            for words in ("Gizli kalacak özet cümlesi", NOTE):
                assert words.encode() not in seen, (address, person and person.name)


# --- one text for several -----------------------------------------------------------------------


def promised(place: Municipality, number: int) -> list[Duty]:
    promise = make_duty(place, kind=DutyKind.CONSULTATION)
    return [
        make_duty(place, under_id=promise.id, journey=make_journey(place), subject=f"Öneri {one}")
        for one in range(number)
    ]


def share(answer: Answer, duties: list[Duty], by: Person) -> None:
    with write() as session:
        services.share(
            session.get_one(Answer, answer.id), by=visitor(by), duty_ids=[one.id for one in duties]
        )


def test_one_answer_serves_many_and_each_journey_moves(client: Client, place: Municipality) -> None:
    officer = make_staff(place, Role.OFFICER)
    lead, *others, own_draft, elsewhere = [*promised(place, 4), make_duty(place)]
    make_answer(own_draft, by=officer, published=False)
    answer = make_answer(lead, by=officer, published=False)
    share(answer, [*others, own_draft, elsewhere], officer)
    assert {one.id for one in queries.list_also(answer.id)} == {one.id for one in others}
    step(answer, "publish", officer)
    db.session.expire_all()
    for duty in (lead, *others):
        stored = db.session.get_one(Duty, duty.id)
        assert stored.answered_on is not None
        assert db.session.get_one(Journey, stored.journey_id).status is Status.PARTLY
        shown = queries.find_shown(duty.id)
        assert shown is not None
        page = client.get(f"/{place.slug}/yanitlar/{shown.id}")
        if duty.id != lead.id:
            assert page.status_code == 303
            assert page.headers["Location"].endswith(f"/yanitlar/{answer.id}")
    assert db.session.get_one(Duty, own_draft.id).answered_on is None
    text = client.get(f"/{place.slug}/yanitlar/{answer.id}").get_data(as_text=True)
    assert all(one.subject in text for one in (lead, *others))


def test_a_new_version_goes_to_all_that_the_old_one_answered(place: Municipality) -> None:
    officer = make_staff(place, Role.OFFICER)
    lead, other = promised(place, 2)
    answer = make_answer(lead, by=officer, published=False)
    share(answer, [other], officer)
    step(answer, "publish", officer)
    make_answer(lead, by=officer, summary="Gölgelik de yapılıyor.", change_reason="Para bulundu.")
    versions = queries.list_versions(other.id)
    assert (versions[0].version, versions[0].summary) == (2, "Gölgelik de yapılıyor.")


def test_a_list_of_many_costs_as_many_queries_as_of_few(
    client: Client, place: Municipality
) -> None:
    officer = make_staff(place, Role.OFFICER)
    client.sign_in(officer)

    def cost(number: int) -> list[int]:
        lead, *others = promised(place, number)
        answer = make_answer(lead, by=officer, published=False)
        share(answer, others, officer)
        counts = []
        for page in (f"/masa/yanit/{lead.id}", f"/masa/yanit/{lead.id}/kapsam", "/yanitlar/karne"):
            with count_queries() as statements:
                assert client.get(f"/{place.slug}{page}").status_code == 200
            counts.append(len(statements))
        return counts

    assert cost(3) == cost(20)
