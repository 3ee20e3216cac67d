/** Fetches what the files of the sender that a page shows are read with. */

import { fetchDeclared } from "../api/declared.js";
import { useAnswer } from "./use_answer.js";

/** Returns `[declared, problem]`: `profile` as TOML text, null if there is none yet, and `labs`; nothing until they are known, and never those of another sender. */
export function useDeclared(study, sender) {
  const ask = async () => sender && { sender, ...(await fetchDeclared(study, sender)) };
  const [found, problem] = useAnswer(ask, [sender]);
  return [found?.sender === sender && sender ? found : {}, problem];
}
