/** Fetches what the files of the sender that a page shows are read with. */

import { fetchDeclared, fetchProfile } from "../api/declared.js";
import { useAnswer } from "./use_answer.js";

/** Returns `[declared, problem]`: `profile` as TOML text, null if there is none yet, and `labs`; nothing until they are known. */
export function useDeclared(study, sender) {
  const [found, problem] = useAnswer(async () => sender && fetchDeclared(study, sender), [sender]);
  return [found ?? {}, problem];
}

/** Returns `[{ profile }, problem]`: the profile alone. */
export function useProfile(study, sender) {
  const [found, problem] = useAnswer(async () => sender && { profile: await fetchProfile(study, sender.center, sender.feed) }, [sender]);
  return [found ?? {}, problem];
}
