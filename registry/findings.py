"""What the rules of a declaration's next step find today, for people to see before they act. It refuses nothing."""

from datetime import date

from domain.declaration import Declaration
from domain.declaration_events import DeclarationState as State
from domain.errors import DomainError
from domain.finding import Finding
from domain.rules import guards
from domain.rules.education import r_ce
from domain.rules.eligibility import r_elig_5
from domain.rules.integrity import r_int_1
from domain.rules.publicity import r_pub_2, r_pub_4
from domain.values import ReviewStep
from registry.command import Window
from registry.entrustment_breach import breach_findings
from registry.errors import NotFound
from registry.standing import applicant_on, standing_on, units_of


def findings_now(declaration: Declaration, window: Window) -> list[Finding]:
    """Every rule of the next step, with its facts; a step whose facts cannot be known yet shows none."""
    today = window.clock.today()
    try:
        return _findings(declaration, window, today)
    except DomainError as unknown:
        return list(unknown.findings)
    except NotFound:
        return []


def _findings(declaration: Declaration, window: Window, today: date) -> list[Finding]:
    units = units_of(applicant_on(window.look, declaration, today))
    # Where there are several, the applicant names one when handing it in.
    chain = [ReviewStep("", units[0])] if len(units) == 1 else []
    unit = units[0] if chain else ""
    standing = standing_on(window.look, window.tables, declaration, today, unit=unit)
    posting = r_pub_2(declaration.posted_on, today, window.calendar, window.policy)
    undisputed = r_pub_4(len(declaration.open_objections), len(declaration.upheld_objections))
    match declaration.state:
        case State.DRAFT:
            return guards.submission(
                standing,
                today,
                declaration_id=declaration.id,
                specialty_code=declaration.specialty_code,
                level=declaration.level,
                chain=chain,
                commitment=declaration.commitment,
                commitment_text=window.tables.commitment.version,
                materials_hash=declaration.materials_hash,
                claims=declaration.claims,
                policy=window.policy,
            )[:-1]  # the chain is fixed by submitting, so its rule has nothing to look at yet
        case State.UNIT_REVIEWED | State.EVALUATED_PASS:
            return [posting, undisputed]
        case State.RECOMMENDED:
            return [
                declaration.review_chain(),
                *guards.acceptance(
                    standing,
                    today,
                    declaration_id=declaration.id,
                    specialty_code=declaration.specialty_code,
                    level=declaration.level,
                    acceptor=window.actor.id,
                    acceptor_uscc=window.actor.unit_uscc,
                    policy=window.policy,
                ),
            ]
        case State.RESULT_PUBLICISED:
            breach = breach_findings(window.look, declaration.id)
            return [*_approval(declaration, window, today), undisputed, *breach]
        case State.APPROVED:
            return [declaration.review_chain()]
        case _:
            education = r_ce(standing, declaration.level, window.policy)
            return [*r_elig_5(standing.person), r_int_1(standing.integrity, today, window.policy), *education]


def _approval(declaration: Declaration, window: Window, today: date) -> list[Finding]:
    meeting = declaration.meeting_date or today
    return guards.approval(
        standing_on(window.look, window.tables, declaration, today),
        today,
        at_meeting=applicant_on(window.look, declaration, meeting),
        declaration_id=declaration.id,
        specialty_code=declaration.specialty_code,
        level=declaration.level,
        chain=declaration.chain,
        reviews=declaration.reviews,
        approver=window.actor.id,
        posted_on=declaration.posted_on,
        calendar=window.calendar,
        claims=declaration.claims,
        policy=window.policy,
    )
