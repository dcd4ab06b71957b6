/**
 * What a verifier trusts at one moment: keys, words, and the newest authentic publications. Every signed publication is
 * verified once, here. Whether the files are the newest is for `sync.js` to know. Twin of `verify/trust.py`.
 */

import { CodeTable, parseCodes } from "./codes.js";
import { parse } from "./envelope.js";
import { Refused } from "./errors.js";
import { parseIssuers, verifies } from "./issuers.js";
import { MAX_LIST_DOCUMENT_BYTES, MAX_REGISTER_BYTES } from "./limits.js";
import { decodeHistory, decodeIntegrity, decodeStatusList } from "./status.js";

/** Which reader a target's name asks for, and how large the target may be. */
const READERS = [
  { ending: ".cwt", decode: decodeStatusList, bound: MAX_LIST_DOCUMENT_BYTES, place: /^[1-9][0-9]{0,8}$/ },
  { ending: "integrity.cbor", decode: decodeIntegrity, bound: MAX_REGISTER_BYTES, place: /^integrity$/ },
  { ending: "history.cbor", decode: decodeHistory, bound: MAX_REGISTER_BYTES, place: /^history$/ },
];

/** What `decide` may rely on. `knownAt`: seconds, the newest instant anything authentic has named, or null. */
export class TrustSnapshot {
  /**
   * Build a snapshot from the repository's targets.
   * @param {Record<string, Uint8Array>} targets by name: "issuers.json", "status/1.cwt", …
   * @param {{knownAt?: number | null}} remembered an instant known from earlier, in seconds
   * @throws {Refused} malformed, without a usable issuers.json
   * @throws {CannotVerifyHere} if this browser lacks an algorithm that a publication needs
   */
  static async fromTargets(targets, { knownAt = null } = {}) {
    if (!targets["issuers.json"]) throw new Refused("malformed", "issuers.json: missing");
    const snapshot = new TrustSnapshot();
    const { issuers, keys, problems } = await parseIssuers(targets["issuers.json"]);
    snapshot.problems = problems;
    snapshot.codes = codesOf(targets["codes.json"], problems);
    snapshot.keys = keys;
    snapshot.publications = new Map(issuers.map(({ id }) => [id, new Map()]));
    const published = await Promise.all(Object.entries(targets).map(([name, data]) => snapshot.#publication(name, data)));
    for (const { issuer, document } of published.filter(Boolean)) keepNewest(snapshot.publications.get(issuer.id), document);
    const seen = [...snapshot.publications.values()].flatMap((found) => [...found.values()].map(({ issuedAt }) => issuedAt));
    if (knownAt !== null) seen.push(knownAt);
    snapshot.knownAt = seen.length ? Math.max(...seen) : null;
    return snapshot;
  }

  /** The keys of role "certificate" with that id, in the order of issuers.json. */
  certificateKeys(kid) {
    return this.#keys("certificate", kid);
  }

  /** What one issuer's publications say about a position; null where there is no publication or no entry. */
  standing(issuer, uri, index) {
    const found = this.publications.get(issuer.id);
    const statusList = found.get(uri)?.at ? found.get(uri) : null;
    const history = this.register(issuer, "history")?.entries.get(uri)?.get(index) ?? null;
    return { status: statusList?.at(index) ?? null, statusList, history };
  }

  /** The issuer's register "integrity" or "history", or null. */
  register(issuer, name) {
    return this.publications.get(issuer.id).get(issuer.status_prefix + name) ?? null;
  }

  #keys(role, kid) {
    return this.keys.filter((key) => key.role === role && key.kid === kid);
  }

  /** One target, if its name says that it is a publication; one that is not authentic is a problem, and absent. */
  async #publication(name, data) {
    const reader = READERS.find(({ ending }) => name.endsWith(ending));
    if (!reader) return null;
    try {
      if (data.length > reader.bound) throw new Refused("publication", `over ${reader.bound} bytes`);
      const message = parse(data);
      const key = await this.#signer(message);
      const document = await reader.decode(message);
      checkSigner(key, document, reader.place);
      return { issuer: key.issuer, document };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.problems.push(`${name}: ${error.message}`);
      return null;
    }
  }

  async #signer(message) {
    for (const key of this.#keys("status", message.kid)) if (await verifies(key, message)) return key;
    throw new Refused("publication", "no status key has signed it");
  }
}

function codesOf(data, problems) {
  try {
    if (data) return parseCodes(data);
    problems.push("codes.json: missing");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    problems.push(error.message);
  }
  return new CodeTable();
}

/** A compromised key could date its lies back, so no date saves what it signed; a retired one signed nothing later. */
function checkSigner(key, document, place) {
  if (key.compromisedSince !== null) throw new Refused("publication", "its key is compromised");
  if (document.issuedAt < key.notBefore || (key.retiredAt !== null && document.issuedAt >= key.retiredAt)) {
    throw new Refused("publication", "made outside its key's life");
  }
  const prefix = key.issuer.status_prefix;
  const within = document.sub.startsWith(prefix) ? document.sub.slice(prefix.length) : document.sub;
  if (!place.test(within)) throw new Refused("publication", "its subject is not one of its issuer's");
}

function keepNewest(found, document) {
  const other = found.get(document.sub);
  if (!other || document.number > other.number) found.set(document.sub, document);
}
