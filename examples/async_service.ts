/**
 * A service: an object that lives in a thread of its own, whose async methods are called synchronously.
 *
 * ```sh
 * deno run -A examples/async_service.ts
 * bun examples/async_service.ts
 * node examples/async_service.ts
 * ```
 *
 * The first argument is how long a request takes, in milliseconds (default 1,000); a computation takes half of it.
 *
 * @module
 */
import process from "node:process";
import { AsyncService } from "sideloop";
import type { Backend } from "./async_service/backend.ts";

main(Number(process.argv[2] ?? 1_000));

function main(duration: number): void {
  const url = new URL("./async_service/backend.ts", import.meta.url);
  const service = new AsyncService<Backend>(url, "Backend", { args: [duration] }).start();
  try {
    const page = service.callSync("fetch", { url: "https://api.example.com" });
    console.log(`Fetch result: ${JSON.stringify(page)}`);

    const sum = service.callSync("compute", { x: 10, y: 20 });
    console.log(`Compute result: ${sum}`);
  } finally {
    service.stopSync();
  }
}
