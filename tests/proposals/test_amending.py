"""Amendments and announced edits: what changed, who was told; two decisions at once."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Person
from journeys.models import Follower, Why
from kernel import clock
from kernel.db import db, write
from kernel.rules import Role, Visitor
from notifications.models import Notice
from places.models import Municipality
from proposals import authorship, queries, services
from proposals.models import (
    Amendment,
    AmendmentState,
    Cosponsor,
    CosponsorState,
    ProposalState,
    VersionCause,
)
from tests.client import Client
from tests.make.authorship import make_amendment
from tests.make.consultations import make_activity
from tests.make.places import make_organisation, make_person, make_staff, visitor
from tests.make.proposals import make_proposal, make_support
from tests.proposals.test_services import _at_once
from tests.written import mails

NEW: dict[str, Any] = {
    "title": "Salı pazarına gölgelik, çeşme ve bank",
    "problem": "Salı günleri 1.200 kişi bu pazara geliyor. Ne gölge var ne su.",
    "body": "Gölgelik sökülüp takılabilsin.\n\nYaşlılar için iki bank konsun.",
    "body_html": "<p>…</p>",
}


def _mails() -> dict[str, str]:
    """Text by receiver."""
    return {mail.body["to"]: mail.body["text"] for mail in mails()}


def _told(person: Person) -> list[str]:
    rows = select(Notice.message).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(db.session.scalars(rows))


def _accept(number: int, by: Visitor, **changed: Any) -> Any:
    amendment = queries.get_amendment(number)
    words = {
        "title": amendment.title,
        "problem": amendment.problem,
        "body": amendment.body,
        "body_html": amendment.body_html,
        "seen": authorship.text_mark(amendment.proposal),
    }
    return services.accept_amendment(amendment, by=by, **{**words, **changed})


def test_a_proposed_change_is_told_and_mailed_to_the_author(app: Flask) -> None:
    author, amender = make_person(), make_person("Derya")
    number, by = make_proposal(author=author).id, visitor(amender)
    with write():
        amendment = services.amend(
            queries.get_proposal(number), by=by, reason="Bank da gerekiyor.", **NEW
        )
    row = queries.get_amendment(amendment.id)
    assert (row.state, row.base_body) == (AmendmentState.PROPOSED, row.proposal.body)
    assert "Bank da gerekiyor." in _mails()[author.email or ""]
    assert f"/degisiklik/{row.id}" in _mails()[author.email or ""]
    assert len(_told(author)) == 1
    assert _told(amender) == []
    assert queries.get_proposal(number).title != NEW["title"]


def test_only_spaces_are_no_change(app: Flask) -> None:
    proposal, by = make_proposal(), visitor(make_person())
    words: dict[str, Any] = {
        "title": proposal.title,
        "problem": proposal.problem,
        "body": proposal.body.replace(" ", "  ") + "\n",
        "body_html": "",
    }
    with pytest.raises(services.NothingChanged), write():
        services.amend(queries.get_proposal(proposal.id), by=by, reason="Daha iyi.", **words)


def test_one_waiting_change_a_person(app: Flask) -> None:
    amender = make_person()
    number, by = make_proposal().id, visitor(amender)
    make_amendment(queries.get_proposal(number), amender)
    with pytest.raises(services.AlreadyAmended), write():
        services.amend(queries.get_proposal(number), by=by, reason="Yeniden.", **NEW)
    with write():
        first = db.session.scalars(select(Amendment)).one()
        services.withdraw_amendment(queries.get_amendment(first.id), by=by)
    with write():
        services.amend(queries.get_proposal(number), by=by, reason="Yeniden.", **NEW)


def test_not_more_than_an_author_can_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    number, by = make_proposal().id, visitor(make_person())
    make_amendment(queries.get_proposal(number))
    monkeypatch.setattr("proposals.services.amending.MOST_PENDING", 1)
    with pytest.raises(services.TooManyAmendments), write():
        services.amend(queries.get_proposal(number), by=by, reason="Yeniden.", **NEW)


def test_an_accepted_change_is_the_text_and_its_writer_a_cosponsor(app: Flask) -> None:
    author, amender, supporter = make_person(), make_person("Derya"), make_person("Destekçi")
    proposal = make_proposal(author=author, support_count=2)
    make_support(proposal, amender)
    make_support(proposal, supporter)
    amendment, by = make_amendment(proposal, amender), visitor(author)
    before = proposal.body
    with write():
        _accept(amendment.id, by, answer="Teşekkürler.")
    row = queries.get_amendment(amendment.id)
    assert row.state is AmendmentState.ACCEPTED
    assert "Çeşmenin suyu kesilmesin." in row.proposal.body
    assert "cesmenin suyu" in row.proposal.folded_all
    # Whoever stands behind it is no supporter as well.
    assert row.proposal.support_count == 1
    cosponsor = db.session.scalars(select(Cosponsor)).one()
    assert (cosponsor.person_id, cosponsor.state) == (amender.id, CosponsorState.ACCEPTED)
    why = select(Follower.why).where(Follower.person_id == amender.id)
    assert db.session.scalars(why).one() is Why.AUTHOR
    (version,) = queries.list_versions(proposal.id)
    assert (version.body, version.cause) == (before, VersionCause.AMENDMENT)
    assert (version.amendment_id, version.replaced_by_id) == (row.id, author.id)
    assert "Teşekkürler." in _mails()[amender.email or ""]
    assert len(_told(amender)) == len(_told(supporter)) == 1
    with pytest.raises(services.StandsBehind), write():
        services.support(queries.get_proposal(proposal.id), by=visitor(amender))
    assert queries.get_proposal(proposal.id).support_count == 1


def test_accepted_with_the_authors_own_edits(app: Flask) -> None:
    author = make_person()
    amendment, by = make_amendment(make_proposal(author=author)), visitor(author)
    with write():
        _accept(amendment.id, by, body="Gölgelik olsun. Çeşmenin suyu kesilmesin.")
    row = queries.get_amendment(amendment.id)
    assert row.state is AmendmentState.ACCEPTED_EDITED
    assert row.proposal.body == "Gölgelik olsun. Çeşmenin suyu kesilmesin."


def test_a_text_that_moved_meanwhile_is_looked_at_again(app: Flask) -> None:
    author = make_person()
    amendment, by = make_amendment(make_proposal(author=author)), visitor(author)
    seen = authorship.text_mark(queries.get_amendment(amendment.id).proposal)
    with write():
        services.edit(
            queries.get_proposal(amendment.proposal_id), by=by, **{**NEW, "title": "Yeni başlık"}
        )
    assert authorship.moved_on(queries.get_amendment(amendment.id))
    with pytest.raises(services.TextMoved), write():
        _accept(amendment.id, by, seen=seen)
    assert queries.get_amendment(amendment.id).state is AmendmentState.PROPOSED
    with write():
        _accept(amendment.id, by)
    assert len(queries.list_versions(amendment.proposal_id)) == 2


def test_accepting_what_changes_nothing_any_more(app: Flask) -> None:
    author = make_person()
    proposal = make_proposal(author=author)
    amendment, by = make_amendment(proposal), visitor(author)
    with pytest.raises(services.NothingChanged), write():
        _accept(amendment.id, by, body=proposal.body)


def test_a_declined_change_becomes_a_proposal_once(app: Flask) -> None:
    author, amender = make_person(), make_person("Derya")
    proposal = make_proposal(author=author, supporters=2)
    amendment, by, other = make_amendment(proposal, amender), visitor(author), visitor(amender)
    with write():
        services.decline_amendment(
            queries.get_amendment(amendment.id), by=by, answer="Bunu ayrı yazın lütfen."
        )
    assert "Bunu ayrı yazın lütfen." in _mails()[amender.email or ""]
    assert len(_told(amender)) == 1
    with write():
        draft = services.promote_amendment(queries.get_amendment(amendment.id), by=other)
    made = queries.get_proposal(draft.id)
    assert (made.state, made.support_count) == (ProposalState.DRAFT, 0)
    assert made.author_id == amender.id
    with pytest.raises(services.AlreadyBecame), write():
        services.promote_amendment(queries.get_amendment(amendment.id), by=other)
    with write():
        services.publish(queries.get_proposal(made.id), by=other)
    origin, became = queries.find_origin(made.id), queries.find_became(amendment.id)
    assert origin is not None
    assert became is not None
    assert (origin.proposal_id, became.proposal_id) == (proposal.id, made.id)
    assert queries.get_shown(made.id).marks.grown


def test_a_discarded_draft_lets_it_begin_again(app: Flask) -> None:
    amender = make_person()
    amendment = make_amendment(make_proposal(), amender, state=AmendmentState.DECLINED)
    by = visitor(amender)
    with write():
        draft = services.promote_amendment(queries.get_amendment(amendment.id), by=by)
        services.discard(draft, by=by)
    assert queries.get_amendment(amendment.id).became_id is None


def test_two_decisions_at_once_are_one(app: Flask) -> None:
    author = make_person()
    number, by = make_amendment(make_proposal(author=author)).id, visitor(author)
    db.session.rollback()

    def accept() -> str:
        _accept(number, by)
        return "accepted"

    def decline() -> str:
        services.decline_amendment(queries.get_amendment(number), by=by, answer="Olmaz, çünkü …")
        return "declined"

    results = _at_once(app, accept, decline, accept)
    assert len([result for result in results if isinstance(result, str)]) == 1
    row = queries.get_amendment(number)
    assert len(queries.list_versions(row.proposal_id)) == (
        1 if row.state is AmendmentState.ACCEPTED else 0
    )


def test_two_changes_accepted_at_once_do_not_overwrite_each_other(app: Flask) -> None:
    author = make_person()
    proposal = make_proposal(author=author)
    numbers, by = [make_amendment(proposal).id for _ in range(2)], visitor(author)
    seen = authorship.text_mark(proposal)
    db.session.rollback()
    results = _at_once(
        app, *(lambda number=number: _accept(number, by, seen=seen) for number in numbers)
    )
    assert services.TextMoved in results
    assert len(queries.list_versions(proposal.id)) == 1


# --- announced edits ----------------------------------------------------------------------------


def test_an_edit_after_support_has_a_reason_and_is_told_once(app: Flask) -> None:
    author, supporter = make_person(), make_person("Destekçi")
    proposal, by = make_proposal(author=author), visitor(author)
    with write():
        services.support(queries.get_proposal(proposal.id), by=visitor(supporter))
    with pytest.raises(services.ReasonMissing), write():
        services.edit(queries.get_proposal(proposal.id), by=by, **NEW)
    with write():
        services.edit(queries.get_proposal(proposal.id), by=by, reason="Bank eklendi.", **NEW)
    notice = db.session.scalars(select(Notice).where(Notice.person_id == supporter.id)).one()
    assert notice.facts == {"reason": "Bank eklendi."}
    assert (notice.endpoint, notice.object_id) == ("proposals.versions", proposal.id)
    assert _told(author) == []
    (version,) = queries.list_versions(proposal.id)
    assert (version.reason, version.replaced_by_id) == ("Bank eklendi.", author.id)


def test_not_more_than_three_announced_edits_a_day(app: Flask) -> None:
    author = make_person()
    proposal, by = make_proposal(author=author, supporters=1), visitor(author)

    def edit(title: str) -> None:
        with write():
            services.edit(
                queries.get_proposal(proposal.id),
                by=by,
                reason="Düzelttim.",
                **{**NEW, "title": title},
            )

    for number in range(3):
        edit(f"Başlık {number}")
    with pytest.raises(services.EditedTooOften):
        edit("Başlık 4")
    with clock.held(clock.now() + timedelta(days=1, minutes=1)):
        edit("Başlık 4")


# --- pages --------------------------------------------------------------------------------------


def test_from_the_form_to_the_new_version(app: Flask) -> None:
    author, amender = make_person("Ayşe"), make_person("Derya")
    activity = make_activity()
    proposal = make_proposal(activity, author=author, supporters=1)
    slug = db.session.get_one(Municipality, proposal.municipality_id).slug
    base = f"/{slug}/oneriler"
    words = {part: NEW[part] for part in ("title", "problem", "body")}
    writer, reader = Client(app).sign_in(author), Client(app).sign_in(amender)
    assert "Değişiklik önerin" in reader.get(f"{base}/{proposal.id}").text
    answer = reader.post(
        f"{base}/{proposal.id}/degisiklik-oner", {**words, "reason": "Bank da gerekiyor."}
    )
    assert answer.status_code == 303
    page = Client(app).get(answer.location).text
    assert "Yazarı bekliyor" in page
    assert "bank konsun" in page
    assert "Bank da gerekiyor." in Client(app).get(f"{base}/{proposal.id}").text
    form = writer.get(f"{answer.location}/kabul").text
    assert authorship.text_mark(queries.get_proposal(proposal.id)) in form
    late = writer.post(f"{answer.location}/kabul", {**words, "seen": "eski"})
    assert late.status_code == 422
    assert "önerinin metni değişti" in late.text
    seen = authorship.text_mark(queries.get_proposal(proposal.id))
    done = writer.post(f"{answer.location}/kabul", {**words, "seen": seen})
    assert done.status_code == 303
    versions = Client(app).get(f"{base}/{proposal.id}/surumler").text
    assert "Derya önerdi, yazarı kabul etti" in versions
    assert '<span class="vh">[eklendi: </span>' in versions


def test_a_stranger_gets_through_no_door(app: Flask) -> None:
    """Whatever their role elsewhere: the rule is asked before the service."""
    proposal = make_proposal()
    town = db.session.get_one(Municipality, proposal.municipality_id)
    waiting = make_amendment(proposal)
    declined = make_amendment(proposal, state=AmendmentState.DECLINED)
    strangers = [
        make_person("Yabancı"),
        make_staff(town, Role.MODERATOR),
        make_staff(town, Role.OFFICER),
    ]
    representative = make_person("Temsilci")
    make_organisation(town, representative)
    words = {part: NEW[part] for part in ("title", "problem", "body")}
    posts: list[tuple[int, str, dict[str, str]]] = [
        (waiting.id, "kabul", {**words, "seen": authorship.text_mark(proposal)}),
        (waiting.id, "geri-cevir", {"answer": "Olmaz, çünkü istemiyorum."}),
        (waiting.id, "geri-cek", {}),
        (declined.id, "oneriye-donustur", {}),
    ]
    for person in (*strangers, representative):
        client = Client(app).sign_in(person)
        for number, verb, sent in posts:
            path = f"/{town.slug}/oneriler/degisiklik/{number}/{verb}"
            assert client.post(path, sent).status_code == 403, (person.name, verb)
    assert queries.get_amendment(waiting.id).state is AmendmentState.PROPOSED
    assert queries.get_amendment(declined.id).became_id is None
