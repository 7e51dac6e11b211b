/**
 * Builds the package for npm into `npm/`: what dnt makes of the sources, packed into few modules. `deno task build:npm`
 * and `npm run build:npm` lead here.
 *
 * dnt comes from JSR. Where that cannot be reached a stand-in gives the same layout to test with; its `package.json`
 * says so, and npm refuses to publish it.
 *
 * @module
 */
import { buildNpm } from "./build_npm/build_npm.ts";

const { folder, isStandIn } = await buildNpm();
console.log(
  isStandIn
    ? `Built ${folder} without dnt, since JSR cannot be reached: for tests only, npm does not publish it`
    : `Built ${folder}`,
);
