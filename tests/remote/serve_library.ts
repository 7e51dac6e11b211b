/**
 * Serves the library over https on this machine, as a host of modules and as a registry of JSR's kind.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { filesIn, inRepository } from "../../scripts/test_all/repository.ts";

/**
 * Self-signed, for 127.0.0.1, valid for a hundred years, and of use to nobody: what trusts it is a process of a test.
 * Made once, because neither the runtimes nor a fresh machine can make one:
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj "/CN=Sideloop tests"
 * -addext "subjectAltName=IP:127.0.0.1" -addext "basicConstraints=critical,CA:FALSE" -keyout key.pem -out certificate.pem`
 */
export const CERTIFICATE: string = fileURLToPath(new URL("certificate.pem", import.meta.url));
const KEY = fileURLToPath(new URL("key.pem", import.meta.url));

const STD = "/std/";
const FIXTURES = "/fixtures/";
const STD_VERSION = "1.4.0";

/** As much of `deno.json` as is used here. */
interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

const OWN = JSON.parse(readFileSync(inRepository("deno.json"), "utf8")) as PackageFile;

/** A server that serves the library. */
export interface LibraryServer {
  /** `https://127.0.0.1:PORT`. */
  readonly origin: string;
  /** `127.0.0.1:PORT`, as `--allow-import` takes it. */
  readonly host: string;
  /** The imports of a program that has the library from this host. */
  readonly imports: Readonly<Record<string, string>>;
  /** The same for one that has it from the registry, by `JSR_URL`. */
  readonly jsrImports: Readonly<Record<string, string>>;
  /** What was asked for, in order. */
  readonly requests: readonly string[];
  /** Ends it. */
  close(): Promise<void>;
}

/** Begins to serve: `/mod.ts` and `/src/`, `/std/` for `@std/async`, `/fixtures/`, and the registry. */
export async function serveLibrary(): Promise<LibraryServer> {
  const requests: string[] = [];
  const registry = registryFiles();
  const options = { cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) };
  const server = createServer(options, ({ url = "/" }, response) => {
    requests.push(url);
    const text = registry.get(url)?.() ?? textOf(url);
    response.writeHead(text === undefined ? 404 : 200, { "content-type": typeOf(url) });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin = `https://${host}`;
  return {
    origin,
    host,
    imports: { "sideloop": `${origin}/mod.ts`, "@std/async/": `${origin}${STD}` },
    jsrImports: { "sideloop": `jsr:${OWN.name}@${OWN.version}` },
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Import maps have no way to add an ending, so a module of `@std/async` has its address without one. */
function textOf(path: string): string | undefined {
  const file = path.startsWith(STD)
    ? `node_modules/deno-std/async/${path.slice(STD.length).replace(/(\.js)?$/, ".js")}`
    : path.startsWith(FIXTURES)
    ? `tests/fixtures/remote/${path.slice(FIXTURES.length)}`
    : /^\/(mod\.ts|src\/[\w/]+\.ts)$/.test(path)
    ? path.slice(1)
    : "";
  return file !== "" && existsSync(inRepository(file))
    ? readFileSync(inRepository(file), "utf8")
    : undefined;
}

function typeOf(path: string): string {
  if (path.endsWith(".json")) return "application/json";
  return path.endsWith(".ts") ? "application/typescript" : "text/javascript";
}

/** What JSR would serve, as functions, since nobody asks for most of it. */
function registryFiles(): ReadonlyMap<string, () => string> {
  const own = ["mod.ts", ...filesIn("src", ".ts")].map((file): [string, string] => [
    file,
    withPublishedImports(readFileSync(inRepository(file), "utf8")),
  ]);
  const std = ["abortable", "deadline", "delay"];
  return new Map([
    ...packageFiles(OWN.name, OWN.version, OWN.exports, own),
    ...packageFiles(
      "@std/async",
      STD_VERSION,
      Object.fromEntries(std.map((name) => [`./${name}`, `./${name}.js`])),
      std.map((name) => [`${name}.js`, textOf(STD + name) ?? ""]),
    ),
  ]);
}

function packageFiles(
  name: string,
  version: string,
  exports: Readonly<Record<string, string>>,
  files: readonly (readonly [path: string, text: string])[],
): [string, () => string][] {
  const manifest = () =>
    Object.fromEntries(files.map(([path, text]) => [`/${path}`, {
      size: new TextEncoder().encode(text).length,
      checksum: `sha256-${createHash("sha256").update(text).digest("hex")}`,
    }]));
  return [
    [`/${name}/meta.json`, () => JSON.stringify({ versions: { [version]: {} } })],
    [`/${name}/${version}_meta.json`, () => JSON.stringify({ manifest: manifest(), exports })],
    ...files.map(([path, text]): [string, () => string] => [
      `/${name}/${version}/${path}`,
      () => text,
    ]),
  ];
}

/** Publishing puts `jsr:` in place of the names that `deno.json` maps. */
function withPublishedImports(source: string): string {
  return source.replace(
    /(\bfrom ")(@std\/\w+)/g,
    (text, from: string, name: string) =>
      OWN.imports[name] === undefined ? text : from + OWN.imports[name],
  );
}
