"""The order of a side: the bound, the place of new voices, pages without gap; who is mentioned."""

import math

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from discussion import queries, rules
from discussion.models import Comment, Stance
from discussion.queries import Order
from kernel.db import write
from tests.make.discussion import make_many, make_thread
from tests.make.places import make_municipality, make_person


def exact(yes: int, no: int) -> float:
    """The lower end of the interval, from its definition: where (p - share)^2 = z^2 p(1-p)/n."""
    total, square = yes + no, rules.Z**2
    share = yes / total
    a, b, c = 1 + square / total, -(2 * share + square / total), share * share
    return (-b - math.sqrt(b * b - 4 * a * c)) / (2 * a)


@pytest.mark.parametrize(
    ("yes", "no", "bound"),
    [(1, 0, 0.2065), (10, 0, 0.7225), (5, 5, 0.2366), (90, 10, 0.8256), (0, 7, 0.0)],
)
def test_the_bound_of_known_answers(yes: int, no: int, bound: float) -> None:
    assert rules.score(yes, no) == pytest.approx(bound * rules.SCALE, abs=60)


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_the_bound_is_the_root_of_its_equation(yes: int, no: int) -> None:
    assert abs(rules.score(yes, no) - exact(yes, no) * rules.SCALE) < 2


def test_nobodys_answers_are_the_least_and_a_pin_the_most() -> None:
    assert rules.score(0, 0) == 0
    assert rules.score(0, 0, pinned=True) > rules.score(10**6, 0)


@pytest.mark.parametrize(
    ("ranked", "fresh", "size", "page"),
    [
        ([9, 8, 7, 6, 5], [], 4, [9, 8, 7, 6]),
        ([9, 8, 7, 6, 5], [1], 6, [9, 8, 1, 7, 6, 5]),
        # Where all are new, the newest stand first and nothing is doubled.
        ([5, 4, 3, 2, 1], [5, 4, 3, 2, 1], 5, [5, 4, 3, 2, 1]),
        ([9, 8, 7, 6, 5, 4], [2, 1], 6, [9, 8, 2, 7, 6, 1]),
        ([], [], 5, []),
    ],
)
def test_every_third_place_is_for_a_new_voice(
    ranked: list[int], fresh: list[int], size: int, page: list[int]
) -> None:
    assert rules.mixed(ranked, fresh, size)[0] == page


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("@Ayşe haklı", {1}),
        ("@AYŞE NUR haklı", {2}),
        ("Sorum @ismail koçak, size", {3}),
        ("ayse@ornek.com ve Ayşe", set()),
        ("@Ayşegül burada yok", set()),
        ("@Ayşe Nur ve @Ayşe", {1, 2}),
    ],
)
def test_who_is_mentioned(body: str, expected: set[int]) -> None:
    assert rules.mentioned(body, {1: "Ayşe", 2: "Ayşe Nur", 3: "İsmail Koçak"}) == expected


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("side", [None, Stance.FOR])
def test_every_page_once_and_every_comment_once(
    app: Flask, order: Order, side: Stance | None
) -> None:
    thread = make_thread(make_municipality())
    make_many(thread, make_person(), 23)
    with write() as session:
        for number in range(1, 12):
            values = {"yes_count": number * 2, "score": rules.score(number * 2, number % 3)}
            session.execute(update(Comment).where(Comment.id == number * 2).values(**values))
    seen: list[int] = []
    after = None
    while True:
        page = queries.list_comments(thread.id, after=after, order=order, side=side, limit=5)
        seen += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == sorted(set(seen))
    assert len(seen) == 23


def test_a_permalink_opens_the_page_that_begins_with_it(app: Flask) -> None:
    thread = make_thread(make_municipality())
    make_many(thread, make_person(), 30)
    wanted = queries.list_comments(thread.id, order=Order.NEWEST).rows[-1]
    after = queries.page_of(wanted.score, wanted.id)
    page = queries.list_comments(thread.id, order=Order.USEFUL, side=Stance.FOR, after=after)
    assert page.rows[0].id == wanted.id


def test_each_side_has_its_place_on_the_first_page(app: Flask) -> None:
    thread = make_thread(make_municipality())
    make_many(thread, make_person(), 30)
    make_many(thread, make_person(), 2, stance=Stance.AGAINST)
    comments, more = queries.list_overview(thread.id)
    assert len(comments.of(Stance.FOR)) == queries.OF_EACH
    assert len(comments.of(Stance.AGAINST)) == 2
    assert more == {Stance.FOR: True, Stance.AGAINST: False, Stance.INFORMATION: False}
