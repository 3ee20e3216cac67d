/** Draws a place to drop files, or to choose them with the keyboard. */

import { html, useState } from "../vendor/htm-preact.js";
import { say } from "../shell/language.js";

/** Calls `onFiles` with a list of files each time some are dropped or chosen. */
export function FileDrop({ onFiles, accept = "" }) {
  const [over, mark] = useState(false);
  const dropped = (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length) onFiles([...event.dataTransfer.files]);
  };
  const chosen = (event) => {
    onFiles([...event.target.files]);
    event.target.value = ""; // the same file can be chosen again
  };
  const hovering = (event) => {
    event.preventDefault();
    mark(true);
  };
  return html`
    <label class=${over ? "drop over" : "drop"} onDragOver=${hovering} onDragLeave=${() => mark(false)} onDrop=${dropped}>
      <span>${say("files.drop")}</span>
      <input type="file" multiple accept=${accept} onChange=${chosen} />
    </label>
  `;
}
