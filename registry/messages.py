"""The two tables of the office: every command and every query, its handler, and who may send it.

The office window and the command line are generated from them.
"""

from registry import (
    cancellation,
    enquiries,
    entrustment,
    entrustment_queries,
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
    **entrustment.COMMANDS,
    **policies.COMMANDS,
}

QUERIES: Queries = {**queries.QUERIES, **enquiries.QUERIES, **entrustment_queries.QUERIES, **policies.QUERIES}
