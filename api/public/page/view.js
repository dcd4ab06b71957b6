/** One verdict as people read it: what holds, how fresh that is, who and which title, the integrity file, what to do. */

import { day, instant, phrase, pick } from "./language.js";
import { coded, element, facts, symbol } from "./view_parts.js";
import { reasonWords, outcomeWords } from "./words.js";

/** Outcomes whose answer no fresher status could change. */
const TIMELESS = ["MALFORMED", "FORGED"];

/**
 * The verdict as an article. `freshness`: "asking", "fresh", "offline", "failed", "rolled_back" or "by_server".
 * The first one on the page carries the heading that the section is named by.
 */
export function verdictArticle(verdict, freshness, { first = true } = {}) {
  const { certificate } = verdict;
  return element("article", { class: "verdict", "data-outcome": verdict.outcome },
    band(verdict, first),
    TIMELESS.includes(verdict.outcome) ? null : freshnessLine(verdict, freshness),
    element("div", { class: "body" },
      certificate && holder(certificate),
      certificate && integrity(verdict.integrity),
      why(verdict),
      next(verdict),
      certificate && certificateFacts(verdict),
      technical(verdict)));
}

/** The verdict in one breath, for those who hear the page. */
export function announcement(verdict) {
  const { certificate, integrity: { state, last_day } } = verdict;
  const parts = [pick(outcomeWords(verdict.outcome)).title, since(verdict) ?? ""];
  if (certificate) {
    parts.push(certificate.holder_name, certificate.title_name);
    parts.push(`${phrase("integrity_heading")}: ${phrase(`integrity_${state}`, { day: last_day && day(last_day) })}`);
  }
  return parts.filter(Boolean).join(" · ");
}

function band(verdict, first) {
  const words = pick(outcomeWords(verdict.outcome));
  const when = since(verdict);
  const named = first ? { id: "answer-heading" } : {};
  return element("header", { class: "band" }, symbol(verdict.outcome),
    element("h2", { ...named, tabindex: "-1" }, words.title, when && element("span", { class: "since" }, ` ${when}`)),
    element("p", {}, words.meaning));
}

/** The time that the title speaks of: as of when it holds, or since when it does not. */
function since({ outcome, as_of, ended }) {
  if (ended) return phrase("ended", { from: day(ended.effective_from), decided: day(ended.decided_on) });
  return outcome === "VALID_AS_OF" ? phrase("beijing_time", { instant: instant(as_of) }) : null;
}

function freshnessLine(verdict, state) {
  if (state === "by_server") return strip(state, phrase("by_server", { instant: instant(verdict.checked_at) }));
  if (state === "asking") return strip(state, phrase("asking"));
  if (!verdict.as_of) return strip(state, phrase(`${state}_without_status`));
  return strip(state, phrase(state, { instant: instant(verdict.as_of) }));
}

function strip(state, text) {
  return element("p", { class: "freshness", "data-state": state }, text);
}

function holder({ holder_name, title_name, level }) {
  return element("div", { class: "holder" },
    element("p", { class: "holder-name", lang: "zh-Hans" }, holder_name),
    element("p", { class: "title-name" }, element("span", { lang: "zh-Hans" }, title_name), ` · ${coded(level)}`));
}

function integrity({ state, last_day, as_of }) {
  return element("section", { class: "integrity", "data-state": state }, symbol(state), element("div", {},
    element("h3", {}, phrase("integrity_heading")),
    element("p", {}, phrase(`integrity_${state}`, { day: last_day && day(last_day) })),
    as_of ? element("p", {}, phrase("as_of", { instant: instant(as_of) })) : null));
}

function why({ reasons }) {
  const told = reasons.map((reason) => pick(reasonWords(reason)));
  return told.length ? element("div", { class: "why" }, ...told.map((sentence) => element("p", {}, sentence))) : null;
}

function next(verdict) {
  return element("section", { class: "next" }, element("h3", {}, phrase("next_heading")),
    element("p", {}, pick(outcomeWords(verdict.outcome)).next));
}

function certificateFacts({ certificate, issuer }) {
  return facts([
    ["holds_since", day(certificate.grant_date)],
    ["level", coded(certificate.level)],
    ["series", coded(certificate.series)],
    ["specialty", coded(certificate.specialty, 0)],
    ["scope", coded(certificate.scope)],
    ["authority", coded(certificate.authority)],
    ["issuer", pick(issuer.name) ?? issuer.id],
    ["region", coded(certificate.region)],
    ["number", certificate.number, "number"],
  ]);
}

function technical({ outcome, step, reasons, checked_at, certificate, issuer, status }) {
  const list = status && `${status.uri} [${status.index}]${status.number === null ? "" : ` № ${status.number}`}`;
  return element("details", {}, element("summary", {}, phrase("technical")), facts([
    ["outcome", outcome, "number"],
    ["step", step],
    ["reasons", reasons.join(", "), "number"],
    ["checked_at", checked_at, "number"],
    ["version", certificate?.version ?? null],
    ["ecert_id", certificate?.ecert_id ?? null, "number"],
    ["signed_at", certificate?.signed_at ?? null, "number"],
    ["kid", issuer?.kid ?? null, "number"],
    ["status_list", list, "number"],
  ]));
}
