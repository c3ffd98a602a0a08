"""The arithmetic of a ranking."""

from fractions import Fraction

from programme.counting import rank

WEIGHTS = {1: 60, 2: 40}


def test_a_total_is_the_sum_of_weighted_means() -> None:
    (place,) = rank(WEIGHTS, {7: [{1: 8, 2: 5}, {1: 7, 2: 10}]}, least=2)
    assert [line.mean for line in place.lines] == [Fraction(15, 2), Fraction(15, 2)]
    assert [line.worth for line in place.lines] == [45, 30]
    assert place.total == 75
    assert (place.rank, place.tied) == (1, False)


def test_full_points_are_worth_a_hundred() -> None:
    (place,) = rank(WEIGHTS, {7: [{1: 10, 2: 10}] * 3}, least=2)
    assert place.total == 100


def test_equal_totals_share_a_rank_and_are_named() -> None:
    # 8·6 + 2·4 = 56 and 6·6 + 5·4 = 56: equal without being alike
    given = {
        1: [{1: 9, 2: 9}] * 2,
        2: [{1: 8, 2: 2}] * 2,
        3: [{1: 6, 2: 5}] * 2,
        4: [{1: 1, 2: 1}] * 2,
    }
    found = rank(WEIGHTS, given, least=2)
    assert [(place.application_id, place.rank, place.tied) for place in found] == [
        (1, 1, False),
        (2, 2, True),
        (3, 2, True),
        (4, 4, False),
    ]


def test_thirds_are_exact() -> None:
    given = {
        1: [{1: 3, 2: 0}, {1: 3, 2: 0}, {1: 4, 2: 0}],
        2: [{1: 4, 2: 0}, {1: 3, 2: 0}, {1: 3, 2: 0}],
    }
    assert all(place.tied for place in rank(WEIGHTS, given, least=2))


def test_what_lacks_reviews_has_no_rank_and_comes_last() -> None:
    found = rank(WEIGHTS, {1: [{1: 10, 2: 10}], 2: [{1: 1, 2: 1}] * 2, 3: []}, least=2)
    assert [(place.application_id, place.rank) for place in found] == [(2, 1), (1, None), (3, None)]
