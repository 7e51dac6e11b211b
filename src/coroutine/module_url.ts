import { describe } from "../core/options.ts";

/**
 * Where a module is: its `import.meta`, or its absolute URL.
 *
 * @category Naming work
 */
export type ModuleRef = { readonly url: string } | URL | string;

/**
 * The URL of a module, in the one form that serves as its name.
 *
 * @param ref What a caller gave.
 * @throws {TypeError} If it is no absolute URL.
 */
export function moduleUrl(ref: ModuleRef): string {
  const url = ref instanceof URL ? ref.href : typeof ref === "object" ? ref?.url : ref;
  if (typeof url === "string" && URL.canParse(url)) return new URL(url).href;
  throw new TypeError(
    `Cannot find a module by ${
      describe(url)
    }: import.meta or an absolute URL is required, such as new URL("./tasks.ts", import.meta.url)`,
  );
}
