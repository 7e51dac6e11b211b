/**
 * Programs that use the library and have gone through a bundler. How they are built is taken from the documentation.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { test } from "../_harness/test.ts";
import {
  appAt,
  asApp,
  buildWithEsbuild,
  buildWithVite,
  type Built,
  documented,
  type Files,
  makeProject,
  serveBuilt,
  serveSources,
} from "./bundlers.ts";
import { type PageOutcome, type Served, visitServed } from "./visit.ts";
import { IN_BROWSER } from "./shared_browser.ts";

const viteConfig = documented("Vite", "vite.config.ts");
const esbuildScript = documented("esbuild", "build.mjs");

/** What `inside.ts` comes to, without shared memory. */
const INSIDE = {
  useTasks: [3, 7, 11, "useTasks"],
  timesOut: true,
  whereMain: "MainThread",
  hookStop: true,
};

/** Served with shared memory and without. */
const built = {
  app: ofBuilt(() => buildWithVite(makeProject(viteConfig))),
  appWithWorkerUrl: ofBuilt(() => buildWithVite(makeProject(viteConfig, asApp("app.ts", "Vite")))),
  inside: ofBuilt(() => buildWithVite(makeProject(viteConfig, asApp("inside.ts")))),
  appByEsbuild: ofBuilt(() =>
    buildWithEsbuild(makeProject(esbuildScript, asApp("app.ts", "esbuild")))
  ),
};

for (const isIsolated of [true, false]) {
  const where = isIsolated ? "" : ", without shared memory";

  bundlerTest(`bundlers: a program works built by Vite${where}`, async () => {
    const outcome = await visitServed(await built.app(isIsolated));
    assertEquals(outcome, appAt(isIsolated));
  });

  bundlerTest(`bundlers: coroutines know their task and loop built by Vite${where}`, async () => {
    const outcome = await visitServed(await built.inside(isIsolated));
    const passed = isIsolated ? { whereOn: "Other" } : {};
    assertEquals(outcome, { result: { ...INSIDE, ...passed }, errors: [] });
  });

  bundlerTest(`setWorkerUrl: takes what Vite gives as the URL of a worker${where}`, async () => {
    const outcome = await visitServed(await built.appWithWorkerUrl(isIsolated));
    assertEquals(outcome, appAt(isIsolated));
  });

  bundlerTest(`bundlers: a program works built by esbuild${where}`, async () => {
    const outcome = await visitServed(await built.appByEsbuild(isIsolated));
    assertEquals(outcome, appAt(isIsolated));
  });
}

bundlerTest("bundlers: a program works served by Vite unbundled", async () => {
  const served = await serveSources(makeProject(viteConfig), true);
  assertEquals(await visitServed(served), appAt(true));
});

// Another program: a browser asks Vite for all modules, for each thread.
bundlerTest(
  "bundlers: a program works served by Vite unbundled, without shared memory",
  async () => {
    const served = await serveSources(makeProject(viteConfig, asApp("inside.ts")), false);
    assertEquals(await visitServed(served), { result: INSIDE, errors: [] });
  },
);

bundlerTest("bundlers: coroutines know their task and loop built by esbuild", async () => {
  const outcome = await visitEsbuild(esbuildScript, asApp("inside.ts", "esbuild"));
  assertEquals(outcome, { result: { ...INSIDE, whereOn: "Other" }, errors: [] });
});

/** Programs whose main part is in the module of the coroutines. */
const inOne = documented("All in one module", "vite.config.ts");
const oneEntry = esbuildBut([', tasks: "tasks.ts"', ""]);

bundlerTest("bundlers: a program in one module works built by Vite", async () => {
  const outcome = await visitVite(inOne, asApp("single.ts"));
  assertEquals(outcome, { result: "Loop", errors: [] });
});

bundlerTest("bundlers: a program in one module works built by esbuild", async () => {
  const outcome = await visitEsbuild(oneEntry, asApp("single.ts", "esbuild"));
  assertEquals(outcome, { result: "Loop", errors: [] });
});

bundlerTest(
  "bundlers: a main part without a guard starts its loop once, built by Vite",
  async () => {
    const outcome = await visitVite(inOne, asApp("unguarded.ts"));
    assertEquals(outcome, { result: "Loop", errors: [] });
  },
);

bundlerTest(
  "bundlers: a main part without a guard starts its loop once, built by esbuild",
  async () => {
    const outcome = await visitEsbuild(oneEntry, asApp("unguarded.ts", "esbuild"));
    assertEquals(outcome, { result: "Loop", errors: [] });
  },
);

/** Programs whose coroutine has the name of its function. */
const LOST = /^TypeError: Cannot make a coroutine function named ""/;

bundlerTest("coroutine: says so where Vite has taken its function's name away", async () => {
  const { errors } = await visitVite(inOne, asApp("named.ts"));
  assertMatch(errors.join(), LOST);
});

bundlerTest("coroutine: says so where esbuild has taken its function's name away", async () => {
  const { errors } = await visitEsbuild(oneEntry, asApp("named.ts", "esbuild"));
  assertMatch(errors.join(), LOST);
});

bundlerTest("coroutine: has its function's name where Vite keeps it", async () => {
  const build =
    "modulePreload: { polyfill: false }, rolldownOptions: { output: { keepNames: true } }";
  const config = { "vite.config.ts": `export default { build: { ${build} } };` };
  const outcome = await visitVite(config, asApp("named.ts"));
  assertEquals(outcome, { result: "whoAmI", errors: [] });
});

bundlerTest("coroutine: has its function's name where esbuild keeps it", async () => {
  const kept = esbuildBut([', tasks: "tasks.ts"', ""], [
    "minify: true",
    "minify: true, keepNames: true",
  ]);
  const outcome = await visitEsbuild(kept, asApp("named.ts", "esbuild"));
  assertEquals(outcome, { result: "whoAmI", errors: [] });
});

/** What is found by the names of exports. */
const SERVICES = "Services and `coroutines(url)`";
const FOUND = { result: ["3 days of rain in Bergen", 212], errors: [] };

bundlerTest("AsyncService and coroutines: find exports built by Vite", async () => {
  const config = documented(SERVICES, "vite.config.ts");
  assertEquals(await visitVite(config, asApp("service.ts")), FOUND);
});

bundlerTest("AsyncService and coroutines: find exports built by esbuild", async () => {
  const script = esbuildBut(["tasks", "weather"], ["tasks", "weather"]);
  const where = documented(SERVICES, "weather_url.ts");
  assertEquals(await visitEsbuild(script, where, asApp("service.ts", "esbuild")), FOUND);
});

/** The documentation's script with some of its text replaced. */
function esbuildBut(...replaced: readonly (readonly [from: string, to: string])[]): Files {
  const script = esbuildScript["build.mjs"] as string;
  return { "build.mjs": replaced.reduce((text, [from, to]) => replaceIn(text, from, to), script) };
}

function replaceIn(text: string, from: string, to: string): string {
  if (text.includes(from)) return text.replace(from, to);
  throw new Error(`The documentation's script has no ${from}`);
}

async function visitVite(...files: readonly Files[]): Promise<PageOutcome> {
  return await visitServed(await ofBuilt(() => buildWithVite(makeProject(...files)))(true));
}

async function visitEsbuild(...files: readonly Files[]): Promise<PageOutcome> {
  return await visitServed(await ofBuilt(() => buildWithEsbuild(makeProject(...files)))(true));
}

/** Builds once, without a warning, and serves often. */
function ofBuilt(build: () => Promise<Built>): (isIsolated: boolean) => Promise<Served> {
  let built: Promise<Built> | undefined;
  return async (isIsolated) => {
    const { folder, warnings } = await (built ??= build());
    assertEquals(warnings, []);
    return await serveBuilt(folder, isIsolated);
  };
}

function bundlerTest(name: string, body: () => Promise<void>): void {
  test(name, body, IN_BROWSER);
}
