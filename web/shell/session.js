/** Signs users in and out: authorization code with PKCE. Tokens are kept in memory alone. */

import { oidc } from "../vendor/oidc-client-ts.js";
import { changed } from "./changes.js";
import { replaceAddress } from "./addresses.js";

const RETURN = "/app/signed-in";
const SECOND = "hepaflow-second-window"; // a mark that the second window takes along: it gets a copy of what the first has when it opens
const SOON = 60; // seconds: a token is renewed before it ends
const PASSES = ["server_error", "temporarily_unavailable"]; // what an issuer says of itself, not of the user
let manager = null;
let user = null;
let ended = false; // the issuer renews no more: the page stays as it is until the user signs in again
let renewal = null;
let waiting = []; // what goes on once the user has signed in again, or out

/** Thrown when the issuer cannot be asked now. The user stays signed in. */
export class NoConnection extends Error {}

/** Prepares sign-in at the issuer that the settings name. */
export function startSession(settings) {
  manager = new oidc.UserManager({
    authority: settings.issuer,
    client_id: settings.client_id,
    scope: settings.scopes,
    redirect_uri: location.origin + RETURN,
    response_type: "code",
    automaticSilentRenew: false,
    userStore: new oidc.WebStorageStateStore({ store: new oidc.InMemoryWebStorage() }),
    stateStore: new oidc.WebStorageStateStore({ store: sessionStorage }),
  });
}

/** Sends the user to the issuer, to come back to the present address. */
export function signIn() {
  return manager.signinRedirect({ state: { address: location.pathname + location.search } });
}

/** Signs the user in again in a second window, so that this page stays as it is. Where windows are blocked, this page goes to the issuer. */
export async function signInAgain() {
  let found;
  try {
    sessionStorage.setItem(SECOND, "yes");
    const answer = manager.signinPopup({ display: undefined });
    sessionStorage.removeItem(SECOND);
    found = await answer;
  } catch (error) {
    if (error instanceof oidc.ErrorResponse) throw error;
    return signIn();
  }
  user = found;
  ended = false;
  goOn();
}

/** Takes the answer of the issuer, if the user comes from there. Returns what went wrong, or null; `isSecond`: it is for the window beside. */
export async function finishSignIn() {
  if (location.pathname !== RETURN) return { failure: null };
  try {
    if (sessionStorage.getItem(SECOND)) {
      await manager.signinPopupCallback();
      return { failure: null, isSecond: true };
    }
    user = await manager.signinCallback();
    replaceAddress(user.state?.address ?? "/app");
    return { failure: null };
  } catch (error) {
    replaceAddress("/app");
    return { failure: { title: error.error ?? error.name, detail: error.error_description ?? error.message } };
  }
}

/** Forgets the tokens, and has the issuer end the refresh token. */
export async function signOut() {
  const last = user;
  user = null;
  ended = false;
  goOn();
  try {
    if (last?.refresh_token) await manager.revokeTokens(["refresh_token"]);
  } catch {
    // without a connection the token ends by itself; nobody has it any more
  }
  await manager.removeUser();
}

export function signedIn() {
  return user !== null;
}

/** Says whether the user must sign in again before the API answers. */
export function sessionEnded() {
  return ended;
}

/** Returns what the issuer calls the user. */
export function userName() {
  return user?.profile.email ?? user?.profile.name ?? user?.profile.sub ?? "";
}

/** Returns the issuer's id of the user; "" if nobody is signed in. */
export function userId() {
  return user?.profile.sub ?? "";
}

/** Returns an access token; null if its user has signed out. Where the session has ended, it waits until he has signed in again.
 * Throws `NoConnection` if the token has to be renewed and nobody answers. */
export async function accessToken() {
  const who = userId();
  if (user && !ended && user.expires_in < SOON) await renewed();
  if (ended) await new Promise((resolve) => waiting.push(resolve));
  return userId() === who ? (user?.access_token ?? null) : null;
}

/** Hears that the API takes a token no more. `renew`: another one may help. */
export async function tokenRefused(token, renew) {
  if (ended || user?.access_token !== token) return;
  if (renew) await renewed(true);
  if (user?.access_token === token) end();
}

function renewed(isRefused = false) {
  renewal ??= renew(isRefused).finally(() => {
    renewal = null;
  });
  return renewal;
}

async function renew(isRefused) {
  const before = user;
  if (!before.refresh_token) return before.expires_in > 0 && !isRefused ? undefined : end();
  try {
    const found = await manager.signinSilent();
    if (user === before) user = found; // he may have signed out meanwhile
  } catch (error) {
    if (user !== before) return;
    if (!passes(error)) end();
    else if (isRefused || before.expires_in <= 0) throw new NoConnection();
  }
}

/** Says whether a failure of a renewal is one of the connection or of the issuer, not of the session. */
function passes(error) {
  if (error instanceof oidc.ErrorResponse) return PASSES.includes(error.error);
  return error instanceof TypeError || error instanceof oidc.ErrorTimeout || /\((429|5\d\d)\)/.test(error.message);
}

function end() {
  ended = true;
  changed();
}

function goOn() {
  const went = waiting;
  waiting = [];
  changed();
  for (const go of went) go();
}
