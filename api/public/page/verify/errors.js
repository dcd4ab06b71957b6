/** What verifying can refuse. Twin of `verify/errors.py`. */

/** A token or a signed document is not what it must be; `code` is a reason of `docs/formats/decision.md`. */
export class Refused extends Error {
  constructor(code, detail = code) {
    super(detail);
    this.code = code;
  }
}

/** This browser cannot compute what the check needs (no Ed25519, no inflating): nothing is known, and nothing is said. */
export class CannotVerifyHere extends Error {}
