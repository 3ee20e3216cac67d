/** Sends a file with a form of the API, and follows it to its receipt. */

import { say } from "../shell/language.js";
import { ApiProblem, askAll, askApi } from "./ask.js";

const PAUSE = 1000; // milliseconds between two questions
const DONE = ["taken-up", "duplicate"];
const WAITS = ["awaiting-profile", "unknown", "failed", "too-large", "removed"];

/** Returns the bytes of a file that was chosen; a folder has none, nor has a file that was changed or moved since. */
export async function bytesOfFile(file) {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new ApiProblem(0, say("send.unreadable"), say("send.choose_again"));
  }
}

/** Returns bytes and SHA-256 of a file that was chosen. `known` is the SHA-256 that was read before, or null: another one is a problem.
 * Not every browser sees that a file was changed, and none if its size and time stayed. */
export async function sameBytes(file, known) {
  const bytes = await bytesOfFile(file);
  const sha256 = hexadecimal(await crypto.subtle.digest("SHA-256", bytes));
  if (known !== null && known !== sha256) throw new ApiProblem(0, say("send.changed"), say("send.check_changed"));
  return { bytes, sha256 };
}

/** Sends a file with the SHA-256 `known`, or as it is if that is null; `tell` gets the bytes that have gone and all bytes. Returns the version id of the delivery. */
export async function sendFile(study, { center, feed }, file, known, tell) {
  const { bytes, sha256 } = await sameBytes(file, known);
  const announced = { name: file.name, size: bytes.byteLength, sha256, feed };
  const form = await askApi("POST", `/studies/${study}/centers/${center}/uploads`, announced);
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append("file", new Blob([bytes], { type: "application/octet-stream" }), file.name);
  return posted(form.url, body, tell);
}

/** Sends a form. XMLHttpRequest is the one that tells how much of a body has gone. */
function posted(url, body, tell) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.addEventListener("progress", (event) => tell(event.loaded, event.total));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(request.getResponseHeader("x-amz-version-id"));
      else reject(new ApiProblem(request.status, say("send.upload_refused"), say("problem.try_again")));
    });
    request.addEventListener("error", () => reject(new ApiProblem(0, say("problem.no_connection"), say("problem.try_again"))));
    request.send(body);
  });
}

/** Follows a delivery; `tell` gets each state: `sent`, `recorded`, `read`. Returns its receipts: one, or one for each file
 * of an archive. `stopped` says whether nobody waits any more; then null is returned. */
export async function followDelivery(study, center, { versionId, nameHash }, tell, stopped) {
  for (let last = ""; !stopped(); await new Promise((go) => setTimeout(go, PAUSE))) {
    const { deliveries } = await askApi("GET", `/studies/${study}/files?center=${center}&name_hash=${nameHash}`);
    const mine = deliveries.find((one) => one.version_id === versionId);
    const state = mine === undefined ? "sent" : DONE.includes(mine.status) || mine.status === "unpacked" ? "read" : "recorded";
    if (state !== last) tell((last = state));
    if (mine === undefined) continue;
    if (![...WAITS, ...DONE, "unpacked"].includes(mine.status)) continue;
    const sent = mine.status === "unpacked" ? await insideOf(study, center, versionId) : [versionId];
    const told = await Promise.all(sent.map((one) => receiptOf(study, center, one)));
    if (told.every(Boolean)) return told;
  }
  return null;
}

/** Asks for a receipt until it is known what the file changed; `tell` gets each answer. */
export async function followEffect(study, receipt, tell, stopped) {
  let told = receipt;
  while (told.effect_status === "pending" && !stopped()) {
    await new Promise((go) => setTimeout(go, PAUSE));
    tell((told = { ...(await receiptOfFile(study, told.file_id)), before: told.before }));
  }
}

/** Returns the receipt of the file once a delivery is processed, else that of the delivery; null if there is none yet.
 * `before` is what the server says of a file that was sent before. */
export async function receiptOf(study, center, versionId) {
  const told = await receiptOfDelivery(study, center, versionId);
  if (told === null || !DONE.includes(told.outcome)) return told;
  const receipt = await receiptOfFile(study, told.file_id);
  return told.outcome === "duplicate" ? { ...receipt, before: told.message } : receipt;
}

function receiptOfFile(study, fileId) {
  return askApi("GET", `/studies/${study}/files/${fileId}/receipt`);
}

async function receiptOfDelivery(study, center, versionId) {
  try {
    return await askApi("GET", `/studies/${study}/centers/${encodeURIComponent(center)}/deliveries/${encodeURIComponent(versionId)}/receipt`);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

/** Returns the hash under which deliveries of a name are listed. */
export async function nameHashOf(study, center, feed, name) {
  const folder = feed === "main" ? `${study}/${center}` : `${study}/${center}/${feed}`;
  return hexadecimal(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${folder}/${name}`)));
}

/** Returns the version ids of the files inside an archive that was unpacked, in their order. */
async function insideOf(study, center, versionId) {
  const deliveries = await askAll(`/studies/${study}/files?center=${center}`, "deliveries");
  const count = deliveries.filter((one) => one.version_id.startsWith(`${versionId}.`)).length;
  return Array.from({ length: count }, (_, number) => `${versionId}.${number + 1}`);
}

function hexadecimal(digest) {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
