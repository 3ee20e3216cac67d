/** Page "Files and receipts": what came in, what waits, and the receipt of each delivery with its evidence. */

import { html, useState } from "../vendor/htm-preact.js";
import { ApiProblem, askAll } from "../api/ask.js";
import { receiptOf } from "../api/sending.js";
import { DataTable } from "../components/data_table.js";
import { ProblemBox } from "../components/problem_box.js";
import { Receipt, Status } from "../components/receipt.js";
import { useAnswer } from "../components/use_answer.js";
import { WorkList } from "../components/work_list.js";
import { addressOf } from "../shell/addresses.js";
import { say, writeNumber, writeTime } from "../shell/language.js";

const REGISTER = "register"; // stands where a center would: the file is a register
const COUNTS = ["rows", "accepted", "held", "rejected", "skipped"];

export function FilesPage({ study, things }) {
  const [center, version] = things;
  if (version) return html`<${ReceiptOfDelivery} study=${study} center=${center} version=${version} />`;
  return html`<${Overview} study=${study} />`;
}

function Overview({ study }) {
  const [center, choose] = useState("");
  const path = `/studies/${study.study}/files`;
  const [deliveries, problem] = useAnswer(() => askAll(path, "deliveries"), [path]);
  const centers = [...new Set((deliveries ?? []).map((one) => one.center))].sort();
  return html`
    <${ProblemBox} problem=${problem} />
    ${centers.length > 1 &&
    html`
      <label class="screen">
        ${say("column.center")}${" "}
        <select value=${center} onChange=${(event) => choose(event.target.value)}>
          <option value="">${say("files.all_centers")}</option>
          ${centers.map((one) => html`<option value=${one}>${nameOf(one)}</option>`)}
        </select>
      </label>
    `}
    <h2>${say("files.waits")}</h2>
    <${WorkList} study=${study} center=${center} />
    <h2>${say("files.came")}</h2>
    ${deliveries ? html`<${Deliveries} study=${study} deliveries=${deliveries.filter((one) => !center || one.center === center)} />` : null}
    ${!deliveries && !problem && html`<p role="status">${say("shell.loading")}</p>`}
  `;
}

function Deliveries({ study, deliveries }) {
  if (!deliveries.length) return html`<p>${say("files.nothing_came")}</p>`;
  const newest = [...deliveries].sort((one, other) => other.received.localeCompare(one.received));
  const columns = [
    ...["received", "center", "file", "status"].map((name) => [say(`column.${name}`)]),
    ...COUNTS.map((name) => [say(`column.${name}`), true]),
  ];
  const rows = newest.map((one) => [
    writeTime(one.received),
    nameOf(one.center),
    html`<a href=${addressOf(study.study, "files", one.center, one.version_id)}>${one.name}</a>`,
    html`<${Status} status=${one.file_status ?? one.status} />`,
    ...COUNTS.map((name) => (one.counts ? writeNumber(one.counts[name]) : "")),
  ]);
  return html`<${DataTable} caption=${say("files.caption", { n: newest.length })} columns=${columns} rows=${rows} stacks />`;
}

function ReceiptOfDelivery({ study, center, version }) {
  const [receipt, problem] = useAnswer(() => receiptOf(study.study, center, version).then(found), [center, version]);
  return html`
    <p class="screen"><a href=${addressOf(study.study, "files")}>← ${say("files.back")}</a></p>
    <${ProblemBox} problem=${problem} />
    ${!receipt && !problem && html`<p role="status">${say("shell.loading")}</p>`}
    ${receipt && html`
      <h2>${say("receipt.of", { name: receipt.file_id.slice(0, 8), center: nameOf(receipt.center) })}</h2>
      <${Receipt} study=${study.study} receipt=${receipt} canTake=${receipt.center !== REGISTER} />
    `}
  `;
}

function found(receipt) {
  if (receipt === null) throw new ApiProblem(404, say("problem.not_found"), "");
  return receipt;
}

function nameOf(center) {
  return center === REGISTER ? say("files.register") : center;
}
