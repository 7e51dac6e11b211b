/**
 * Has ESLint's command check the format of TypeScript with the plugin whose path the environment has.
 *
 * @module
 */
import { createRequire } from "node:module";
import process from "node:process";

const require = createRequire(import.meta.url);

export default [{
  files: ["**/*.ts"],
  languageOptions: { parser: require("@typescript-eslint/parser") },
  plugins: { prettier: require(process.env.PLUGIN) },
  rules: { "prettier/prettier": ["error", { printWidth: 100 }] },
}];
