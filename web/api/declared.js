/** Fetches what a file of a center is read with: the study's definition, the profile of the feed, the papers of its labs. */

import { ApiProblem, askApi, askRaw } from "./ask.js";

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

/** Returns what a file of a sender is read with: the profile (null: there is none yet), and the newest papers of its labs, as TOML. */
export async function fetchDeclared(study, { center, feed }) {
  const [profile, { labs }] = await Promise.all([fetchProfile(study, center, feed), askApi("GET", `/studies/${study}/centers/${center}/labs`)]);
  return { profile, labs: labs.map((lab) => lab.papers) };
}

/** Returns what centers a user may send for. */
export function centersOf(study, definition) {
  return study.roles.includes("data-manager") ? definition.centers : study.centers;
}
