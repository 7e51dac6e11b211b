import type { PageGroup } from "./page_list.ts";

const CURRENT = ` aria-current="page"`;

/** What the frame around a page's text needs to know. */
export interface Frame {
  /** The file in the site's folder that the page becomes. */
  readonly file: string;
  readonly title: string;
  /** The whole navigation. */
  readonly groups: readonly PageGroup[];
}

/** The text of a page, with all that surrounds it. */
export function layOut({ file, title, groups }: Frame, content: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <title>${escapeHtml(title)}</title>
  <link rel="stylesheet" href="reference/prism.css">
  <link rel="stylesheet" href="style.css">
  <script src="reference/darkmode_toggle.js"></script>
  <script src="reference/prism.js" defer></script>
</head>
<body>
<header>
  <a class="home" href="index.html">Sideloop</a>
  <a href="cookbook.html">Cookbook</a>
  <a href="names.html">Names</a>
  <a href="reference/index.html">Reference</a>
  <button id="theme-toggle" type="button" aria-label="Toggle dark mode" style="display: none;"><span>☾</span><span class="hidden">☀</span></button>
</header>
<div class="columns">
<nav>${groups.map((group) => navigation(group, file)).join("")}
  <h2>API</h2>
  <ul><li><a href="names.html"${
    file === "names.html" ? CURRENT : ""
  }>Names by subject</a></li><li><a href="reference/index.html">Reference</a></li></ul>
</nav>
<main>
${content}
</main>
</div>
</body>
</html>
`;
}

/** Text as it stands in HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function navigation({ title, pages }: PageGroup, current: string): string {
  const items = pages.map(({ file, title }) => {
    return `<li><a href="${file}"${file === current ? CURRENT : ""}>${escapeHtml(title)}</a></li>`;
  });
  return `
  <h2>${escapeHtml(title)}</h2>
  <ul>${items.join("")}</ul>`;
}
