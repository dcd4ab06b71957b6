/** How much a verifier is willing to look at. The reasons for the sizes stand in its twin, `verify/limits.py`. */

export const MAX_TEXT_CHARS = 4296;
export const MAX_TOKEN_BYTES = 1024;
export const MAX_TOKEN_DIGITS = 2467;
export const MAX_CBOR_DEPTH = 4;
export const SIGNATURE_BYTES = 64;
export const KID_BYTES = 8;
/** Seconds since 1970: the last second of the year 9999. */
export const MAX_INSTANT = 253_402_300_799;
/** Days since 1970-01-01: 1870-01-01 to 2100-01-01. */
export const MIN_DAY = -36_525;
export const MAX_DAY = 47_482;
export const LIST_SIZE = 131_072;
export const LIST_BYTES = 32_768;
export const MAX_LIST_DOCUMENT_BYTES = 65_536;
export const MAX_REGISTER_BYTES = 16_777_216;
export const MAX_JSON_BYTES = 16_777_216;
/** Bytes of any file that is fetched. */
export const PACK_MEMBER_BYTES = 16_777_216;
