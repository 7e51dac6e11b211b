/**
 * Imports what it is told to, and prints how many milliseconds that took. Plain JavaScript: stripping types would load
 * what an import needs.
 *
 * @module
 */
import process from "node:process";

const begin = performance.now();
await import(process.argv[2]);
console.log(performance.now() - begin);
