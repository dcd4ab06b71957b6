/** The verdict as JSON (docs/formats/decision.md): one plain object with separate facts. Twin of `verify/verdict.py`. */

import { dayText, ecertId, formatNumber, instantText } from "./certificate.js";
import { SCOPES } from "./labels.js";

const UNTRUSTED = [
  "unknown_key", "key_algorithm", "key_region", "key_authority", "key_not_yet_valid", "key_retired", "key_compromised",
];
const CURRENT = { VALID_AS_OF: "YES", STALE: "UNKNOWN" };

/** The verdict on something that was refused at `step`: nothing of a certificate is shown. */
export function refusedVerdict(step, reason, now) {
  const forged = reason === "signature";
  const untrusted = UNTRUSTED.includes(reason);
  return {
    outcome: forged ? "FORGED" : untrusted ? "UNTRUSTED_ISSUER" : "MALFORMED",
    step,
    reasons: [reason],
    checked_at: instantText(now),
    as_of: null,
    facts: { intact: forged ? "NO" : step >= 5 ? "YES" : "UNKNOWN", trusted: untrusted ? "NO" : "UNKNOWN", current: "UNKNOWN" },
    integrity: { state: "UNKNOWN", last_day: null, as_of: null },
    status: null,
    ended: null,
    issuer: null,
    certificate: null,
  };
}

/** The verdict on an intact and trusted certificate. */
export function verdictOf({ answer, remark, integrity, standing, key, claims, codes, now }) {
  const { statusList } = standing;
  const issuedAt = statusList ? instantText(statusList.issuedAt) : null;
  return {
    outcome: answer.outcome,
    step: answer.step,
    reasons: [...new Set([answer.reason, remark].filter(Boolean))],
    checked_at: instantText(now),
    as_of: issuedAt,
    facts: { intact: "YES", trusted: "YES", current: CURRENT[answer.outcome] ?? "NO" },
    integrity: {
      state: integrity.state,
      last_day: integrity.lastDay === null ? null : dayText(integrity.lastDay),
      as_of: integrity.asOf === null ? null : instantText(integrity.asOf),
    },
    status: {
      uri: claims.statusUri,
      index: claims.statusIndex,
      number: statusList?.number ?? null,
      issued_at: issuedAt,
      expires_at: statusList ? instantText(statusList.expiresAt) : null,
    },
    ended: answer.ended && { effective_from: dayText(answer.ended.effectiveFrom), decided_on: dayText(answer.ended.decidedOn) },
    issuer: { id: key.issuer.id, region: key.issuer.region, name: key.issuer.name, kid: key.kid },
    certificate: certificateOf(claims, key.issuer, codes),
  };
}

function certificateOf(claims, issuer, codes) {
  const issuerId = issuer.id;
  return {
    number: formatNumber(issuer.number_prefix, claims),
    version: claims.version,
    ecert_id: ecertId(issuer, claims),
    holder_name: claims.holderName,
    title_name: claims.titleName,
    grant_date: dayText(claims.grantDate),
    signed_at: instantText(claims.signedAt),
    series: codes.coded("series", claims.series),
    specialty: codes.coded("specialties", claims.specialty, { issuerId }),
    level: codes.coded("levels", claims.level),
    scope: codes.coded("scopes", claims.scope, { shown: SCOPES[claims.scope] }),
    region: codes.coded("regions", claims.region),
    authority: codes.coded("authorities", claims.authority, { issuerId }),
  };
}
