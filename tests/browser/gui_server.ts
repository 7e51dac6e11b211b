/**
 * Serves the page of `examples/gui/` as users do, with Vite.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Git-ignored, and emptied before all tests run. */
const BUILT = fileURLToPath(new URL("../.tmp/gui/", import.meta.url));

/** How Vite tells where it serves. */
const ADDRESS = /Local: +(http:\S+)/;

let sources: Promise<string> | undefined;
let built: Promise<string> | undefined;

/** Serves the sources until this process ends, and gives the address. */
export function serveSources(): Promise<string> {
  return sources ??= addressOf(startVite("examples/gui", "--port", "0"));
}

/** The same for files that have been built. */
export function serveBuilt(): Promise<string> {
  return built ??= build().then(() =>
    addressOf(startVite("preview", "examples/gui", "--outDir", BUILT, "--port", "0"))
  );
}

async function build(): Promise<void> {
  const vite = startVite("build", "examples/gui", "--outDir", BUILT, "--emptyOutDir");
  vite.stdout?.resume();
  const [code] = await once(vite, "exit");
  if (code !== 0) throw new Error(`Cannot build the page: Vite ended with ${code}`);
}

function startVite(...args: string[]): ChildProcess {
  const vite = spawn(process.execPath, ["node_modules/vite/bin/vite.js", ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => vite.kill());
  return vite;
}

/** Waits until a server is ready. */
async function addressOf(vite: ChildProcess): Promise<string> {
  let output = "";
  const isKnown = new Promise<string>((resolve, reject) => {
    vite.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const address = ADDRESS.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    });
    vite.once("exit", () => reject(new Error(`Cannot serve the page: ${output}`)));
  });
  return await isKnown;
}
