/**
 * The claims of a ZC1 certificate (docs/formats/zc1-certificate.md): what it says, not who signed it or whether it holds.
 * Twin of `verify/certificate.py`.
 */

import { hasKeys, load } from "./canonical.js";
import { Refused } from "./errors.js";
import * as labels from "./labels.js";
import { LIST_SIZE, MAX_DAY, MAX_INSTANT, MAX_TOKEN_BYTES, MIN_DAY } from "./limits.js";

const SERIALS_PER_YEAR = 1_000_000;
const CHECK_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ECERT_ROOT = "1.2.156.3005.2";

/**
 * Read a payload that is exactly the deterministic encoding of what was understood. Days count from 1970-01-01,
 * `signedAt` is in seconds since 1970.
 * @throws {Refused} claims
 */
export function decodeClaims(payload) {
  const { value, deterministic } = load(payload, "claims");
  const tree = exactly(value, [labels.CLAIM_IAT, labels.CLAIM_STATUS, labels.CLAIM_TITLE]);
  const reference = exactly(exactly(tree.get(labels.CLAIM_STATUS), ["status_list"]).get("status_list"), ["idx", "uri"]);
  const title = exactly(tree.get(labels.CLAIM_TITLE), Array.from({ length: 11 }, (_, n) => n + 1));
  if (!deterministic) throw new Refused("claims", "not the deterministic encoding of the content");
  const number = integer(title.get(labels.TITLE_NUMBER), 1_900_000_001, 9_999_999_999);
  return {
    year: Math.floor(number / SERIALS_PER_YEAR),
    serial: integer(number % SERIALS_PER_YEAR, 1, 999_999),
    version: integer(title.get(labels.TITLE_VERSION), 1, 999),
    holderName: text(title.get(labels.TITLE_HOLDER_NAME), 50),
    titleName: text(title.get(labels.TITLE_NAME), 40),
    series: integer(title.get(labels.TITLE_SERIES), 1, 99),
    specialty: integer(title.get(labels.TITLE_SPECIALTY), 0, 9999),
    level: member(title.get(labels.TITLE_LEVEL), labels.LEVELS),
    scope: member(title.get(labels.TITLE_SCOPE), Object.keys(labels.SCOPES).map(Number)),
    grantDate: integer(title.get(labels.TITLE_GRANT_DATE), MIN_DAY, MAX_DAY),
    region: integer(title.get(labels.TITLE_REGION), 100_000, 999_999),
    authority: integer(title.get(labels.TITLE_AUTHORITY), 0, 9999),
    signedAt: integer(tree.get(labels.CLAIM_IAT), 0, MAX_INSTANT),
    statusUri: text(reference.get("uri"), MAX_TOKEN_BYTES),
    statusIndex: integer(reference.get("idx"), 0, LIST_SIZE - 1),
  };
}

/** `PREFIX-YYYY-SS-LLL-NNNNNN-C`, the number as people read it. */
export function formatNumber(prefix, claims) {
  const { year, series, level, serial } = padded(claims);
  return [prefix, year, series, level, serial, checkCharacter(serialText(prefix, claims))].join("-");
}

/** The electronic-certificate identifier of GB/T 36904. */
export function ecertId(issuer, claims) {
  const serial = serialText(issuer.number_prefix, claims);
  const version = String(claims.version).padStart(3, "0");
  const check = checkCharacter(`${issuer.certificate_type}${issuer.id}${serial}${version}`);
  return [ECERT_ROOT, issuer.certificate_type, issuer.id, serial, version, check].join(".");
}

/** The ISO 7064 MOD 37,36 check character over digits and capital letters. */
export function checkCharacter(characters) {
  let product = 36;
  for (const character of characters) {
    const total = (product + CHECK_ALPHABET.indexOf(character)) % 36 || 36;
    product = (total * 2) % 37;
  }
  return CHECK_ALPHABET[(37 - product) % 36];
}

/** Days since 1970-01-01 as `YYYY-MM-DD`. */
export function dayText(day) {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Seconds since 1970 as `YYYY-MM-DDTHH:MM:SSZ`. */
export function instantText(seconds) {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

function padded({ year, series, level, serial }) {
  return {
    year: String(year).padStart(4, "0"), series: String(series).padStart(2, "0"),
    level: String(level).padStart(3, "0"), serial: String(serial).padStart(6, "0"),
  };
}

function serialText(prefix, claims) {
  const { year, series, level, serial } = padded(claims);
  return `${prefix}${year}${series}${level}${serial}`;
}

function exactly(value, keys) {
  if (!hasKeys(value, keys)) throw new Refused("claims", "a claim is missing, or one too many");
  return value;
}

function integer(value, low, high) {
  if (!Number.isSafeInteger(value) || value < low || value > high) throw new Refused("claims", "an integer is out of range");
  return value;
}

function member(value, allowed) {
  if (!allowed.includes(value)) throw new Refused("claims", "a code is out of range");
  return value;
}

function text(value, longest) {
  const length = typeof value === "string" ? [...value].length : 0;
  if (length < 1 || length > longest) throw new Refused("claims", `not a text of 1 to ${longest} characters`);
  return value;
}
