import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { MODULE, type ServedFile, servedFile } from "./served_file.ts";

/** With these a page and its workers may share memory. */
const ISOLATING = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

/** Every run has ports of its own, so what a browser keeps is never older than the run. */
const KEPT = { "Cache-Control": "public, max-age=86400, immutable" } as const;

/** The repository, served to browsers. */
export interface SourceServer {
  /** Where pages are cross-origin isolated. */
  readonly isolated: string;
  /** Where they are not. */
  readonly plain: string;
  /** Ends both. */
  close(): void;
}

/**
 * Serves the repository: a module has the URL of its source. The files are read once, when they are first asked for,
 * so that all pages of a run have the same.
 *
 * @param modules Served in place of files, by their paths from the repository's root.
 */
export async function startSourceServer(
  modules: ReadonlyMap<string, string> = new Map(),
): Promise<SourceServer> {
  const files = new Map<string, ServedFile | undefined>();
  for (const [path, body] of modules) files.set(path, { type: MODULE, body });
  const fileAt = (path: string): ServedFile | undefined => {
    if (!files.has(path)) files.set(path, servedFile(path));
    return files.get(path);
  };
  const isolated = createServer((request, response) =>
    answer(response, fileAt(pathOf(request.url)), ISOLATING)
  );
  const plain = createServer((request, response) =>
    answer(response, fileAt(pathOf(request.url)), {})
  );
  return {
    isolated: await listen(isolated),
    plain: await listen(plain),
    close: () => {
      for (const server of [isolated, plain]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** `URL` has resolved all `..`, so that nothing above the root can be asked for. */
function pathOf(url = "/"): string {
  return decodeURIComponent(new URL(url, "http://localhost").pathname).slice(1);
}

function answer(
  response: ServerResponse,
  file: ServedFile | undefined,
  headers: Readonly<Record<string, string>>,
): void {
  if (file === undefined) response.writeHead(404, headers).end();
  else response.writeHead(200, { "Content-Type": file.type, ...KEPT, ...headers }).end(file.body);
}

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  // A connection that is kept must not keep the tests' process.
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
