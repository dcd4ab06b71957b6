"""R-VOTE: enough experts in the room, every ballot counted, two thirds of them yes."""

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
