import "./set_methods.js";
export * from "deno-std/assert/mod.js";
