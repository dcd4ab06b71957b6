/** Numbers that the world or this profile gave to things on the wire. Twin of `verify/labels.py`. */

// COSE (RFC 9052, RFC 9864) and CWT (RFC 8392).
export const TAG_SIGN1 = 18;
export const HEADER_ALG = 1;
export const HEADER_KID = 4;
export const HEADER_TYPE = 16;
export const ALG_ES256 = -7;
export const ALG_EDDSA = -8;
export const ALG_ESP256 = -9;
export const ALG_ED25519 = -19;
export const CLAIM_SUB = 2;
export const CLAIM_EXP = 4;
export const CLAIM_IAT = 6;

// IETF Token Status List, draft 21: requested, not yet assigned.
export const CLAIM_STATUS = 65535;
export const CLAIM_STATUS_LIST = 65533;
export const CLAIM_TTL = 65534;
export const TYPE_STATUS_LIST = "application/statuslist+cwt";

// Ours, from the private range (RFC 8392, 9.1.1: below -65536).
export const CLAIM_TITLE = -65537;
export const CLAIM_NUMBER = -65538;
export const CLAIM_INTEGRITY = -65539;
export const CLAIM_HISTORY = -65540;
export const TYPE_INTEGRITY = "application/zhicheng-integrity+cwt";
export const TYPE_HISTORY = "application/zhicheng-history+cwt";

// Inside the title claim.
export const TITLE_NUMBER = 1;
export const TITLE_VERSION = 2;
export const TITLE_HOLDER_NAME = 3;
export const TITLE_NAME = 4;
export const TITLE_SERIES = 5;
export const TITLE_SPECIALTY = 6;
export const TITLE_LEVEL = 7;
export const TITLE_SCOPE = 8;
export const TITLE_GRANT_DATE = 9;
export const TITLE_REGION = 10;
export const TITLE_AUTHORITY = 11;

/** GB/T 12407: full senior, associate senior, intermediate, assistant, technician level. */
export const LEVELS = [411, 412, 420, 434, 435];
/** Where a title holds. 1, UNIT_INTERNAL, is never certified. */
export const SCOPES = { 0: "GENERAL", 2: "DUAL_DIRECTED", 3: "NON_STATE" };
/** Everything else, and "none" first of all, is malformed. */
export const ALGORITHMS = [ALG_ES256, ALG_ESP256, ALG_ED25519, ALG_EDDSA];
