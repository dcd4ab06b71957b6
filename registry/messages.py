"""The two tables of the office: every command and every query, its handler, and who may send it.

The office window and the command line are generated from them.
"""

from registry import (
    cancellation,
    enquiries,
    evaluation,
    granting,
    intake,
    integrity,
    people,
    policies,
    publicity,
    queries,
    review,
    revocation,
    seasons,
)
from registry.command import Commands, Queries

COMMANDS: Commands = {
    **seasons.COMMANDS,
    **people.COMMANDS,
    **intake.COMMANDS,
    **review.COMMANDS,
    **publicity.COMMANDS,
    **evaluation.COMMANDS,
    **granting.COMMANDS,
    **cancellation.COMMANDS,
    **revocation.COMMANDS,
    **integrity.COMMANDS,
    **policies.COMMANDS,
}

QUERIES: Queries = {**queries.QUERIES, **enquiries.QUERIES, **policies.QUERIES}
