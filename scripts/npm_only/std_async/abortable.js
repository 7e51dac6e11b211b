export * from "deno-std/async/abortable.js";
