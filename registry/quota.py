"""Posts of public institutions: attested from above the unit, held by declarations, occupied with the title (S1.4)."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.aggregate import Act
from domain.declaration import Declaration
from domain.declaration_events import DeclarationState
from domain.identity import post_quota_id
from domain.person import Person
from domain.post_quota import PostQuota, ReleaseReason
from domain.rules.post import needs_post, same_level
from domain.standing import Standing
from domain.values import Level
from registry.application import Reader, UnitOfWork
from registry.command import (
    Answer,
    Commands,
    CommandSpec,
    Desk,
    DocumentedCommand,
    Queries,
    Query,
    QuerySpec,
    Role,
    Uscc,
    Window,
    Year,
)
from registry.errors import Forbidden
from registry.sight import SEES_ALL

LevelCode = Literal[411, 412, 420, 434, 435]
MOST_POSTS = 100_000
FREED_BY = {s: ReleaseReason(s.value) for s in DeclarationState if s.value in ReleaseReason.__members__}
"""The ends of a declaration that free its post."""


class SetApprovedPosts(DocumentedCommand):
    """Attest how many posts of a level a unit has and how many are occupied; the authority above the unit says so."""

    uscc: Uscc
    season: Year
    level: LevelCode
    approved: int = Field(ge=0, le=MOST_POSTS, description="posts in the approved structure")
    occupied: int = Field(ge=0, le=MOST_POSTS, description="of them occupied; whoever sits off quota is not counted")


class GrantOffQuotaException(DocumentedCommand):
    """Take one person outside the proportion, by document of the authority above the unit."""

    uscc: Uscc
    season: Year
    level: LevelCode
    person_id: UUID


class ReleasePost(DocumentedCommand):
    """Take a reserved post back because it was abolished; the declaration is then approved only with an exception."""

    uscc: Uscc
    season: Year
    level: LevelCode
    declaration_id: UUID


def set_approved_posts(command: SetApprovedPosts, desk: Desk) -> PostQuota:
    """First or new figures; who attested first, or the department, attests again (R-POST-2)."""
    level = Level(command.level)
    existing = desk.work.find(PostQuota, post_quota_id(command.uscc, command.season, level))
    if existing is not None:
        desk.check_unit(existing.attester_uscc)
    posts = PostQuota.attest(
        desk.act(command),
        existing,
        uscc=command.uscc,
        season=command.season,
        level=level,
        approved=command.approved,
        occupied=command.occupied,
    )
    return desk.work.add(posts)


def grant_off_quota_exception(command: GrantOffQuotaException, desk: Desk) -> PostQuota:
    """One person outside the ratio."""
    posts = _attested_here(command, desk)
    posts.grant_exception(desk.act(command), desk.work.get(Person, command.person_id).id)
    return posts


def release_post(command: ReleasePost, desk: Desk) -> PostQuota:
    """The post is gone, the declaration goes on without it."""
    posts = _attested_here(command, desk)
    posts.release(desk.act(command), command.declaration_id, ReleaseReason.POST_ABOLISHED)
    return posts


def _attested_here(command: GrantOffQuotaException | ReleasePost, desk: Desk) -> PostQuota:
    posts = desk.work.get(PostQuota, post_quota_id(command.uscc, command.season, Level(command.level)))
    desk.check_unit(posts.attester_uscc)
    return posts


def posts_of(work: Reader, declaration: Declaration, unit_uscc: str = "") -> PostQuota | None:
    """The posts that a declaration draws on: of the unit it went through, or of the one it will name."""
    unit = declaration.chain[0].unit_uscc if declaration.chain else unit_uscc
    return work.find(PostQuota, post_quota_id(unit, declaration.season, declaration.level))


def reserve_post(work: UnitOfWork, act: Act, declaration: Declaration, standing: Standing) -> None:
    """Hold a post with the submission, where the unit is a public institution (R-POST-1)."""
    posts = posts_of(work, declaration)
    if posts is not None and needs_post(standing.person, declaration.chain[0].unit_uscc):
        already = same_level(standing.current_title, declaration.level)
        posts.reserve(act, declaration_id=declaration.id, person_id=declaration.person_id, same_level=already)


def occupy_post(work: UnitOfWork, act: Act, declaration: Declaration, standing: Standing, title_id: UUID) -> None:
    """Turn the held post into an occupied one with the title; who has left the unit meanwhile frees it."""
    posts = posts_of(work, declaration)
    if posts is None:
        return
    if needs_post(standing.person, declaration.chain[0].unit_uscc):
        posts.occupy(act, declaration_id=declaration.id, person_id=declaration.person_id, title_id=title_id)
    elif declaration.id in posts.held:
        posts.release(act, declaration.id, ReleaseReason.LEFT_THE_UNIT)


def free_post(work: UnitOfWork, act: Act, declaration: Declaration) -> None:
    """Free the post of a declaration that has ended, if it held one; an occupied one only where the result is void."""
    reason = FREED_BY.get(declaration.state)
    posts = posts_of(work, declaration) if reason is not None else None
    if reason is None or posts is None:
        return
    void = reason is ReleaseReason.INVALIDATED and declaration.id in posts.taken
    if declaration.id in posts.held or void:
        posts.release(act, declaration.id, reason)


class ShowPosts(Query):
    """The posts of a unit in a season, level by level: approved, occupied, reserved."""

    uscc: Uscc
    season: Year


class PostsRow(Answer):
    """The posts of one level."""

    id: UUID
    version: int
    level: int
    approved: int
    occupied: int
    reserved: int = Field(description="held by declarations under way; `vacant` is what is left")
    vacant: int
    off_quota: int = Field(description="persons taken outside the proportion by document")
    attester_uscc: str


class PostsAnswer(Answer):
    """The posts of a unit; a level that is not there has no attested figure."""

    uscc: str
    season: int
    rows: tuple[PostsRow, ...]


def show_posts(query: ShowPosts, window: Window) -> PostsAnswer:
    """One stream a level, so there is nothing to page."""
    if window.role in _EMPLOYERS and window.actor.unit_uscc != query.uscc:
        raise Forbidden("these are the posts of another unit", code="other_unit", rule_id="R-POST-2", clause="S1.4")
    streams = (window.look.find(PostQuota, post_quota_id(query.uscc, query.season, level)) for level in Level)
    return PostsAnswer(
        uscc=query.uscc, season=query.season, rows=tuple(_row(posts) for posts in streams if posts is not None)
    )


def _row(posts: PostQuota) -> PostsRow:
    return PostsRow(
        id=posts.id,
        version=posts.version,
        level=int(posts.level),
        approved=posts.approved,
        occupied=posts.occupied,
        reserved=posts.reserved,
        vacant=posts.approved - posts.occupied - posts.reserved,
        off_quota=len(posts.exceptions),
        attester_uscc=posts.attester_uscc,
    )


_ABOVE = (Role.LEVEL_REVIEWER, Role.PHRSS_ADMIN)
_EMPLOYERS = (Role.EMPLOYER_HR, Role.AGENCY)

COMMANDS: Commands = {
    spec.command.name: spec
    for spec in (
        CommandSpec(SetApprovedPosts, set_approved_posts, _ABOVE, ("R-POST-1", "R-POST-2")),
        CommandSpec(GrantOffQuotaException, grant_off_quota_exception, _ABOVE, ("R-POST-1", "R-POST-2")),
        CommandSpec(ReleasePost, release_post, _ABOVE, ("R-POST-1",)),
    )
}
QUERIES: Queries = {
    ShowPosts.name: QuerySpec(
        ShowPosts, show_posts, (*sorted(SEES_ALL), Role.LEVEL_REVIEWER, *_EMPLOYERS), PostsAnswer
    ),
}
