"""The registry's part of the command line: founding, issuing, revoking, publishing, looking after it."""

from registry.commands.care import doctor, rebuild
from registry.commands.demo import demo, things_to_try
from registry.commands.explaining import explain
from registry.commands.exporting import exporting
from registry.commands.founding import init
from registry.commands.importing import importing
from registry.commands.issuing import certificate, issue
from registry.commands.revoking import revoke
from registry.commands.tokens import token
from registry.commands.trust import trust

__all__ = [
    "certificate",
    "demo",
    "doctor",
    "explain",
    "exporting",
    "importing",
    "init",
    "issue",
    "rebuild",
    "revoke",
    "things_to_try",
    "token",
    "trust",
]
