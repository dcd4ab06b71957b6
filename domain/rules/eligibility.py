"""R-ELIG: who may declare. Read from what the employer is managed as, never from what it is called."""

from dataclasses import replace

from domain.finding import Finding, found
from domain.standing import Employment, PersonFacts
from domain.values import Contract, EmployerKind, Management, PersonOrigin

ANHUI = "34"
RETIRED_AFTER_MEETING = "retired_after_meeting"
_COMPATRIOTS = frozenset({PersonOrigin.HK, PersonOrigin.MACAO, PersonOrigin.TAIWAN})


def _signed(employment: Employment, person: PersonFacts) -> bool:
    real = employment.contract in (Contract.LABOUR, Contract.EMPLOYMENT)
    return real and employment.signed_on is not None and employment.signed_on <= person.on


def _in_anhui(employment: Employment) -> bool:
    return employment.region.startswith(ANHUI)


def r_elig_1(person: PersonFacts) -> Finding:
    """A professional post in Anhui with a signed relation, or freelance practice in Anhui through an agency.

    Whose file is entrusted to a committee here may hold that post elsewhere (S2.4g): acceptance asks for the letter.
    """
    here = [e for e in person.employments if person.entrusted or _in_anhui(e)]
    employed = any(_signed(e, person) and e.professional_post for e in here)
    freelance = person.freelancer and person.freelance_region.startswith(ANHUI)
    agency = bool(person.agency_uscc)
    return found(
        "R-ELIG-1", "S1.1", employed or (freelance and agency), employed=employed, freelance=freelance, agency=agency
    )


def r_elig_2(person: PersonFacts) -> Finding:
    """No civil servant, nobody at an institution managed like the civil service, no retiree, re-employed or not."""
    reference = any(e.management is Management.REF_CIVIL_SERVICE for e in person.employments)
    excluded = person.civil_servant or reference or person.retired
    return found(
        "R-ELIG-2",
        "S1.3",
        not excluded,
        civil_servant=person.civil_servant,
        ref_civil_service=reference,
        retired=person.retired,
    )


def r_elig_3(person: PersonFacts) -> Finding:
    """Mainland; Hong Kong, Macao, Taiwan employed in Anhui; foreign with residence or an Anhui permit (AMB-2)."""
    if person.origin is PersonOrigin.MAINLAND:
        return found("R-ELIG-3", "S1.2", holds=True)
    if person.origin in _COMPATRIOTS:
        employed = any(_in_anhui(e) for e in person.employments)
        return found("R-ELIG-3", "S1.2", employed, employed_in_anhui=employed)
    permit = ANHUI in person.work_permit_provinces
    holds = person.permanent_residence or permit
    return found("R-ELIG-3", "S1.2", holds, permanent_residence=person.permanent_residence, anhui_work_permit=permit)


def r_elig_4(person: PersonFacts) -> Finding:
    """No demerit or heavier sanction runs against staff of a public institution."""
    institution = any(e.kind is EmployerKind.PUBLIC_INSTITUTION for e in person.employments)
    blocked = person.sanctioned and institution
    return found("R-ELIG-4", "S1.3", not blocked, sanctioned=person.sanctioned, public_institution=institution)


def r_elig_5(person: PersonFacts) -> list[Finding]:
    """All of eligibility, the exclusions first: they say more than a missing base does."""
    return [r_elig_2(person), r_elig_3(person), r_elig_1(person), r_elig_4(person)]


def r_elig_5_at_approval(person: PersonFacts, at_meeting: PersonFacts) -> list[Finding]:
    """As R-ELIG-5; who merely retired after the meeting is let pass, and the finding says so for a human (AMB-3)."""
    if not person.retired or at_meeting.retired:
        return r_elig_5(person)
    otherwise = r_elig_2(replace(person, retired=False))
    let_pass = found("R-ELIG-2", "S1.3", otherwise.holds, **{**otherwise.facts, RETIRED_AFTER_MEETING: True})
    return [let_pass, r_elig_3(at_meeting), r_elig_1(at_meeting), r_elig_4(person)]
