/** Signs users in and out: authorization code with PKCE. Tokens are kept in memory alone. */

import { oidc } from "../vendor/oidc-client-ts.js";
import { changed } from "./changes.js";
import { replaceAddress } from "./addresses.js";

const RETURN = "/app/signed-in";
let manager = null;
let user = null;

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

/** Takes the answer of the issuer, if the user comes from there. Returns what went wrong, or null. */
export async function finishSignIn() {
  if (location.pathname !== RETURN) return null;
  try {
    user = await manager.signinCallback();
    replaceAddress(user.state?.address ?? "/app");
    return null;
  } catch (error) {
    replaceAddress("/app");
    return { title: error.error ?? error.name, detail: error.error_description ?? error.message };
  }
}

/** Forgets the tokens, and has the issuer end the refresh token. */
export async function signOut() {
  const last = user;
  user = null;
  changed();
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

/** Returns what the issuer calls the user. */
export function userName() {
  return user?.profile.email ?? user?.profile.name ?? user?.profile.sub ?? "";
}

/** Returns an access token that is valid for another minute; null if the user must sign in again. */
export async function accessToken() {
  if (user && user.expires_in < 60) {
    try {
      user = user.refresh_token ? await manager.signinSilent() : null;
    } catch {
      user = null;
    }
    if (user === null) changed();
  }
  return user?.access_token ?? null;
}
