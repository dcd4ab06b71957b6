"""R-VOTE: enough experts in the room, every ballot counted, two thirds of them yes, nobody for a friend."""

from collections.abc import Collection, Sequence

from domain.finding import Finding, found
from domain.policy import NOTICE_2022, Policy
from domain.values import Tally


def r_vote_1(tally: Tally, committee_size: int, policy: Policy = NOTICE_2022) -> Finding:
    """Quorum: two thirds of the committee ballot; the recused do not count (R-VOTE-4)."""
    parts, whole = policy.vote_quorum
    quorate = whole * tally.balloting >= parts * committee_size and tally.present <= committee_size
    return found("R-VOTE-1", "S3.2a", quorate, balloting=tally.balloting, size=committee_size)


def r_vote_2(tally: Tally, policy: Policy = NOTICE_2022) -> Finding:
    """Passed with two thirds of the experts present; an abstention counts against."""
    parts, whole = policy.vote_pass
    passed = whole * tally.yes >= parts * tally.balloting
    return found("R-VOTE-2", "S3.2a", passed, yes=tally.yes, balloting=tally.balloting)


def r_vote_3(tally: Tally, policy: Policy = NOTICE_2022) -> Finding:
    """One ballot for each expert present and not recused, in person."""
    counts = (tally.present, tally.recused, tally.yes, tally.no, tally.abstain, tally.proxies)
    complete = tally.yes + tally.no + tally.abstain == tally.balloting and min(counts) >= 0
    in_person = tally.proxies == 0 or policy.proxy_votes_allowed
    return found("R-VOTE-3", "S3.2a", complete and in_person, complete=complete, proxies=tally.proxies)


def r_vote_4(
    tally: Tally, conflicted: Collection[str], members: Collection[str], attending: Sequence[str] | None
) -> Finding:
    """Whoever has a relation to the applicant stands aside for that ballot, and the count says so.

    `conflicted`: experts with a relation; `members`: who may ballot; `attending`: who was in the room, None where
    nobody was named. Names are asked as soon as anybody is to stand aside: a number alone proves nothing.
    """
    if attending is None:
        undisputed = True if not conflicted and tally.recused == 0 else None
        return found("R-VOTE-4", "S3.2a", undisputed, conflicted=len(conflicted), named=False)
    aside = len(set(attending) & set(conflicted))
    seated = len(set(attending)) == len(attending) and set(attending) <= set(members)
    counted = len(attending) == tally.present and aside == tally.recused
    return found("R-VOTE-4", "S3.2a", seated and counted, seated=seated, aside=aside, recused=tally.recused)
