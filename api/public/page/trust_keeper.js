/** The trust of this page while it is open: what was kept at once, then what is published now. */

import { fetchTrust, snapshotOf, SyncError } from "./sync.js";
import { keepTrust, readTrust } from "./trust_store.js";

/** Milliseconds after which asking the registry again is worth it: the `ttl` that lists are published with. */
export const FRESH_FOR = 300_000;

/**
 * `snapshot` is null until there is any trust. `state` says what is known about its freshness: "asking", "fresh",
 * "offline", "failed" or "rolled_back".
 */
export class TrustKeeper {
  constructor() {
    this.kept = null;
    this.snapshot = null;
    this.state = "asking";
    this.askedAt = 0;
    this.loaded = this.#load();
    this.refreshed = this.refresh();
  }

  /** Ask the registry for what is published now. Never fails: `state` tells. Asking twice at once asks once. */
  refresh() {
    this.asking ??= this.#refresh().finally(() => (this.asking = null));
    return (this.refreshed = this.asking);
  }

  /** Whether the last answer of the registry is older than lists are meant to be. */
  get isDue() {
    return this.state !== "asking" && (this.state !== "fresh" || Date.now() - this.askedAt > FRESH_FOR);
  }

  async #load() {
    this.kept = await readTrust(Math.floor(Date.now() / 1000));
    if (this.kept) this.snapshot = await snapshotOf(this.kept);
  }

  async #refresh() {
    this.state = "asking";
    try {
      const fetched = await fetchTrust(this.loaded.then(() => this.kept));
      ({ kept: this.kept, snapshot: this.snapshot } = fetched);
      await keepTrust(this.kept);
      this.askedAt = Date.now();
      this.state = "fresh";
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      this.state = { unreachable: "offline", rolled_back: "rolled_back" }[error.code] ?? "failed";
    }
  }
}
