"""Lives of posts, accounts of continuing education and bases; between them they leave every event of the three."""

from collections.abc import Iterator

from domain.aggregate import Aggregate
from domain.ce_base import BaseState, CeBase
from domain.education import ContinuingEducationAccount, StudyMode, VoidReason
from domain.post_quota import PostQuota, ReleaseReason
from domain.values import Level
from tests.domain.builders import act, day, named

SCHOOL = "129900000000000272"


def quota_lives() -> Iterator[Aggregate]:
    yield a_full_institution()
    yield a_learner()
    yield from two_bases()


def a_full_institution() -> PostQuota:
    posts = PostQuota.attest(
        act("2022-06-01"), None, uscc=SCHOOL, season=2022, level=Level.ASSOCIATE_SENIOR, approved=6, occupied=5
    )
    posts.reserve(act("2022-07-20"), declaration_id=named("first"), person_id=named("p"))
    posts.grant_exception(act("2022-07-21"), named("q"))
    posts.reserve(act("2022-07-22"), declaration_id=named("second"), person_id=named("q"))
    posts.release(act("2022-11-19"), named("first"), ReleaseReason.EVALUATED_FAIL)
    posts.occupy(act("2022-11-29"), declaration_id=named("second"), person_id=named("q"), title_id=named("t"))
    PostQuota.attest(
        act("2022-12-01"), posts, uscc=SCHOOL, season=2022, level=Level.ASSOCIATE_SENIOR, approved=7, occupied=5
    )
    return posts


def a_learner() -> ContinuingEducationAccount:
    account = ContinuingEducationAccount.open(act("2021-03-01"), named("p"))
    account.choose_topic(act("2021-03-01"), year=2021, topic="1")
    account.learn_public_need(act("2021-05-01"), year=2021, hours=30, completed_on=day("2021-04-30"))
    account.record_exam(act("2021-05-02"), year=2021, certificate_no="")
    account.record_exam(act("2021-06-02"), year=2021, certificate_no="GX-2021-1")
    online = StudyMode.ONLINE
    account.record_professional(act("2021-09-01"), year=2021, hours=60, provider_uscc=SCHOOL, mode=online)
    account.void(act("2021-10-01"), entry_no=2, reason=VoidReason.DUPLICATE)
    account.close_year(act("2022-01-05"), 2021)
    return account


def two_bases() -> Iterator[Aggregate]:
    failed = CeBase.add(act("2020-01-01"), code="AH-01", uscc=SCHOOL, base_name="虚构基地")
    failed.assess(act("2021-12-01"), year=2021, result=BaseState.EXCELLENT)
    failed.reward(act("2021-12-20"))
    failed.assess(act("2022-03-01"), year=2022, result=BaseState.UNQUALIFIED)
    failed.order_rectification(act("2022-03-02"), day("2022-06-30"))
    failed.reassess(act("2022-07-01"), passed=False)
    failed.revoke(act("2022-07-10"))
    yield failed
    yield CeBase.add(act("2022-08-01"), code="AH-51", uscc=SCHOOL, base_name="虚构新基地", replaced=failed)
