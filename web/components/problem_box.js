/** Draws what went wrong: what it means, and what the server says of it. */

import { html } from "../vendor/htm-preact.js";

/** Draws nothing without a problem. */
export function ProblemBox({ problem }) {
  if (!problem) return null;
  return html`
    <div class="problem" role="alert">
      ${problem.title && html`<strong>${problem.title}</strong>`}
      ${problem.detail && html`<p>${problem.detail}</p>`}
    </div>
  `;
}
