/** Draws what went wrong: what it means, and what the server says of it. */

import { html } from "../vendor/htm-preact.js";

/** Draws nothing without a problem. */
export function ProblemBox({ problem }) {
  if (!problem) return null;
  const said = problem.detail ?? problem.message; // a fault that nobody foresaw has a message alone
  return html`
    <div class="problem" role="alert">
      ${problem.title && html`<strong>${problem.title}</strong>`}
      ${said && html`<p>${said}</p>`}
    </div>
  `;
}
