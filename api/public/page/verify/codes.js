/** codes.json (docs/formats/trust-repository.md): the words for coded claims. Twin of `verify/codes.py`. */

import { Refused } from "./errors.js";
import { isObject, parseJson } from "./strict_json.js";

const KINDS = ["series", "levels", "scopes", "regions"];
const KINDS_OF_ISSUER = ["specialties", "authorities"];

/** The words of one code: a code without a word has none. */
export class CodeTable {
  constructor(tables = {}, ofIssuers = {}) {
    this.tables = tables;
    this.ofIssuers = ofIssuers;
  }

  /** `shown` (or the code) with its words; `kind` is a table's name. Specialties and authorities are an issuer's own. */
  coded(kind, code, { issuerId, shown = code } = {}) {
    const tables = issuerId === undefined ? this.tables : this.ofIssuers[issuerId];
    const words = tables?.[kind]?.get(code);
    return { code: shown, zh: words?.zh ?? null, en: words?.en ?? null };
  }
}

/** Read codes.json. Throws `Refused("malformed")`; without it every code is shown as a code. */
export function parseCodes(data) {
  const tree = parseJson(data, "zhicheng-codes/1");
  const issuers = Object.entries(objectOf(tree.issuers));
  return new CodeTable(
    tablesOf(tree, KINDS),
    Object.fromEntries(issuers.map(([id, entry]) => [id, tablesOf(objectOf(entry), KINDS_OF_ISSUER)])),
  );
}

function tablesOf(tree, kinds) {
  return Object.fromEntries(kinds.map((kind) => [kind, tableOf(objectOf(tree[kind]))]));
}

function tableOf(entries) {
  return new Map(Object.entries(entries).map(([code, words]) => {
    const { zh, en } = objectOf(words);
    const sound = /^[0-9]{1,6}$/.test(code) && [zh, en].every((word) => word == null || typeof word === "string");
    if (!sound) throw new Refused("malformed", "codes.json: something else than codes with words");
    return [Number(code), { zh, en }];
  }));
}

function objectOf(value = {}) {
  if (!isObject(value)) throw new Refused("malformed", "codes.json: not a map");
  return value;
}
