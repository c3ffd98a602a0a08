"""The demo town is one story: everybody who is named exists, and every date follows the last."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from demo import ballots
from demo.people import PASSWORD, SIGN_INS
from demo.records import Action, Activity, Comment, Consultation, Proposal, Town, Vote
from demo.town import CONTENT, at, read_town, render
from demo.voting_days import in_kurus
from voting.counting import reading
from voting.counting.definition import Definition, Option, define
from voting.counting.parameters import RULES

TODAY = date(2026, 11, 22)
BACK, ROUND = "aıou", "oöuü"
VOICELESS = "fstkçşhp"
SUFFIX = re.compile(r"([^\W\d_]+)’([a-zçğıöşü]+)")


@pytest.fixture(scope="module")
def town() -> Town:
    return read_town(TODAY)


def raw_texts() -> Iterator[tuple[str, str]]:
    for path in sorted(CONTENT.rglob("*.*")):
        yield path.name, path.read_text("utf-8")


def flat(comments: list[Comment]) -> Iterator[Comment]:
    for one in comments:
        yield one
        yield from flat(one.replies)


def people_of(town: Town) -> set[str]:
    return {one.key for one in town.staff} | {one.key for one in town.residents}


def all_comments(town: Town) -> list[Comment]:
    on_proposals = [one for p in town.proposals for one in flat(p.comments)]
    on_steps = [o for c in town.consultations for a in c.activities for o in flat(a.comments)]
    return on_proposals + on_steps


def by_key(town: Town) -> dict[str, Consultation]:
    return {one.key: one for one in town.consultations}


def window(consultation: Consultation, kind: str) -> tuple[int, int]:
    step = next(one for one in consultation.activities if one.kind == kind)
    ended = consultation.ended.day if consultation.ended else step.closes
    return step.opens, min(step.closes, ended)


def test_the_numbers_promised(town: Town) -> None:
    assert len(town.municipality.neighbourhoods) == 12
    assert len(town.municipality.units) == 8
    assert len(town.residents) == 200
    assert sum(one.verified for one in town.residents) == 120
    assert len(town.proposals) >= 90
    assert len(all_comments(town)) >= 220
    assert len([one for one in town.answers if one.state == "published"]) >= 12
    assert len(town.actions) == 14


def test_one_consultation_in_each_state(town: Town) -> None:
    states = Counter(one.state for one in town.consultations)
    assert set(states.values()) == {1}
    assert len(states) == 18


def test_keys_and_titles_are_used_once(town: Town) -> None:
    people: list[Any] = [*town.staff, *town.residents]
    titled: list[Any] = [*town.proposals, *town.consultations, *town.actions]
    things: list[Any]
    for things in (people, town.proposals, town.consultations, town.answers, town.actions):
        assert not [k for k, n in Counter(one.key for one in things).items() if n > 1]
    titles = [one.title for one in titled]
    assert not [title for title, n in Counter(titles).items() if n > 1]
    numbers = [one.document_no for one in town.answers if one.document_no]
    assert len(set(numbers)) == len(numbers)
    texts = [one.text for one in all_comments(town)]
    assert len(set(texts)) == len(texts)
    assert len({one.name for one in people}) == len(people)


def test_everybody_named_exists(town: Town) -> None:
    named = [one.by for one in all_comments(town)]
    named += [one.author for one in town.proposals]
    for consultation in town.consultations:
        named += [consultation.created_by, consultation.promise.signed_by or "murat"]
        named += [one.person for one in consultation.people]
    for answer in town.answers:
        named += [answer.drafted_by, answer.signed_by or "aysegul"]
    named += [update.by for action in town.actions for update in action.updates]
    named += [p for organisation in town.organisations for p in organisation.representatives]
    for report in town.reports:
        named += [*report.reported_by, report.comment.by, report.decided_by or "derya"]
    assert set(named) <= people_of(town)


def test_every_place_unit_and_category_exists(town: Town) -> None:
    places = {one.key for one in town.municipality.neighbourhoods}
    units = {one.key for one in town.municipality.units}
    categories = {one.key for one in town.municipality.categories}
    assert {one.neighbourhood for one in town.residents} <= places
    assert {one.neighbourhood for one in town.proposals} <= places
    assert {place for one in town.consultations for place in one.neighbourhoods} <= places
    assert {one.category for one in town.proposals} == categories
    assert {one.owed_by for one in town.consultations} <= units
    assert {one.unit for one in town.answers} | {one.unit for one in town.actions} <= units
    assert {one.unit for one in town.staff if one.unit} <= units
    assert {one.unit for c in town.consultations for one in c.documents} <= units


def test_proposals_fit_their_consultation(town: Town) -> None:
    consultations = by_key(town)
    organisations = {one.key: one for one in town.organisations}
    for proposal in town.proposals:
        opens, closes = window(consultations[proposal.consultation], "proposals")
        assert opens <= proposal.day <= closes, proposal.key
        assert proposal.day < 0, proposal.key
        assert proposal.supports < len(town.residents), proposal.key
        if proposal.organisation:
            organisation = organisations[proposal.organisation]
            assert organisation.state == "verified"
            assert organisation.decided is not None
            assert organisation.decided < proposal.day, proposal.key


def test_screening_comes_after_writing_and_says_why(town: Town) -> None:
    for proposal in town.proposals:
        if proposal.screening == "refused":
            assert proposal.screened is not None
            assert proposal.screened > proposal.day
            assert len(proposal.reason) > 80, proposal.key
            assert proposal.refusal, proposal.key
            bodies = {"other_body", "not_municipal_land", "no_competence"}
            assert bool(proposal.other_body) == (proposal.refusal in bodies), proposal.key
        assert (proposal.withdrawn is not None) == (proposal.state == "withdrawn")


def test_comments_are_written_while_the_discussion_is_open(town: Town) -> None:
    consultations = by_key(town)
    for proposal in town.proposals:
        _, closes = window(consultations[proposal.consultation], "discussion")
        _in_order(proposal.comments, after=proposal.day, until=min(closes, -1))
    for consultation in town.consultations:
        for step in consultation.activities:
            _in_order(step.comments, after=step.opens, until=min(step.closes, -1))


def _in_order(comments: list[Comment], *, after: int, until: int) -> None:
    for one in comments:
        assert after <= one.day <= until, one.text
        assert one.stance in {"for", "against", "information"}, one.text
        for reply in one.replies:
            assert (reply.day, reply.hour) > (one.day, one.hour), reply.text
            assert reply.day <= until
            assert not reply.stance
            assert not reply.replies


def test_promises_are_complete_from_publication_on(town: Town) -> None:
    for one in town.consultations:
        if one.state == "draft":
            assert one.published is None
            assert one.promise.answer_by is None
            assert one.missing
            continue
        assert one.published is not None
        assert one.promise.answer_by is not None
        assert one.created < one.published == one.promise.day
        assert len(one.promise.can) >= 2
        assert len(one.promise.cannot) >= 2
        assert one.decides
        assert one.promise.answer_by > max(step.opens for step in one.activities)
        assert all(step.opens < step.closes for step in one.activities)
        assert one.title.endswith("?")
        assert one.people
        assert one.documents


def test_states_follow_from_the_dates(town: Town) -> None:
    consultations = {one.state: one for one in town.consultations}
    answers = {one.to: one for one in town.answers if one.state == "published"}
    assert consultations["overdue"].promise.answer_by == -12
    assert consultations["vote_closed"].promise.answer_by == 9
    for state in ("open_proposals", "open_vote", "vote_closed", "overdue", "ended_early"):
        assert consultations[state].key not in answers
    for state, late in (("answered_on_time", False), ("completed", False), ("answered_late", True)):
        one = consultations[state]
        assert one.promise.answer_by is not None
        assert (answers[one.key].day > one.promise.answer_by) is late


def votes(town: Town) -> Iterator[tuple[Consultation, Activity, Vote]]:
    for consultation in town.consultations:
        for step in consultation.activities:
            if step.vote is not None:
                yield consultation, step, step.vote


def test_votes_can_be_cast_as_written(town: Town) -> None:
    proposals = {one.key: one for one in town.proposals}
    verified = sum(one.verified for one in town.residents)
    for consultation, step, vote in votes(town):
        assert vote.kind in RULES
        assert (vote.result_day is None) == (step.closes > 0)
        eligible = verified if step.eligibility == "resident" else len(town.residents)
        assert vote.voters <= eligible
        if vote.written:
            assert not vote.options
            continue
        marked = vote.voters - vote.blank
        assert vote.voters >= 50
        assert len(vote.options) == len(vote.approvals)
        assert max(vote.approvals) <= marked
        assert marked <= sum(vote.approvals) <= marked * vote.params["max_choices"]
        on_ballot = [
            p.key
            for p in town.proposals
            if p.consultation == consultation.key and p.screening == "ballot"
        ]
        assert sorted(vote.options) == sorted(on_ballot)
        assert all((proposals[key].screened or 0) < step.opens for key in vote.options)


def test_whoever_has_an_address_can_vote_in_every_rule(town: Town) -> None:
    """Nobody has voted there before, and nothing but a confirmed address is asked for."""
    open_to_all = [
        vote.kind
        for _consultation, step, vote in votes(town)
        if step.opens < 0 < step.closes and step.eligibility == "email" and not vote.voters
    ]
    assert sorted(open_to_all) == sorted(RULES)


def test_a_budget_and_a_ranking_are_counted_from_ballots_for_everybody(town: Town) -> None:
    counted = {
        vote.kind: vote.voters
        for _consultation, step, vote in votes(town)
        if step.closes < 0 and vote.open_ballots
    }
    assert counted["equal-shares"] >= 60
    assert counted["irv"] >= 60


def frozen(vote: Vote) -> Definition:
    options = [
        Option(str(number), one.title, (one.cost_tl or 0) * 100, one.pot, tuple(one.groups))
        for number, one in enumerate(vote.written, 1)
    ]
    return define(vote.kind, options, seats=vote.seats, **in_kurus(vote.params))


def test_drawn_ballots_are_what_the_booth_takes(town: Town) -> None:
    for _consultation, _step, told in votes(town):
        if not told.written:
            continue
        vote = replace(told, voters=40, blank=2)
        definition = frozen(vote)
        cast = ballots.drawn(vote, definition)
        read = [reading.read(definition, one, strict=True) for one in cast]
        assert [one is None for one in read] == [True] * 2 + [False] * 38, vote.kind
        assert cast == ballots.drawn(vote, definition)
        assert len({str(one) for one in cast}) > 5 or vote.kind == "plurality"


def test_answers_belong_to_something_that_waits(town: Town) -> None:
    consultations, proposals = by_key(town), {one.key: one for one in town.proposals}
    for answer in town.answers:
        if answer.kind == "consultation":
            assert answer.to in consultations
        else:
            assert answer.day >= proposals[answer.to].day
        assert bool(answer.document_no) == (answer.state == "published")
        assert bool(answer.signed_by) == (answer.state == "published")
        assert (answer.decision == "forwarded") == bool(answer.forwarded_to)
    decisions = {one.decision for one in town.answers}
    assert decisions == {"accepted", "partly", "refused", "forwarded", "postponed"}


def test_actions_grow_from_answers(town: Town) -> None:
    answers = {one.key: one for one in town.answers}
    proposals = {one.key: one for one in town.proposals}
    for action in town.actions:
        for key in action.proposals:
            assert proposals[key].consultation == action.consultation
            assert answers[action.answer].to == key
        assert answers[action.answer].decision in {"accepted", "partly"}
        assert answers[action.answer].day <= action.start
        _action_is_consistent(action)
    assert any(one.delay for one in town.actions)


def _action_is_consistent(action: Action) -> None:
    days = [one.day for one in action.updates]
    progress = [one.progress for one in action.updates]
    assert days == sorted(days), action.key
    assert progress == sorted(progress), action.key
    assert action.start <= days[0]
    assert days[-1] < 0
    assert progress[-1] == action.progress
    assert 0 <= action.spent_tl <= action.budget_tl
    assert (action.done is not None) == (action.progress == 100)
    assert (action.due > action.first_due) == (action.delay is not None)
    assert action.done is not None or action.due > 0, action.key


def test_one_trace_runs_from_the_idea_to_the_finished_action(town: Town) -> None:
    proposal = next(one for one in town.proposals if one.key == "alcak-cesme")
    answer = next(one for one in town.answers if one.to == proposal.key)
    action = next(one for one in town.actions if proposal.key in one.proposals)
    assert proposal.screened is not None
    assert action.done is not None
    assert proposal.day < proposal.screened < answer.day < action.start < action.done < 0


def test_answered_proposals_were_open_to_an_answer(town: Town) -> None:
    answered = {one.to for one in town.answers if one.kind == "proposal"}
    states: dict[str, Proposal] = {one.key: one for one in town.proposals}
    assert {states[key].state for key in answered} == {"published"}


def test_what_was_refused_at_the_gate_has_no_second_answer(town: Town) -> None:
    refused = {one.key for one in town.proposals if one.screening == "refused"}
    assert not refused & {one.to for one in town.answers}


def test_sign_ins_exist(town: Town) -> None:
    emails = {one.email for one in town.staff} | {one.email for one in town.residents}
    programme = tomllib.loads((CONTENT / "programme.toml").read_text("utf-8"))
    emails |= {one["email"] for one in programme["person"]}
    assert {email for _, email in SIGN_INS} <= emails
    assert len(PASSWORD) >= 10


def test_no_exclamation_marks_and_no_straight_apostrophes() -> None:
    for name, text in raw_texts():
        assert "!" not in text, name
        if name.endswith(".toml"):
            assert not re.search(r"\w'\w", text), name


def test_nothing_is_glued_to_a_date_and_no_year_goes_stale() -> None:
    for name, text in raw_texts():
        assert not re.search(r"\{[a-z_]+:-?\d+\}[\w’]", text), name
        # The programme's terms are history: their years never change.
        assert name == "programme.toml" or not re.search(r"\b202\d\b", text), name


def test_no_placeholder_survives(town: Town) -> None:
    assert not re.search(r"\{[a-z_]+:", repr(town))


def test_suffixes_follow_their_word() -> None:
    wrong = []
    for name, text in raw_texts():
        for stem, suffix in SUFFIX.findall(text):
            if len(stem) > 1 and stem.isupper():
                continue
            if not harmonious(stem, suffix):
                wrong.append(f"{name}: {stem}’{suffix}")
    assert not wrong


def harmonious(stem: str, suffix: str) -> bool:
    letters = stem.replace("İ", "i").replace("I", "ı").lower()
    vowels = re.findall("[aeıioöuüâê]", letters)
    first = re.search("[aeıioöuü]", suffix)
    if not vowels or not first:
        return True
    last = {"â": "a", "ê": "e"}.get(vowels[-1], vowels[-1])
    if suffix[0] in "dt" and (suffix[0] == "t") != (letters[-1] in VOICELESS):
        return False
    if first[0] in "ae":
        return (first[0] == "a") == (last in BACK)
    narrow = {(True, False): "ı", (True, True): "u", (False, False): "i", (False, True): "ü"}
    return first[0] == narrow[last in BACK, last in ROUND]


def test_a_wrong_suffix_would_be_found() -> None:
    assert harmonious("Kavaklı", "da")
    assert not harmonious("Kavaklı", "de")
    assert harmonious("Meclis", "te")
    assert not harmonious("Meclis", "de")


def test_dates_are_told_in_turkish() -> None:
    assert render("{date:1} Pazartesi, {season_in:120}", TODAY) == (
        "23 Kasım 2026 Pazartesi, 2027 baharında"
    )
    assert render("{season:30} {month:10} {year:40}", TODAY) == "2027 kışı Aralık 2026 2027"
    assert at(TODAY, -1, 20) == datetime(2026, 11, 21, 17, tzinfo=UTC)
