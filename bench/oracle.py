"""Other people's implementations, run by `.venv-oracles/bin/python bench/oracle.py`.

Reads one JSON request a line, answers one JSON line: {"winners": […]} and the CPU seconds from the
list of ballots to the winners. Never imported by the application or its tests.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")


# --- ranks: pref_voting -------------------------------------------------------------------------


def _profile(options, ballots):
    from pref_voting.profiles_with_ties import ProfileWithTies

    number = {name: place for place, name in enumerate(options)}
    rankings = [{number[name]: place for place, name in enumerate(b, 1)} for b in ballots]
    profile = ProfileWithTies(rankings, candidates=list(range(len(options))))
    profile.use_extended_strict_preference()
    return profile


def _winning_votes(profile):
    """A defeat is as strong as the ballots for it (pref_voting's default are margins)."""
    return lambda x, y: profile.support(x, y) if profile.margin(x, y) > 0 else 0


def _named(options, found):
    return sorted(options[number] for number in found)


def irv(options, ballots, **_):
    from pref_voting.iterative_methods import instant_runoff_for_truncated_linear_orders

    profile = _profile(options, ballots)
    return _named(options, instant_runoff_for_truncated_linear_orders(profile))


def irv_any(options, ballots, **_):
    """Winners under every order of breaking ties."""
    from pref_voting.iterative_methods import _instant_runoff_put_for_profile_with_ties

    profile = _profile(options, ballots)
    return _named(options, _instant_runoff_put_for_profile_with_ties(profile))


def schulze(options, ballots, **_):
    from pref_voting.margin_based_methods import beat_path

    profile = _profile(options, ballots)
    return _named(options, beat_path(profile, strength_function=_winning_votes(profile)))


def ranked_pairs(options, ballots, **_):
    """Winners under every order of breaking ties: keep the elections small."""
    from pref_voting.margin_based_methods import ranked_pairs as method

    profile = _profile(options, ballots)
    return _named(options, method(profile, strength_function=_winning_votes(profile)))


def ranked_pairs_quick(options, ballots, **_):
    from pref_voting.margin_based_methods import ranked_pairs_tb as method

    profile = _profile(options, ballots)
    return _named(options, method(profile, strength_function=_winning_votes(profile)))


def minimax(options, ballots, **_):
    from pref_voting.margin_based_methods import minimax as method

    profile = _profile(options, ballots)
    return _named(options, method(profile, strength_function=_winning_votes(profile)))


def borda(options, ballots, **_):
    """Unranked options share the remaining points: twice wins plus ties."""
    from pref_voting.scoring_methods import borda_for_profile_with_ties

    return _named(options, borda_for_profile_with_ties(_profile(options, ballots)))


def condorcet(options, ballots, **_):
    from pref_voting.c1_methods import top_cycle

    return _named(options, top_cycle(_profile(options, ballots)))


def stv(options, ballots, seats, **_):
    from pref_voting.proportional_methods import stv_scottish

    profile = _profile(options, ballots)
    return _named(options, stv_scottish(profile, num_seats=seats))


def plurality(options, ballots, **_):
    points = _profile(options, ballots).plurality_scores()
    return _named(options, [name for name in points if points[name] == max(points.values())])


# --- points: pref_voting ------------------------------------------------------------------------


def _grades(options, ballots, most):
    from pref_voting.grade_profiles import GradeProfile

    number = {name: place for place, name in enumerate(options)}
    rows = [{number[name]: points for name, points in ballot.items()} for ballot in ballots]
    return GradeProfile(rows, list(range(most + 1)), candidates=list(range(len(options))))


def score(options, ballots, most=5, **_):
    from pref_voting.grade_methods import score_voting

    return _named(options, score_voting(_grades(options, ballots, most)))


def average(options, ballots, most=5, **_):
    from pref_voting.grade_methods import score_voting

    found = score_voting(_grades(options, ballots, most), evaluation_method="mean")
    return _named(options, found)


def star(options, ballots, most=5, **_):
    from pref_voting.grade_methods import star as method

    return _named(options, method(_grades(options, ballots, most)))


def approval(options, ballots, **_):
    from pref_voting.grade_methods import approval as method

    marked = [dict.fromkeys(options, 0) | dict.fromkeys(ballot, 1) for ballot in ballots]
    return _named(options, method(_grades(options, marked, 1)))


# --- the same again: votekit --------------------------------------------------------------------


def _votekit(options, ballots):
    from votekit.ballot import RankBallot
    from votekit.pref_profile import RankProfile

    rows = [RankBallot(ranking=[{name} for name in ballot], weight=1) for ballot in ballots]
    return RankProfile(ballots=rows, candidates=list(options), max_ranking_length=len(options))


def votekit_schulze(options, ballots, **_):
    from votekit.elections import Schulze

    return sorted(Schulze(_votekit(options, ballots), n_seats=1).election_states[-1].elected[0])


def votekit_irv(options, ballots, **_):
    from votekit.elections import IRV

    elected = IRV(_votekit(options, ballots), tiebreak="random").get_elected()
    return sorted(name for group in elected for name in group)


# --- budgets: pabutools -------------------------------------------------------------------------


def _pabutools(options, ballots, costs, budget, exact):
    from pabutools.election import ApprovalBallot, ApprovalProfile, Instance, Project
    from pabutools.fractions import FRACTION

    del FRACTION, exact
    projects = {name: Project(name, costs[name]) for name in options}
    instance = Instance(projects.values(), budget_limit=budget)
    rows = [ApprovalBallot(projects[name] for name in ballot) for ballot in ballots]
    return instance, ApprovalProfile(rows, instance=instance)


def _cheapest_first(options):
    """The published order of ties: lowest cost, most votes, then the order given."""
    from pabutools.tiebreaking import TieBreakingRule

    place = {name: number for number, name in enumerate(options)}
    return TieBreakingRule(
        lambda _instance, profile, project: (
            project.cost,
            -profile.approval_score(project),
            place[project.name],
        )
    )


def equal_shares(options, ballots, costs, budget, utility="cost", add1=False, exact=True, **_):
    from pabutools import fractions
    from pabutools.election import Cardinality_Sat, Cost_Sat
    from pabutools.rules import method_of_equal_shares

    fractions.FRACTION = "gmpy2" if exact else "float"
    instance, profile = _pabutools(options, ballots, costs, budget, exact)
    found = method_of_equal_shares(
        instance,
        profile,
        sat_class=Cost_Sat if utility == "cost" else Cardinality_Sat,
        voter_budget_increment=1 if add1 else None,
        tie_breaking=_cheapest_first(options),
    )
    return sorted(project.name for project in found)


def greedy(options, ballots, costs, budget, ratio=False, **_):
    from pabutools import fractions
    from pabutools.election import Cardinality_Sat, Cost_Sat
    from pabutools.rules import greedy_utilitarian_welfare

    fractions.FRACTION = "gmpy2"
    instance, profile = _pabutools(options, ballots, costs, budget, True)
    found = greedy_utilitarian_welfare(
        instance,
        profile,
        # Satisfaction by cost: votes decide. Satisfaction by number: votes for each lira.
        sat_class=Cardinality_Sat if ratio else Cost_Sat,
        tie_breaking=_cheapest_first(options),
    )
    return sorted(project.name for project in found)


METHODS = {name: method for name, method in globals().items() if callable(method)}


def main():
    # Some libraries print: only the answers go to the standard output.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        method = METHODS[request.pop("do")]
        begun = time.process_time()
        try:
            answer = {"winners": method(**request)}
        except Exception as error:  # a library that cannot is an answer too
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        answer["seconds"] = time.process_time() - begun
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    sys.exit(main())
