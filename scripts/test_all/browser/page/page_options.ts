/** What a page is to run. */
export interface PageOptions {
  /** The thread that runs the tests. */
  readonly thread: "window" | "worker";
  /** The test file, as an absolute path of the server. */
  readonly file: string;
  /** Only tests whose name contains this. */
  readonly filter: string;
}

/** The path of a page that runs tests. */
export function pathOf({ thread, file, filter }: PageOptions): string {
  return `/scripts/test_all/browser/page/page.html?${new URLSearchParams({
    thread,
    file,
    filter,
  })}`;
}

/** What the page at this URL, or a worker of it, is to run. */
export function optionsOf(url: string): PageOptions {
  const { searchParams } = new URL(url);
  return {
    thread: searchParams.get("thread") === "worker" ? "worker" : "window",
    file: searchParams.get("file") ?? "",
    filter: searchParams.get("filter") ?? "",
  };
}
