"""Numbers that the world or this profile gave to things on the wire.

Those that a draft only requests may still move before its RFC; nothing outside this file knows them.
"""

from typing import Final

# COSE (RFC 9052, RFC 9864) and CWT (RFC 8392).
TAG_SIGN1: Final = 18
HEADER_ALG: Final = 1
HEADER_KID: Final = 4
HEADER_TYPE: Final = 16
ALG_ES256: Final = -7
ALG_EDDSA: Final = -8
ALG_ESP256: Final = -9
ALG_ED25519: Final = -19
CLAIM_SUB: Final = 2
CLAIM_EXP: Final = 4
CLAIM_IAT: Final = 6

# IETF Token Status List, draft 21: requested, not yet assigned.
CLAIM_STATUS: Final = 65535
CLAIM_STATUS_LIST: Final = 65533
CLAIM_TTL: Final = 65534
TYPE_STATUS_LIST: Final = "application/statuslist+cwt"

# Ours, from the private range (RFC 8392, 9.1.1: below -65536).
CLAIM_TITLE: Final = -65537
CLAIM_NUMBER: Final = -65538
CLAIM_INTEGRITY: Final = -65539
CLAIM_HISTORY: Final = -65540
TYPE_INTEGRITY: Final = "application/zhicheng-integrity+cwt"
TYPE_HISTORY: Final = "application/zhicheng-history+cwt"

# Inside the title claim.
TITLE_NUMBER: Final = 1
TITLE_VERSION: Final = 2
TITLE_HOLDER_NAME: Final = 3
TITLE_NAME: Final = 4
TITLE_SERIES: Final = 5
TITLE_SPECIALTY: Final = 6
TITLE_LEVEL: Final = 7
TITLE_SCOPE: Final = 8
TITLE_GRANT_DATE: Final = 9
TITLE_REGION: Final = 10
TITLE_AUTHORITY: Final = 11

LEVELS: Final = frozenset({411, 412, 420, 434, 435})
"""GB/T 12407: full senior, associate senior, intermediate, assistant, technician level."""

SCOPES: Final = {0: "GENERAL", 2: "DUAL_DIRECTED", 3: "NON_STATE"}
"""What a certificate may say about where a title holds. 1, UNIT_INTERNAL, is never certified."""

ALGORITHMS: Final = frozenset({ALG_ES256, ALG_ESP256, ALG_ED25519, ALG_EDDSA})
"""Everything else, and "none" first of all, is malformed."""
