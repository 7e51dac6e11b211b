/**
 * How Vite serves and builds the page. Of this, a program of yours needs the headers, and `tasks.ts` among the inputs.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Only with these may the threads of a page share memory. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default {
  appType: "mpa", // an address that leads nowhere is an error
  // Kept files would come without the headers, which some browsers do not forgive.
  server: { headers: { ...headers, "Cache-Control": "no-store" }, fs: { allow: [repository] } },
  preview: { headers },
  build: {
    // A file of its own for the coroutines: the loop's thread imports it, and could not import the page's.
    rolldownOptions: { input: ["index.html", "tasks.ts"] },
  },
  resolve: { alias: { sideloop: `${repository}mod.ts` } }, // an installed package is found without
};
