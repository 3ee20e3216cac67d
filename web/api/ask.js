/** Asks the HTTP API, and returns its answer or a problem in plain words. */

import { currentLanguage, say } from "../shell/language.js";
import { beforeNextTry, connectionIsBack } from "../shell/connection.js";
import { NoConnection, accessToken, tokenRefused } from "../shell/session.js";

/** Thrown for every answer that is no success. */
export class ApiProblem extends Error {
  constructor(status, title, detail) {
    super(detail);
    Object.assign(this, { status, title, detail });
  }
}

/** Returns the answer of a route as a value. `path` begins with `/`; `body` is sent as JSON. */
export async function askApi(method, path, body = undefined) {
  const answer = await askRaw(method, path, body);
  return answer.status === 204 ? null : answer.json();
}

/** Returns the answer of a route as it comes, for files and pictures. Without a connection, what only reads is asked again until there is one;
 * what changes something fails, because it may have arrived. */
export async function askRaw(method, path, body = undefined, accept = "application/json") {
  let refused = 0;
  for (let tries = 0; ; ) {
    try {
      const token = await accessToken();
      if (!token) throw new ApiProblem(401, say("problem.signed_out"), say("problem.sign_in_again"));
      const answer = await asked(method, path, body, { Authorization: `Bearer ${token}`, Accept: accept, "Accept-Language": currentLanguage() });
      connectionIsBack();
      tries = 0;
      if (answer.status === 401) await tokenRefused(token, (refused += 1) === 1);
      else if (answer.ok) return answer;
      else throw await problemOf(answer);
    } catch (failure) {
      if (!(failure instanceof NoConnection)) throw failure;
      refused = 0;
      if (method !== "GET") throw new ApiProblem(0, say("problem.no_connection"), say("problem.try_again"));
      await beforeNextTry((tries += 1));
    }
  }
}

async function asked(method, path, body, headers) {
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new NoConnection();
  }
}

/** Returns all items of a list that comes in pages. `name` is the member with the items. */
export async function askAll(path, name) {
  const items = [];
  let next = "";
  do {
    const page = await askApi("GET", `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(next)}`);
    items.push(...page[name]);
    next = page.next;
  } while (next);
  return items;
}

/** Returns a file of the API; of a table that comes in pages all rows, below one header. */
export async function askPages(path, accept) {
  const parts = [];
  let kind = "";
  for (let next = path; next; ) {
    const answer = await askRaw("GET", next, undefined, accept);
    const part = await answer.blob();
    kind = part.type;
    parts.push(parts.length ? (await part.text()).replace(/^.*\r?\n/, "") : part);
    const link = answer.headers.get("Link")?.match(/<([^>]+)>;\s*rel="?next/)?.[1];
    next = link && new URL(link, new URL(next, location.origin)).href;
  }
  return new Blob(parts, { type: kind });
}

async function problemOf(answer) {
  const said = await answer.json().catch(() => ({}));
  const known = { 401: "problem.sign_in_again", 403: "problem.forbidden", 404: "problem.not_found", 429: "problem.busy" };
  const plain = answer.status >= 500 ? "problem.try_again" : known[answer.status];
  return new ApiProblem(answer.status, plain ? say(plain) : (said.title ?? say("problem.refused")), said.detail ?? "");
}
