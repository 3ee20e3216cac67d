/** Fetches what a file of a center is read with: the study's definition and the profile of the feed. */

import { ApiProblem, askRaw } from "./ask.js";

const MAIN_FEED = "main";

/** Returns the definition of a study: its text, and what it says of centers and feeds. */
export async function fetchDefinition(study) {
  const text = await (await askRaw("GET", `/studies/${study}/definition`)).text();
  const { centers, feeds } = JSON.parse(text);
  return { text, centers, feedsOf: (center) => [MAIN_FEED, ...(feeds[center] ?? [])] };
}

/** Returns the newest profile of a feed as TOML text; null if there is none yet. */
export async function fetchProfile(study, center, feed) {
  const path = feed === MAIN_FEED ? "" : `/feeds/${encodeURIComponent(feed)}`;
  try {
    const answer = await askRaw("GET", `/studies/${study}/centers/${center}${path}/profile`, undefined, "application/toml");
    return await answer.text();
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status === 404) return null;
    throw problem;
  }
}

/** Returns what centers a user may send for. */
export function centersOf(study, definition) {
  return study.roles.includes("data-manager") ? definition.centers : study.centers;
}
