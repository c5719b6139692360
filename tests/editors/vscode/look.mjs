// Takes the picture in the documentation: look.mjs HOST VSIX SERVER PICTURE.

import { resolve } from "node:path";

import { openHost } from "./host.mjs";

const [host, vsix, server, picture] = process.argv.slice(2).map((path) => resolve(path));
const opened = await openHost({ host, vsix, server });
try {
  const page = await opened.browser.newPage({ viewport: { width: 1100, height: 640 } });
  await page.goto(`http://${opened.address}/?${new URLSearchParams({ folder: opened.workspace })}`);
  await page.getByRole("treeitem", { name: "Dockerfile" }).first().dblclick({ timeout: 60_000 });
  await page.waitForSelector(".squiggly-warning", { timeout: 60_000 });
  await page.keyboard.press("Control+Shift+M");
  await page.waitForSelector(".markers-panel .monaco-list-row");
  await page.locator(".view-line").filter({ hasText: "AS Builder" }).getByText("Builder").first().hover();
  await page.waitForSelector(".monaco-hover:not(.hidden) .hover-contents");
  await page.locator(".monaco-hover").first().evaluate((hover) => Promise.all(hover.getAnimations({ subtree: true }).map((animation) => animation.finished)));
  await page.screenshot({ path: picture });
  console.log((await page.locator(".squiggly-error, .squiggly-warning, .squiggly-info").count()) + " squiggles");
} finally {
  await opened.close();
}
