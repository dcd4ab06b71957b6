"""R-POST: declaring through a public institution takes one of its approved posts; others have no limit."""

from domain.finding import Finding, found
from domain.standing import PersonFacts, PostFacts, TitleFacts
from domain.values import EmployerKind, Level, Management


def needs_post(person: PersonFacts, unit_uscc: str) -> bool | None:
    """Whether declaring through this unit takes a post of it; for people entrusted to us their superior answers.

    None where the person also serves another public institution: whose post it is then, a human says (S4.1).
    """
    institutions = {
        e.uscc
        for e in person.employments
        if e.kind is EmployerKind.PUBLIC_INSTITUTION and e.management is Management.NORMAL
    }
    if person.entrusted or not institutions:
        return False
    return True if unit_uscc in institutions else None


def same_level(current: TitleFacts | None, level: Level) -> bool:
    """Whether the person's current title is of the declared level: then no further post is taken."""
    return current is not None and current.effective and current.level is level


def r_post_1(person: PersonFacts, unit_uscc: str, posts: PostFacts | None, *, same_level: bool) -> Finding:
    """A post of the level is vacant before it is reserved, or none is needed, or an exception stands.

    `same_level`: the person already sits in a post of this level and only changes specialty.
    """
    answered = _without_figure(person, unit_uscc, posts)
    if answered is not None or posts is None:
        return answered or found("R-POST-1", "S1.4", None)
    excused = same_level or posts.excused
    return found("R-POST-1", "S1.4", excused or posts.occupied + posts.reserved < posts.approved, **_figures(posts))


def r_post_1_held(person: PersonFacts, unit_uscc: str, posts: PostFacts | None) -> Finding:
    """At approval the declaration holds its post, or an exception stands, and the posts still suffice."""
    answered = _without_figure(person, unit_uscc, posts)
    if answered is not None or posts is None:
        return answered or found("R-POST-1", "S1.4", None)
    held = posts.held or posts.excused
    enough = posts.occupied + posts.reserved <= posts.approved
    return found("R-POST-1", "S1.4", held and enough, held=held, **_figures(posts))


def r_post_2(unit_uscc: str, attester_uscc: str) -> Finding:
    """The figure comes from the authority above the unit, never from the unit alone."""
    above = bool(attester_uscc) and attester_uscc != unit_uscc
    return found("R-POST-2", "S1.4", above, own_figure=attester_uscc == unit_uscc)


def r_post_2_attested(person: PersonFacts, unit_uscc: str, posts: PostFacts | None) -> Finding:
    """Where a post is needed its figure has been attested; without one nobody knows whether there is a vacancy."""
    missing = bool(needs_post(person, unit_uscc)) and posts is None
    return found("R-POST-2", "S1.4", None if missing else True, attested=posts is not None)


def _without_figure(person: PersonFacts, unit_uscc: str, posts: PostFacts | None) -> Finding | None:
    needed = needs_post(person, unit_uscc)
    if needed is False:
        return found("R-POST-1", "S1.4", holds=True, applies=False)
    if needed is None:
        return found("R-POST-1", "S1.4", None, other_institution=True)
    return found("R-POST-1", "S1.4", None, attested=False) if posts is None else None


def _figures(posts: PostFacts) -> dict[str, int]:
    return {"approved": posts.approved, "occupied": posts.occupied, "reserved": posts.reserved}
