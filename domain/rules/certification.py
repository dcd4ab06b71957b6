"""R-CERT: when a title may carry a certificate."""

from domain.finding import Finding, found
from domain.standing import TitleFacts
from domain.values import Scope, TitleOrigin


def r_cert_1(title: TitleFacts) -> Finding:
    """Only an effective title; none that holds inside a single unit (S2.3c) or was recognised after an aid posting.

    The latter keeps the certificate of the place that evaluated it (R-AID-4).
    """
    ours = title.scope is not Scope.UNIT_INTERNAL and title.origin is not TitleOrigin.AID_RECOGNITION
    facts = {"effective": title.effective, "scope": title.scope.value, "origin": title.origin.value}
    return found("R-CERT-1", "S2.6f", title.effective and ours, **facts)


def r_cert_2(known_no: str, last_version: int, certificate_no: str, version: int) -> Finding:
    """One number for ever: a title's certificate keeps it, and versions rise by one (R-CERT-3)."""
    same = known_no in ("", certificate_no)
    return found("R-CERT-2", "S2.6f", same and version == last_version + 1, same_number=same, version=version)
