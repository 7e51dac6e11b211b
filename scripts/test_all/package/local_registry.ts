import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { npm } from "./packed_package.ts";

/** A registry on this machine. */
export interface LocalRegistry {
  /** What package managers take as `registry`, with a slash at its end. */
  readonly url: string;
  /** Ends it. */
  close(): void;
}

/** The fields of a `package.json` that are needed. */
interface Manifest {
  readonly name: string;
  readonly version: string;
}

/**
 * Starts a registry that has the package, and sends those who ask for another one to the registry that npm uses. What
 * `bun add sideloop` and `deno add npm:sideloop` will do once it is published works with it today.
 *
 * @param tarball The packed package.
 */
export async function startRegistry(tarball: string): Promise<LocalRegistry> {
  const bytes = readFileSync(tarball);
  const manifest = manifestIn(tarball);
  const upstream = (await npm(["config", "get", "registry"], ".")).trim();
  const server = createServer(({ url: path = "/" }, response) => {
    if (path === "/sideloop") return sendJson(response, packumentOf(manifest, bytes, address()));
    if (path === "/sideloop.tgz") return void response.end(bytes);
    response.writeHead(302, { location: new URL(path.slice(1), upstream).href }).end();
  });
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await once(server.listen(0, "127.0.0.1"), "listening");
  // Who forgets to end it must not hang.
  server.unref();
  return { url: address(), close: () => void server.close() };
}

function sendJson(response: ServerResponse, value: object): void {
  response.setHeader("content-type", "application/json").end(JSON.stringify(value));
}

/** What a registry says of a package of one version. */
function packumentOf(manifest: Manifest, bytes: Buffer, url: string): object {
  const dist = {
    tarball: `${url}sideloop.tgz`,
    integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
    shasum: createHash("sha1").update(bytes).digest("hex"),
  };
  return {
    name: manifest.name,
    "dist-tags": { latest: manifest.version },
    versions: { [manifest.version]: { ...manifest, dist } },
    time: { [manifest.version]: "2020-01-01T00:00:00.000Z" },
  };
}

function manifestIn(tarball: string): Manifest {
  const text = execFileSync("tar", ["-xzOf", tarball, "package/package.json"], {
    encoding: "utf8",
  });
  return JSON.parse(text);
}
