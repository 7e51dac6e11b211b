/**
 * The page's widgets. What takes time runs on an event loop in a thread of its own, and its results are awaited.
 * Nothing here blocks, but for the one thing that shows what blocking does.
 *
 * @module
 */
/// <reference lib="dom" />
import { AsyncWorker, isCancelled, sleep } from "sideloop";
import { watchFrames } from "./frames.ts";
import { type Count, countPrimes, loadData, primesBetween } from "./tasks.ts";

/** How many numbers are looked at: some seconds of work. */
const LIMIT = 8_000_000;

const controls = element<HTMLFieldSetElement>("controls");
const address = element<HTMLSelectElement>("address");
const loadButton = element<HTMLButtonElement>("load");
const computeButton = element<HTMLButtonElement>("compute");
const onThisThread = element<HTMLInputElement>("on-this-thread");
const cancelButton = element<HTMLButtonElement>("cancel");
const status = element<HTMLOutputElement>("status");
const progress = element<HTMLProgressElement>("progress");
const result = element("result");
const dot = element("dot");
const frames = element<HTMLOutputElement>("frames");

const worker = new AsyncWorker().start();

loadButton.addEventListener("click", () => run(loadButton, "Loading...", load));
computeButton.addEventListener("click", () => run(computeButton, "Computing...", compute));

// A page that is left may come back as it was, with "Back".
addEventListener("pagehide", () => void worker.stop());
addEventListener("pageshow", async ({ persisted }) => {
  if (!persisted) return;
  await worker.stop();
  worker.start();
});

element("not-isolated").hidden = "SharedArrayBuffer" in globalThis;
watchFrames(
  (time) => dot.style.translate = `${50 - 50 * Math.cos(time / 600)}cqw`,
  (perSecond) => frames.value = `${perSecond} fps`,
);

/** Runs one piece of work; the status says what becomes of it. */
async function run(
  button: HTMLButtonElement,
  label: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  cancelButton.onclick = () => controller.abort();
  setBusy(true);
  cancelButton.focus();
  status.value = label;
  result.textContent = "";
  progress.value = 0;
  try {
    await work(controller.signal);
    status.value = "Ready";
  } catch (error) {
    status.value = isCancelled(error) ? "Cancelled" : `Error: ${messageOf(error)}`;
  }
  setBusy(false);
  button.focus();
}

async function load(signal: AbortSignal): Promise<void> {
  const url = new URL(address.value, document.baseURI);
  const data = await worker.submit(loadData(url.href), { signal });
  result.textContent = JSON.stringify(data, undefined, 2);
}

async function compute(signal: AbortSignal): Promise<void> {
  if (onThisThread.checked) return await computeHere();
  for await (const count of await worker.submit(countPrimes(LIMIT), { signal })) show(count);
}

/** What the loop is there for: until this is done nothing is drawn, and no click is heard. */
async function computeHere(): Promise<void> {
  await sleep(50); // until the status is drawn
  show({ percent: 100, primes: primesBetween(0, LIMIT) });
}

function show({ percent, primes }: Count): void {
  progress.value = percent;
  result.textContent = `${primes.toLocaleString()} primes`;
}

function setBusy(isBusy: boolean): void {
  controls.disabled = isBusy;
  cancelButton.disabled = !isBusy;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function element<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}
