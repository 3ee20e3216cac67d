/** Draws the choice of the center that sends, and of its feed, where there is a choice. */

import { html } from "../vendor/htm-preact.js";
import { say } from "../shell/language.js";

export function SenderChoice({ centers, definition, sender, onChoose }) {
  const feeds = definition.feedsOf(sender.center);
  return html`
    <p class="choices">
      ${centers.length === 1 ? html`<span>${say("role.center", { center: sender.center })}</span>` : html`<${Choice} label=${say("sender.center")} values=${centers} value=${sender.center} onChoose=${(center) => onChoose({ center, feed: feeds[0] })} />`}
      ${feeds.length > 1 && html`<${Choice} label=${say("sender.feed")} values=${feeds} value=${sender.feed} onChoose=${(feed) => onChoose({ ...sender, feed })} />`}
    </p>
  `;
}

function Choice({ label, values, value, onChoose }) {
  return html`
    <label>${label}${" "}
      <select value=${value} onChange=${(event) => onChoose(event.target.value)}>
        ${values.map((one) => html`<option value=${one}>${one}</option>`)}
      </select>
    </label>
  `;
}
