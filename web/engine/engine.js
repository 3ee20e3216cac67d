/** Asks the worker that checks files on this computer. */

const workerPolicy = window.trustedTypes?.createPolicy("hepaflow-worker", { createScriptURL: () => import.meta.resolve("./worker.js") });

/** Thrown when the engine cannot do what was asked; `type` names Python's exception. */
export class EngineFailure extends Error {
  constructor({ type, message }) {
    super(message);
    this.type = type;
  }
}

/** Thrown for what was asked when the engine was stopped. */
export class EngineStopped extends Error {}

/** One worker. `base` is the folder of its files; nothing is loaded before something is asked. */
export class Engine {
  #base;
  #worker = null;
  #loaded = null;
  #waiting = new Map();
  #last = 0;
  started = 0; // how many workers there were: what an earlier one had checked is forgotten

  constructor(base) {
    this.#base = base;
  }

  /** Loads the engine once; `tell` gets the bytes that have come and all bytes. */
  load(tell = () => {}) {
    if (this.#loaded === null) {
      const loading = this.#ask("load", { base: new URL(this.#base, location.href).href }, tell).catch((failure) => {
        if (this.#loaded === loading) this.stop(); // else another worker is loading by now
        throw failure;
      });
      this.#loaded = loading;
    }
    return this.#loaded;
  }

  /** Has a task of the worker done after the engine is loaded; `tell` gets how far it has come. */
  async run(task, asked, tell = () => {}) {
    await this.load();
    return this.#ask(task, asked, tell);
  }

  /** Ends the worker with all that it does; the next thing asked starts another. */
  stop() {
    this.#worker?.terminate();
    const left = [...this.#waiting.values()];
    this.#worker = this.#loaded = null;
    this.#waiting.clear();
    for (const { reject } of left) reject(new EngineStopped());
  }

  #ask(task, asked, tell) {
    if (this.#worker === null) {
      this.started += 1;
      this.#worker = new Worker(workerPolicy ? workerPolicy.createScriptURL("") : import.meta.resolve("./worker.js"), { type: "module" });
      this.#worker.addEventListener("message", ({ data }) => this.#heard(data));
      this.#worker.addEventListener("error", (event) => this.#broken(event.message));
    }
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, tell });
      this.#worker.postMessage({ id, task, ...asked });
    });
  }

  #heard({ id, value, failure, done, whole }) {
    const waits = this.#waiting.get(id);
    if (whole !== undefined) return waits?.tell(done, whole);
    this.#waiting.delete(id);
    if (failure) return waits?.reject(new EngineFailure(failure));
    return waits?.resolve(value);
  }

  #broken(message) {
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    this.stop();
    for (const { reject } of left) reject(new EngineFailure({ type: "", message: message ?? "" }));
  }
}
