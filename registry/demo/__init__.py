"""A season with synthetic people, played through the same commands that people use; every outcome is in it."""

from registry.demo.season import DEMO_PEOPLE, Played
from registry.demo.story import play

__all__ = ["DEMO_PEOPLE", "Played", "play"]
