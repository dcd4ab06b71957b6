"""Everything the registry shows a person about themself, on one page, and who else was shown it (PIPL art. 45)."""

from registry.command import Answer, Queries, Query, QuerySpec, Role, Window
from registry.disclosures import DisclosuresAnswer, ListDisclosures, list_disclosures
from registry.enquiries import (
    IntegrityAnswer,
    ListTitles,
    PersonAnswer,
    ShowIntegrity,
    ShowPerson,
    TitlesAnswer,
    list_titles,
    show_integrity,
    show_person,
)
from registry.errors import NotFound
from registry.queries import DeclarationsAnswer, ListDeclarations, list_declarations
from registry.sight import own_person_id
from registry.work import WorkQueue, WorkQueueAnswer, work_queue


class ShowOwnFile(Query):
    """All that is kept about the asking person: entry, declarations, titles, records, what waits, who looked."""


class OwnFileAnswer(Answer):
    """One's own file; where a list has more pages, its own query gives them."""

    person: PersonAnswer
    declarations: DeclarationsAnswer
    titles: TitlesAnswer
    integrity: IntegrityAnswer
    waiting: WorkQueueAnswer
    disclosures: DisclosuresAnswer


def show_own_file(_query: ShowOwnFile, window: Window) -> OwnFileAnswer:
    """Each part as its own query answers it to the same person."""
    person_id = own_person_id(window)
    if person_id is None:
        raise NotFound("a person of this account")
    return OwnFileAnswer(
        person=show_person(ShowPerson(person_id=person_id), window),
        declarations=list_declarations(ListDeclarations(), window),
        titles=list_titles(ListTitles(person_id=person_id), window),
        integrity=show_integrity(ShowIntegrity(person_id=person_id), window),
        waiting=work_queue(WorkQueue(), window),
        disclosures=list_disclosures(ListDisclosures(person_id=person_id), window),
    )


QUERIES: Queries = {ShowOwnFile.name: QuerySpec(ShowOwnFile, show_own_file, (Role.APPLICANT,), OwnFileAnswer)}
