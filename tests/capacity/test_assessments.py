"""A self-assessment from its beginning to the comparison."""

from typing import Any

import pytest
from sqlalchemy import select

from capacity import queries, services
from capacity.models import AssessmentState, Point, SelfAssessment
from capacity.services import Filling
from capacity.services.assessments import (
    AlreadyBegun,
    AlreadyHandedIn,
    StillOpen,
    TooManyPriorities,
)
from kernel.db import db, write
from kernel.rules import Visitor
from notifications.models import Notice
from programme.models import ProgrammeRole
from tests.client import Client
from tests.make.capacity import make_consultant, make_contact, make_self_assessment
from tests.make.programme import known, make_participation, make_role

pytestmark = pytest.mark.database
PDF = (b"%PDF-1.4 ", "application/pdf", "yonerge.pdf")


def again(row: SelfAssessment) -> SelfAssessment:
    return queries.get_self_assessment(row.id)


def actor_of(row: SelfAssessment) -> Visitor:
    """Somebody of the participant's team."""
    return known(make_contact(again(row).participation))


def test_a_point_is_begun_once(app: Any) -> None:
    row = make_self_assessment(value=None)
    with pytest.raises(AlreadyBegun), write():
        services.begin(again(row).participation, Point.START, by=actor_of(row))


def test_a_page_saves_its_own_items_and_leaves_the_others(app: Any) -> None:
    row = make_self_assessment(value=3)
    actor = actor_of(row)
    with write():
        services.save(
            again(row),
            by=actor,
            filled={
                "A3": Filling(4, evidence="SP 2.1", file=PDF),
                "A4": Filling(applies=False),
                "Z9": Filling(1),
            },
        )
    found = queries.result(again(row)).answers
    assert (found["A3"].value, found["A3"].evidence) == (4, "SP 2.1")
    assert found["A3"].file is not None
    assert found["A3"].file.withheld
    assert (found["A4"].value, found["A4"].applies) == (None, False)
    assert found["A5"].value == 3
    assert "Z9" not in found


def test_a_saved_file_stays_when_the_page_is_saved_without_one(app: Any) -> None:
    row = make_self_assessment(value=None)
    actor = actor_of(row)
    for filling in (Filling(1, file=PDF), Filling(0)):
        with write():
            services.save(again(row), by=actor, filled={"A1": filling})
    assert queries.result(again(row)).answers["A1"].file is not None


def test_it_is_handed_in_when_everything_is_answered(app: Any) -> None:
    row = make_self_assessment(value=None)
    actor = actor_of(row)
    with pytest.raises(StillOpen), write():
        services.hand_in(again(row), by=actor, priorities=[])


def test_handing_in_tells_team_and_consultant_and_not_the_sender(app: Any) -> None:
    participation = make_participation()
    team, consultant = make_role(ProgrammeRole.TEAM), make_consultant(participation)
    sender = make_contact(participation)
    row = make_self_assessment(participation, handed_in=True, by=sender)
    assert row.state is AssessmentState.HANDED_IN
    assert row.priorities == ["A1"]
    told = set(db.session.scalars(select(Notice.person_id)))
    assert told == {team.id, consultant.id}


def test_five_priorities_at_most(app: Any) -> None:
    row = make_self_assessment()
    actor = actor_of(row)
    with pytest.raises(TooManyPriorities), write():
        services.hand_in(again(row), by=actor, priorities=["A1", "A2", "A3", "A4", "A5", "A6"])


def test_it_is_handed_in_once(app: Any) -> None:
    row = make_self_assessment()
    actor = actor_of(row)
    with write():
        early = again(row)
        services.hand_in(again(row), by=actor, priorities=[])
        early.state = AssessmentState.DRAFT  # as another request still has it
        db.session.expire(early)
        with pytest.raises(AlreadyHandedIn):
            services.hand_in(again(row), by=actor, priorities=[])


def test_given_back_it_is_a_draft_again(app: Any) -> None:
    row = make_self_assessment(handed_in=True)
    with write():
        services.give_back(again(row), by=known(make_role(ProgrammeRole.TEAM)))
    assert again(row).state is AssessmentState.DRAFT
    assert again(row).reopened


def test_before_and_after_need_both(app: Any) -> None:
    participation = make_participation()
    make_self_assessment(participation, value=1, handed_in=True)
    assert queries.find_pair(participation.id) is None
    make_self_assessment(participation, point=Point.END, value=4, handed_in=True)
    pair = queries.find_pair(participation.id)
    assert pair is not None
    before, after = pair
    assert before.result.percent is not None
    assert after.result.percent == 100
    assert before.result.percent < 50


# --- pages --------------------------------------------------------------------------------------


def test_the_walk_from_beginning_to_result(app: Any, client: Client) -> None:
    participation = make_participation()
    client.sign_in(make_contact(participation))
    base = f"/program/katilimcilar/{participation.id}"
    assert "Başlayın" in client.get(f"{base}/calisma").text
    begun = client.post(f"{base}/oz-degerlendirme/start")
    assert begun.status_code == 303
    home = begun.headers["Location"]
    page = client.get(f"{home}/A")
    assert "Katılımın nasıl yapılacağını" in page.text
    kept = client.post(f"{home}/A", {"A1": "1", "A1_evidence": "Yönerge", "birak": "1"})
    assert kept.headers["Location"] == home
    assert "Yönerge" in client.get(f"{home}/A").text
    for code, size in zip("ABCDEF", (7, 7, 7, 7, 7, 6), strict=True):
        filled = {f"{code}{number}": "1" for number in range(1, size + 1)}
        assert client.post(f"{home}/{code}", filled).status_code == 303
    assert client.post(f"{home}/gonder", {"priorities": ["A3"]}).status_code == 303
    assert "Güçlü yanlar" in client.get(home).text
    assert client.get(f"{home}/A").status_code == 409
    assert client.get(f"{home}/Q").status_code == 404


def test_the_comparison_has_a_drawing_and_a_table(app: Any, client: Client) -> None:
    participation = make_participation()
    for point, value in ((Point.START, 1), (Point.END, 3)):
        make_self_assessment(participation, point=point, value=value, handed_in=True)
    client.sign_in(make_role(ProgrammeRole.TEAM))
    page = client.get(f"/program/katilimcilar/{participation.id}/degisim").text
    assert '<svg width="340"' in page
    assert "<table" in page


def test_evidence_leaves_by_its_own_door_only(app: Any, client: Client) -> None:
    row = make_self_assessment(value=None)
    with write():
        services.save(
            again(row),
            by=actor_of(row),
            filled={"A1": Filling(1, file=PDF)},
        )
    answer = again(row).answers[0]
    own = f"/program/kanit/{answer.id}"
    assert client.get(own).status_code == 303
    client.sign_in(make_role(ProgrammeRole.TEAM))
    assert client.get(own).status_code == 403
    assert client.get(f"/dosya/{answer.file_id}/yonerge.pdf").status_code == 404
    client.sign_in(make_contact(again(row).participation))
    assert client.get(own).data == PDF[0]
