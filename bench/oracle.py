"""Other people's implementations, run by `.venv-oracles/bin/python bench/oracle.py`.

Reads one JSON request a line, answers one JSON line: {"winners": […]} and the CPU seconds from the
list of ballots to the winners. Never imported by the application or its tests.

Where a library breaks ties by a list, a number or a lot it is given our order: that of `options`.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")


# --- ranks: pref_voting -------------------------------------------------------------------------


def _profile(options, ballots, first=0):
    """Candidates are numbers; the first option is the number `first`."""
    from pref_voting.profiles_with_ties import ProfileWithTies

    number = {name: place for place, name in enumerate(options, first)}
    rankings = [{number[name]: place for place, name in enumerate(b, 1)} for b in ballots]
    profile = ProfileWithTies(rankings, candidates=list(number.values()))
    profile.use_extended_strict_preference()
    return profile


def _ranked(module, name, **settings):
    """A method of pref_voting that takes the profile, and `settings` made of it."""

    def method(options, ballots, **_):
        from importlib import import_module

        profile = _profile(options, ballots)
        more = {key: make(profile) for key, make in settings.items()}
        found = getattr(import_module(f"pref_voting.{module}"), name)(profile, **more)
        return sorted(options[number] for number in found)

    return method


def _winning_votes(profile):
    """A defeat is as strong as the ballots for it (pref_voting's default are margins)."""
    return lambda x, y: profile.support(x, y) if profile.margin(x, y) > 0 else 0


def _fewest_against(profile):
    """Of as many winning votes the defeat with fewer ballots against it is the stronger."""
    ballots = profile.num_voters + 1
    votes = _winning_votes(profile)
    return lambda x, y: votes(x, y) * ballots - profile.support(y, x) if votes(x, y) else 0


def ranked_pairs_drawn(options, ballots, **_):
    """Equal defeats, and who is left without any, in the order of the options."""
    from pref_voting.margin_based_methods import ranked_pairs_tb

    profile = _profile(options, ballots)
    # It would lock pairs nobody has won, before it looks who is left without a defeat.
    profile.is_tied = lambda *_pair: False
    found = ranked_pairs_tb(profile, strength_function=_fewest_against(profile))
    return sorted(options[number] for number in found)


class _Drawn:
    """Our order for a lot: of equal surpluses the first moves, of equal losers the last goes."""

    @staticmethod
    def choice(tied):
        elected = sys._getframe(1).f_locals["winners"]
        return min(tied) if tied[0] in elected else max(tied)


def stv(options, ballots, seats=1, **_):
    """With its own look back at earlier stages; with one seat it is the instant runoff."""
    from pref_voting.proportional_methods import stv_scottish

    # From 1: `history_prefer(…) or rand.choice(…)` takes candidate 0 for nobody.
    profile = _profile(options, ballots, first=1)
    return sorted(
        options[number - 1] for number in stv_scottish(profile, num_seats=seats, rng=_Drawn)
    )


def plurality(options, ballots, **_):
    points = _profile(options, ballots).plurality_scores()
    return sorted(options[number] for number in points if points[number] == max(points.values()))


# --- points: pref_voting ------------------------------------------------------------------------


def _graded(name, most=5, **settings):
    def method(options, ballots, **_):
        from pref_voting import grade_methods
        from pref_voting.grade_profiles import GradeProfile

        number = {option: place for place, option in enumerate(options)}
        rows = [{number[option]: points for option, points in b.items()} for b in ballots]
        grades = GradeProfile(rows, list(range(most + 1)), candidates=list(number.values()))
        return sorted(
            options[number] for number in getattr(grade_methods, name)(grades, **settings)
        )

    return method


def approval(options, ballots, **_):
    marked = [dict.fromkeys(options, 0) | dict.fromkeys(ballot, 1) for ballot in ballots]
    return _graded("approval", 1)(options, marked)


# --- the same again: votekit --------------------------------------------------------------------


def votekit_irv(options, ballots, goes=None, **_):
    """Breaks ties by first places, then at random: it is told who `goes` first instead."""
    from votekit.ballot import RankBallot
    from votekit.elections import IRV
    from votekit.elections.election_types.ranking.stv import stv as module
    from votekit.pref_profile import RankProfile
    from votekit.utils import tiebreak_set

    def told(tied, *_arguments, **_settings):
        return tuple(frozenset([name]) for name in sorted(tied, key=goes.index, reverse=True))

    module.tiebreak_set = told if goes else tiebreak_set
    rows = [RankBallot(ranking=[{name} for name in ballot], weight=1) for ballot in ballots]
    profile = RankProfile(ballots=rows, candidates=options, max_ranking_length=len(options))
    return sorted(name for group in IRV(profile).get_elected() for name in group)


# --- budgets: pabutools -------------------------------------------------------------------------


def _pabutools(options, ballots, costs, budget, exact=True):
    from pabutools import election, fractions

    fractions.FRACTION = "gmpy2" if exact else "float"
    projects = {name: election.Project(name, costs[name]) for name in options}
    instance = election.Instance(projects.values(), budget_limit=budget)
    if ballots and isinstance(ballots[0], dict):
        rows = [
            election.CardinalBallot({projects[name]: points for name, points in ballot.items()})
            for ballot in ballots
        ]
        return instance, election.CardinalProfile(rows, instance=instance)
    rows = [election.ApprovalBallot(projects[name] for name in ballot) for ballot in ballots]
    return instance, election.ApprovalProfile(rows, instance=instance)


def _satisfaction(utility):
    from pabutools import election

    classes = {"cost": "Cost_Sat", "cardinality": "Cardinality_Sat"}
    return getattr(election, classes.get(utility, "Additive_Cardinal_Sat"))


def _cheapest_first(options, ballots):
    """The published order of ties: lowest cost, most votes, then the order given."""
    from collections import Counter

    from pabutools.tiebreaking import TieBreakingRule

    place = {name: number for number, name in enumerate(options)}
    votes = Counter(name for ballot in ballots for name in ballot)
    return TieBreakingRule(
        lambda _instance, _profile, project: (
            project.cost,
            -votes[project.name],
            place[project.name],
        )
    )


def _only(options, ballots):
    return [[name for name in ballot if name in options] for ballot in ballots]


def _bought(found):
    return sorted(project.name for project in found)


def equal_shares(
    options, ballots, costs, budget, utility="cost", completion="none", exact=True, **_
):
    from pabutools import rules

    instance, profile = _pabutools(options, ballots, costs, budget, exact)
    ties = {"tie_breaking": _cheapest_first(options, ballots)}
    shares = {"sat_class": _satisfaction(utility), **ties}
    mes, greedily = rules.method_of_equal_shares, rules.greedy_utilitarian_welfare
    if completion == "to the end":
        bound = len(ballots) * (sum(costs.values()) + 1)
        found = rules.exhaustion_by_budget_increase(
            instance,
            profile,
            mes,
            shares,
            exhaustive_stop=False,
            budget_step=len(ballots),
            budget_bound=bound,
        )
        return _bought(found)
    rising = {**shares, "voter_budget_increment": None if completion == "none" else 1}
    if completion == "add1u":
        by_votes = {"sat_class": _satisfaction("cost"), **ties}
        found = rules.completion_by_rule_combination(
            instance, profile, [mes, greedily], [rising, by_votes]
        )
        return _bought(found)
    return _bought(mes(instance, profile, **rising))


def greedy(options, ballots, costs, budget, utility="cost", least=0, **_):
    """Satisfaction by cost: votes decide. By number or points: votes or points for each lira."""
    from pabutools.rules import greedy_utilitarian_welfare

    if least:
        votes = {name: sum(name in ballot for ballot in ballots) for name in options}
        options = [name for name in options if votes[name] >= least]
        ballots = _only(options, ballots)
    instance, profile = _pabutools(options, ballots, costs, budget)
    ties = _cheapest_first(options, [])  # votes, or votes for each lira, are equal already
    return _bought(
        greedy_utilitarian_welfare(
            instance, profile, sat_class=_satisfaction(utility), tie_breaking=ties
        )
    )


def with_steps(options, ballots, costs, budget, **_):
    """The library's rules; eligibility before them and the comparison after them are ours."""
    votes = {name: sum(name in ballot for ballot in ballots) for name in options}
    enough = {name for name in options if votes[name] * 3 * budget >= costs[name] * len(ballots)}
    standing = [name for name in options if name in enough and votes[name]]
    rows = _only(standing, ballots)
    shares, by_votes = (rule(standing, rows, costs, budget) for rule in (equal_shares, greedy))
    more = [len({*row} & {*shares}) - len({*row} & {*by_votes}) for row in rows]
    return by_votes if sum(n < 0 for n in more) > sum(n > 0 for n in more) else shares


def in_pots(options, ballots, costs, budget, sums, pot_of, rule, leftovers, **_):
    """The library's rule for each pot in turn; what is put around it is ours."""
    left = budget - sum(money for _name, money in sums)
    found = []
    for pot, money in [*sums, ("", left)]:
        own = [name for name in options if pot_of[name] == pot]
        rows = [row for row in _only(own, ballots) if row]
        money = left if pot == "" else money
        bought = METHODS[rule](own, rows, costs, money, least=1) if rows else []
        found += bought
        if leftovers == "city":
            left += money - sum(costs[name] for name in bought)
    return sorted(found)


# ------------------------------------------------------------------------------------------------

METHODS = {
    "irv": _ranked("iterative_methods", "instant_runoff_for_truncated_linear_orders"),
    # Winners under every order of breaking ties, both: keep the elections small.
    "irv_any": _ranked("iterative_methods", "_instant_runoff_put_for_profile_with_ties"),
    "ranked_pairs_any": _ranked(
        "margin_based_methods", "ranked_pairs", strength_function=_winning_votes
    ),
    "ranked_pairs_quick": _ranked(
        "margin_based_methods", "ranked_pairs_tb", strength_function=_winning_votes
    ),
    "ranked_pairs": ranked_pairs_drawn,
    "schulze": _ranked("margin_based_methods", "beat_path", strength_function=_winning_votes),
    "minimax": _ranked("margin_based_methods", "minimax", strength_function=_winning_votes),
    # Unranked options share the remaining points: twice wins plus ties.
    "borda": _ranked("scoring_methods", "borda_for_profile_with_ties"),
    "condorcet": _ranked("c1_methods", "top_cycle"),
    "stv": stv,
    "plurality": plurality,
    "score": _graded("score_voting"),
    "average": _graded("score_voting", evaluation_method="mean"),
    "star": _graded("star"),
    "approval": approval,
    "votekit_irv": votekit_irv,
    "equal_shares": equal_shares,
    "greedy": greedy,
    "with_steps": with_steps,
    "in_pots": in_pots,
}


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
