"""Deterministic ids: one natural key is one stream for ever, so uniqueness is "this stream does not exist yet"."""

from datetime import date
from unicodedata import normalize
from uuid import UUID, uuid5

NAMESPACE = UUID("6b0c1d5e-2f0a-5c57-9d2e-9a4f7c3b8e10")


def _id(kind: str, *key: object) -> UUID:
    return uuid5(NAMESPACE, ":".join((kind, *map(str, key))))


def season_id(year: int) -> UUID:
    """The season of a calendar year."""
    return _id("season", year)


def committee_id(code: str) -> UUID:
    """The committee with this filing code."""
    return _id("committee", code)


def annual_slot_id(person_id: UUID, season: int) -> UUID:
    """The one declaration a person may make in a season (R-ONE-1)."""
    return _id("annual-slot", person_id, season)


def identity_reservation_id(blind_index: str) -> UUID:
    """The claim of one identity document; `blind_index` is a keyed hash in hex, never the number."""
    return _id("identity", blind_index)


def identity_match_id(trait_index: str) -> UUID:
    """Everybody who was ever entered with this name and birth date; `trait_index` is a keyed hash in hex."""
    return _id("identity-match", trait_index)


def employer_id(uscc: str) -> UUID:
    """An employer, by its unified social credit code."""
    return _id("employer", uscc)


def evaluation_standard_id(series_code: str, specialty_code: str, level: int) -> UUID:
    """The standards of one series, specialty (empty: any) and level (0: any), version after version."""
    return _id("evaluation-standard", series_code, specialty_code, level)


def title_id_for(declaration_id: UUID) -> UUID:
    """The title an approved declaration grants; fixed, so that granting twice is one title."""
    return _id("title", declaration_id)


def certificate_id(certificate_no: str) -> UUID:
    """The certificate with this number (R-CERT-2)."""
    return _id("certificate", certificate_no)


def number_series_id(year: int, series_code: str, level: int) -> UUID:
    """The counter behind certificate numbers of one year, series and level."""
    return _id("number-series", year, series_code, level)


def status_list_id(n: int) -> UUID:
    """The allocator of status list n = 1, 2, …."""
    return _id("status-list", n)


def integrity_record_id(person_id: UUID, n: int) -> UUID:
    """The n-th integrity record of a person, n = 1, 2, … without gaps."""
    return _id("integrity", person_id, n)


def signing_key_id(kid: str) -> UUID:
    """The life of one signing key; `kid` in hex."""
    return _id("signing-key", kid)


def authority_id(holder_uscc: str, series_code: str) -> UUID:
    """The right of evaluation that a unit was delegated for one series."""
    return _id("authority", holder_uscc, series_code)


def circular_id(document_ref: str) -> UUID:
    """The circular issued by this document."""
    return _id("circular", document_ref)


def exception_policy_id(document_ref: str) -> UUID:
    """The separate policy approved by this document."""
    return _id("exception-policy", document_ref)


def import_batch_id(file_digest: str) -> UUID:
    """The reading of one file; `file_digest` is a keyed hash in hex."""
    return _id("import-batch", file_digest)


def import_record_id(body_uscc: str, source_key: str) -> UUID:
    """The historical title with this source key of this body."""
    return _id("import-record", body_uscc, source_key)


def imported_person_id(blind_index: str) -> UUID:
    """The person whom an import registers for a document, the same after a crash; `blind_index` as above."""
    return _id("person", blind_index)


def evaluating_body_id(uscc: str) -> UUID:
    """A body that evaluated titles in the past."""
    return _id("evaluating-body", uscc)


def post_quota_id(uscc: str, season: int, level: int) -> UUID:
    """The posts of one level at one unit in one season (R-POST-1)."""
    return _id("post-quota", uscc, season, int(level))


def education_account_id(person_id: UUID) -> UUID:
    """The continuing-education account of a person."""
    return _id("education-account", person_id)


def ce_base_id(code: str) -> UUID:
    """The continuing-education base with this code."""
    return _id("ce-base", code)


def entrustment_letter_id(issuer_uscc: str, letter_no: str) -> UUID:
    """The letter of this number from this issuer: however its number is written, one letter has one use (R-ENT-4)."""
    written = "".join(c for c in normalize("NFKC", letter_no).upper() if c.isalnum())
    return _id("entrustment", issuer_uscc, written or letter_no)


def entrustment_breach_id(declaration_id: UUID) -> UUID:
    """What was found about a declaration that a committee accepted without the letter it needed."""
    return _id("entrustment-breach", declaration_id)


def committee_register_id() -> UUID:
    """The one list of every committee ever filed."""
    return _id("committee-register")


def aid_posting_id(person_id: UUID, start: date) -> UUID:
    """A person's aid posting that began on this day."""
    return _id("aid-posting", person_id, start.isoformat())


def aid_evaluation_id(person_id: UUID, season: int) -> UUID:
    """Where a person on an aid posting is evaluated in a season: chosen once (R-AID-1)."""
    return _id("aid-evaluation", person_id, season)


def employer_confirmation_id(person_id: UUID, n: int) -> UUID:
    """The n-th confirmation of a person by an employer for its own use, n = 1, 2, … without gaps."""
    return _id("employer-confirmation", person_id, n)


def formal_confirmation_id(person_id: UUID, n: int) -> UUID:
    """The n-th request of a person for confirmation by the department, n = 1, 2, … without gaps."""
    return _id("formal-confirmation", person_id, n)


def petition_id(case_no: str) -> UUID:
    """The petition with this number of the ledger."""
    return _id("petition", case_no)
