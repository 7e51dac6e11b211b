import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { XMLParser } from "fast-xml-parser";
import type { TestResult } from "./result.ts";

type Case = Pick<TestResult, "name" | "status" | "message">;

interface Element {
  readonly [name: string]: unknown;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  textNodeName: "text",
  trimValues: false,
  parseTagValue: false,
  processEntities: true,
  htmlEntities: true,
  isArray: (name) => ["testsuite", "testcase", "failure", "error"].includes(name),
});

/**
 * The tests of a JUnit report of Deno, Bun or Node.
 *
 * @param file Where the report was written. It is missing when the runner crashed.
 * @returns One entry per test, or `undefined` without a readable report.
 */
export function readReport(file: string): Case[] | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return casesOf(parser.parse(readFileSync(file, "utf8")) as Element);
  } catch {
    return undefined;
  }
}

/** Node reports its suites as nested elements and tests outside them beside these. */
function casesOf(element: Element): Case[] {
  const inside = [...children(element, "testsuites"), ...children(element, "testsuite")];
  return [...children(element, "testcase").map(caseOf), ...inside.flatMap(casesOf)];
}

function caseOf(element: Element): Case {
  const { name, reason } = nameAndReason(String(element["@name"]));
  const failures = [...children(element, "failure"), ...children(element, "error")];
  if (failures.length > 0) {
    return { name, status: "failed", message: failures.map(failureText).join("\n") };
  }
  if (!("skipped" in element)) return { name, status: "passed" };
  return { name, status: "skipped", message: reason ?? "no reason given" };
}

/** The harness puts the reason for a skip into the name. */
function nameAndReason(text: string): { name: string; reason?: string } {
  const [, name, reason] = /^(.*) \[skipped: (.*)\]$/s.exec(text) ?? [];
  return name === undefined || reason === undefined ? { name: text } : { name, reason };
}

/** The text of a failure ends in the stack and mostly repeats the message. */
function failureText(failure: Element | string): string {
  if (typeof failure === "string") return withoutRunner(failure);
  const message = stripVTControlCharacters(String(failure["@message"] ?? "")).trim();
  const text = withoutRunner(String(failure.text ?? ""));
  return text.includes(message.replace(/^Uncaught /, "")) ? text : `${message}\n${text}`.trim();
}

/**
 * The text of an error without what says nothing about the test: the frames of the runners, and the error of its own
 * that Node wraps it in.
 */
export function withoutRunner(text: string): string {
  const plain = stripVTControlCharacters(text).trim();
  const cause = /^ {2}cause: (.*)\n\}$/ms.exec(plain)?.[1]?.replace(/^ {2}/gm, "");
  const isFrame = /^ *at .*(\bnode:|\bext:|_harness\/(browser_tests|test)\.ts)/;
  return (cause ?? plain).split("\n").filter((line) => !isFrame.test(line)).join("\n");
}

function children(element: Element, name: string): Element[] {
  const value = element[name];
  if (value === undefined || value === "") return [];
  return (Array.isArray(value) ? value : [value]) as Element[];
}
