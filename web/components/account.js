/** Accounts for the rows of a file. */

import { say } from "../shell/language.js";

/** Returns how many rows there are and what comes of them: the numbers add up. */
export function accountOf({ rows, accepted, held, rejected, skipped }) {
  return say("verdict.account", { n: rows, accepted, held, rejected, skipped });
}
