"""When this happened, do that: what follows from a command whichever handler caused it, in the same transaction."""

from domain.declaration import Declaration
from registry.command import Command, Desk
from registry.quota import free_post


def react(command: Command, desk: Desk) -> None:
    """A declaration that has ended, in whatever way and by whatever command, holds no post any more (R-POST-1)."""
    for ended in [one for one in desk.work.changed() if isinstance(one, Declaration)]:
        free_post(desk.work, desk.act(command), ended)
