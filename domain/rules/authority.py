"""R-AUTH: who holds a right of evaluation, in which order it is taken away, and what that does to keys and policies."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from domain.finding import Finding, found
from domain.standing import AuthorityFacts, CommitteeFacts
from domain.values import Level, OrganiserKind, Period

BY_DELEGATION = frozenset({OrganiserKind.AUTONOMOUS_UNIT, OrganiserKind.SOCIALISED_BODY})
"""Organisers without a right of evaluation of their own: it is delegated by document, or there is none (S2.8a)."""


def r_auth_1_inspector(inspectors: Mapping[str, str], inspected_uscc: str, members: Collection[str] = ()) -> Finding:
    """Inspectors by account and unit: at least one, none of the inspected unit, none on the inspected committee."""
    own = inspected_uscc in inspectors.values()
    sitting = bool(set(inspectors) & set(members))
    independent = bool(inspectors) and not own and not sitting and "" not in inspectors.values()
    return found("R-AUTH-1", "S2.8a", independent, own_unit=own, on_the_committee=sitting)


def r_auth_1_order(findings: int, deadline: date, ordered_on: date) -> Finding:
    """An order to rectify rests on at least one finding and names a day to come."""
    return found(
        "R-AUTH-1", "S2.8d", findings > 0 and deadline >= ordered_on, findings=findings, deadline=deadline.isoformat()
    )


def r_auth_1_failure(deadline: date, on: date, *, submitted: bool) -> Finding:
    """A rectification fails when what was submitted does not do, or once its deadline has passed, at 24:00."""
    return found("R-AUTH-1", "S2.8f", submitted or on > deadline, submitted=submitted, deadline=deadline.isoformat())


def r_auth_1_suspension(especially_serious: str, *, failed: bool) -> Finding:
    """Suspended after a failed rectification, or at once by the document that finds it especially serious (S3.2d)."""
    serious = bool(especially_serious.strip())
    return found("R-AUTH-1", "S2.8f", failed or serious, rectification_failed=failed, especially_serious=serious)


def r_auth_1_withdrawal(especially_serious: str, *, suspended: bool) -> Finding:
    """Withdrawn from suspension, or at once by the document that finds it especially serious (S3.2d)."""
    serious = bool(especially_serious.strip())
    return found("R-AUTH-1", "S3.2d", suspended or serious, suspended=suspended, especially_serious=serious)


def r_auth_2_filing(
    kind: OrganiserKind, authority: AuthorityFacts | None, levels: Collection[Level], on: date
) -> Finding:
    """A committee of an organiser that acts by delegation is filed inside a right that stands on that date."""
    if kind not in BY_DELEGATION:
        return found("R-AUTH-2", "S2.8a", holds=True, organiser=kind.value)
    if authority is None:
        return found("R-AUTH-2", "S2.8a", holds=False, organiser=kind.value, delegated=False)
    covered = set(levels) <= authority.levels
    standing = authority.since <= on and _stands(authority.stopped, on)
    return found(
        "R-AUTH-2", "S2.8a", standing if covered else False, organiser=kind.value, delegated=True, levels=covered
    )


def r_auth_2(committee: CommitteeFacts, on: date) -> Finding:
    """Acceptance, meeting and approval need a standing committee and, where it judges by delegation, a standing right.

    An organiser of its own right is bound by a delegated one as far as that covers the committee's levels. Where the
    date lies before a suspension that still runs, nobody back-dates around it: unknown, and a human decides.
    """
    kind, authority = committee.organiser_kind, committee.authority
    filed = _stands(committee.stopped, on)
    if authority is None:
        held: bool | None = kind not in BY_DELEGATION
    elif kind in BY_DELEGATION:
        held = committee.levels <= authority.levels and authority.since <= on and _stands(authority.stopped, on)
    else:
        held = not committee.levels & authority.levels or _stands(authority.stopped, on)
    holds = False if False in (filed, held) else None if None in (filed, held) else True
    facts = {"organiser": kind.value, "delegated": authority is not None, "on": on.isoformat()}
    return found("R-AUTH-2", "S2.8f", holds, **facts, committee_filed=bool(filed), right_held=bool(held))


def r_auth_3(kid: str, retired_at: datetime | None, *, alive: bool) -> Finding:
    """A certificate is signed only by a key that is alive; what it signed before its end stays verifiable."""
    end = retired_at.isoformat() if retired_at else ""
    return found("R-AUTH-3", "S2.8f", alive, kid=kid, retired_at=end)


def r_auth_4(approved_on: date | None, used_on: date) -> Finding:
    """A separate policy is used only after the day on which PHRSS approved it."""
    prior = approved_on is not None and approved_on < used_on
    return found("R-AUTH-4", "S3.2b", prior, approved_on=approved_on.isoformat() if approved_on else "")


def _stands(stopped: Sequence[Period], on: date) -> bool | None:
    if any(period.covers(on) for period in stopped):
        return False
    return None if any(period.last is None for period in stopped) else True
