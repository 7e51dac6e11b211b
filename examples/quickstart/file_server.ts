/**
 * An HTTP server for the files of one folder, as a coroutine. What a coroutine starts lives on in
 * the loop's thread when the coroutine has returned, and ends with that thread.
 *
 * @module
 */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { coroutine } from "sideloop";

/**
 * Serves the files below `root`, to this machine only, until its loop is stopped.
 *
 * @param root The URL of the folder, with a slash at the end.
 * @returns The URL of the server, once it listens.
 */
export const serveFiles = coroutine(
  import.meta,
  async function serveFiles(root: string): Promise<string> {
    const server = createServer((request, response) => void serveFile(root, request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("Cannot tell the port");
    return `http://127.0.0.1:${address.port}/`;
  },
);

async function serveFile(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    response.end(await readFile(requestedFile(root, request)));
  } catch {
    response.writeHead(404).end();
  }
}

/** The file a request names. Parsing resolves every `..`, so no path leads out of the folder. */
function requestedFile(root: string, request: IncomingMessage): URL {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  return new URL(`.${pathname}`, root);
}
