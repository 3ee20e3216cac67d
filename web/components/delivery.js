/** Sends a file, and draws how far it has come: sent, recorded, read; then its receipt and what it changed. */

import { html, useEffect, useRef, useState } from "../vendor/htm-preact.js";
import { followDelivery, followEffect, nameHashOf, sendFile } from "../api/sending.js";
import { askForNewPages } from "../shell/deployed.js";
import { say } from "../shell/language.js";
import { ProblemBox } from "./problem_box.js";
import { Receipt } from "./receipt.js";

const STEPS = ["sending", "sent", "recorded", "read", "effect"];

/** `names` are those of the files in an archive, as far as they are known; `sha256` is that of the file that was checked, null if none was. */
export function Delivery({ study, sender, file, sha256, names, onArrived, onDone, onRemove }) {
  const [step, reach] = useState("sending");
  const [gone, tell] = useState([0, 1]);
  const [receipts, setReceipts] = useState([]);
  const [problem, report] = useState(null);
  const [tries, tryAgain] = useState(0);
  const sentAs = useRef(null); // the version id: what has arrived is not sent twice
  useEffect(() => {
    let stopped = false;
    const isStopped = () => stopped;
    const { center, feed } = sender;
    const run = async () => {
      sentAs.current ??= await sendFile(study, sender, file, sha256, (...told) => tell(told));
      onArrived();
      askForNewPages();
      const versionId = sentAs.current;
      reach("sent");
      const nameHash = await nameHashOf(study, center, feed, file.name);
      const told = await followDelivery(study, center, { versionId, nameHash }, reach, isStopped);
      if (told === null) return;
      setReceipts(told);
      onDone();
      const change = (number) => (receipt) => setReceipts((before) => before.map((one, at) => (at === number ? receipt : one)));
      await Promise.all(told.map((receipt, number) => followEffect(study, receipt, change(number), isStopped)));
      if (!stopped) reach("effect");
    };
    run().catch((refused) => !stopped && report(refused));
    return () => {
      stopped = true;
    };
  }, [tries]);
  const again = () => {
    report(null);
    tryAgain(tries + 1);
  };
  const nameOf = (receipt, number) => names[number] ?? (receipts.length === 1 ? file.name : receipt.file_id.slice(0, 8));
  const at = STEPS.indexOf(step);
  return html`
    <${ProblemBox} problem=${problem} />
    ${problem && receipts.length === 0 && html`
      <p class="actions screen">
        <button type="button" onClick=${again}>${say(sentAs.current ? "send.ask_again" : "send.again")}</button>
        <button type="button" onClick=${onRemove}>${say("send.remove")}</button>
      </p>
    `}
    <ol class="steps" aria-label=${say("step.title")}>
      ${STEPS.slice(1).map((name, number) => html`<li class=${at > number ? "done" : ""} aria-current=${at === number ? "step" : null}>${say(`step.${name}`)}</li>`)}
    </ol>
    ${step === "sending" && !problem && html`<p><label>${say("step.sending")}${" "}<progress max=${gone[1]} value=${gone[0]} /></label></p>`}
    ${receipts.map((receipt, number) => html`<div class="receipt"><h3>${say("receipt.of", { name: nameOf(receipt, number), center: receipt.center })}</h3><${Receipt} study=${study} receipt=${receipt} canTake /></div>`)}
  `;
}
