/**
 * issuers.json (docs/formats/trust-repository.md): who may sign what, since when, until when.
 * Twin of `verify/issuers.py`.
 */

import { CannotVerifyHere, Refused } from "./errors.js";
import { importKey, signatureHolds, toBeSigned } from "./envelope.js";
import * as labels from "./labels.js";
import { fromBase64url } from "./qr.js";
import { isObject, parseJson } from "./strict_json.js";

const ALGORITHMS = {
  ES256: [labels.ALG_ES256, labels.ALG_ESP256],
  Ed25519: [labels.ALG_ED25519, labels.ALG_EDDSA],
};
const KEY_FIELDS = "algorithm,authorities,compromised_since,kid,not_before,public_key,retired_at,role";
const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

/**
 * Issuers (their entries), keys and problems. A key's entry that is malformed, has unknown fields (they could narrow
 * its use) or repeats another is left out and named in the problems.
 * @throws {Refused} malformed, if the file or an issuer is
 */
export async function parseIssuers(data) {
  const tree = parseJson(data, "zhicheng-issuers/1");
  const issuers = [];
  const keys = [];
  const problems = [];
  for (const entry of listOf(tree.issuers)) {
    const issuer = issuerOf(entry);
    refuseShared(issuer, issuers);
    issuers.push(issuer);
    for (const fields of listOf(entry.keys)) {
      try {
        const key = await keyOf(issuer, fields);
        if (keys.some((other) => other.role === key.role && other.publicKey === key.publicKey)) throw new Error("listed twice");
        keys.push(key);
      } catch (error) {
        problems.push(`issuers.json: a key of ${issuer.id} left out: ${error.message}`);
      }
    }
  }
  return { issuers, keys, problems };
}

/** Whether the message's algorithm belongs to this key and its signature is this key's. Throws `CannotVerifyHere`. */
export async function verifies(key, message) {
  if (!key.algorithms.includes(message.alg)) return false;
  if (key.imported instanceof CannotVerifyHere) throw key.imported;
  return signatureHolds(key.imported, toBeSigned(message), message.signature);
}

function listOf(value) {
  if (!Array.isArray(value) || !value.every(isObject)) throw new Refused("malformed", "issuers.json: not a list of objects");
  return value;
}

function issuerOf({ id, region, name, number_prefix, certificate_type, status_prefix }) {
  const texts = [id, number_prefix, certificate_type, status_prefix];
  if (
    !texts.every((text) => typeof text === "string" && text) ||
    !Number.isInteger(region) || region < 100_000 || region > 999_999 ||
    !isObject(name) || !Object.values(name).every((word) => typeof word === "string")
  ) {
    throw new Refused("malformed", "issuers.json: an issuer is malformed");
  }
  return { id, region, name: { zh: name.zh ?? null, en: name.en ?? null }, number_prefix, certificate_type, status_prefix };
}

/** One issuer could otherwise publish the state of another's certificates. */
function refuseShared(issuer, others) {
  const [id, prefix] = [issuer.id, issuer.status_prefix];
  const shared = others.some(({ id: otherId, status_prefix: other }) => otherId === id || prefix.startsWith(other) || other.startsWith(prefix));
  if (shared) throw new Refused("malformed", "issuers.json: two issuers share an id or a status prefix");
}

async function keyOf(issuer, fields) {
  if (Object.keys(fields).sort().join() !== KEY_FIELDS) throw new Error("missing or unknown fields");
  const { kid, role, algorithm, authorities } = fields;
  if (!["certificate", "status"].includes(role) || !Object.hasOwn(ALGORITHMS, algorithm)) throw new Error("an unknown role or algorithm");
  if (authorities !== null && !(Array.isArray(authorities) && authorities.every(Number.isInteger))) throw new Error("authorities");
  if (typeof kid !== "string" || !/^[0-9a-f]{16}$/.test(kid)) throw new Error("the kid is not 16 hexadecimal digits");
  return {
    issuer, kid, role, authorities,
    algorithms: ALGORITHMS[algorithm],
    publicKey: fields.public_key,
    imported: await imported(algorithm, fields.public_key),
    notBefore: instant(fields.not_before),
    retiredAt: fields.retired_at === null ? null : instant(fields.retired_at),
    compromisedSince: fields.compromised_since === null ? null : instant(fields.compromised_since),
  };
}

/** A key of an algorithm that this browser lacks stays listed: to say "unknown issuer" of its certificates would be a lie. */
async function imported(algorithm, publicKey) {
  if (typeof publicKey !== "string" || !publicKey) throw new Error("the public key is not base64url");
  try {
    return await importKey(algorithm, fromBase64url(publicKey));
  } catch (error) {
    if (error instanceof CannotVerifyHere) return error;
    throw error;
  }
}

/** Seconds since 1970. */
function instant(text) {
  const milliseconds = typeof text === "string" && INSTANT.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(milliseconds)) throw new Error("a time is not YYYY-MM-DDTHH:MM:SSZ");
  return milliseconds / 1000;
}
