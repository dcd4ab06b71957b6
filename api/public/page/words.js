/** The sentences on outcomes and reasons that all parts of the project share: `verify/words.json`, served beside the page. */

let words = null;

/** Fetch the sentences once; the other functions need them. Throws TypeError without a network on a first visit. */
export async function loadWords() {
  if (words) return;
  const answer = await fetch("/v/words.json");
  if (!answer.ok) throw new TypeError(`words.json: HTTP ${answer.status}`);
  words = await answer.json();
}

/** `{title, meaning, next}` of an outcome, in each language. */
export function outcomeWords(outcome) {
  return words.outcomes[outcome];
}

/** The sentence of a reason, in each language. */
export function reasonWords(reason) {
  return words.reasons[reason];
}
