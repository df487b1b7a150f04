import assert from "node:assert/strict";
import { chromium, chromiumPath } from "../fixtures/browser.ts";
import { installedLibrary } from "../fixtures/installed_library.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { hang, respond } from "../fixtures/scripts.ts";
import type { TemporaryFolder } from "../fixtures/temporary_folder.ts";
import { scripted } from "../fixtures/upstream.ts";
import { currentNode, isAvailable } from "../runtimes/binaries.ts";

const NEXT = "node_modules/next/dist/bin/next";
const ENV = { NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };

const FILES = {
  // Turbopack follows the links of `node_modules` below its root alone.
  "next.config.mjs": `export default { turbopack: { root: "/" }, experimental: { cpus: 1 } };`,
  "app/layout.js": `
    export default function Layout({ children }) {
      return <html><body>{children}</body></html>;
    }
  `,
  "app/page.js": `
    "use client";
    import { useEffect, useState } from "react";
    import { createFetch, timingOf } from "@firstbyte/fetch";

    const fetch = createFetch();

    export default function Page() {
      const [text, setText] = useState("");
      useEffect(() => {
        fetch("/answer").then(async (response) => {
          setText(await response.text() + ", attempt " + timingOf(response).attempts.length);
        });
      }, []);
      return <p>{text}</p>;
    }
  `,
  "app/answer/route.js": `
    import { createFetch } from "@firstbyte/fetch";

    const fetch = createFetch({ ttfbTimeout: ({ attempt }) => attempt === 1 ? 300 : 20_000 });

    export const dynamic = "force-dynamic";
    export async function GET() {
      return await fetch(process.env.UPSTREAM_URL);
    }
  `,
};

Deno.test("createFetch() answers a route and a page of an app that Next built", async () => {
  const node = currentNode();
  if (!isAvailable(node) || !isAvailable(await chromiumPath())) return;
  await using upstream = await scripted(hang(), respond("hello"));
  await using project = await installedLibrary(FILES, ["next", "react", "react-dom"]);
  await runCommand(node, { args: [NEXT, "build"], cwd: project.path, env: ENV });
  await using site = await serve(node, project, upstream.url);

  await using browser = await chromium();
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.getByText("hello, attempt 1").waitFor({ timeout: 20_000 });

  assert.equal(upstream.requests.length, 2);
});

/** Serves the built app until its scope ends. */
async function serve(
  node: string,
  { path: cwd }: TemporaryFolder,
  upstream: string,
): Promise<AsyncDisposable & { readonly url: string }> {
  const args = [NEXT, "start", "--port", "0", "--hostname", "127.0.0.1"];
  const env = { ...ENV, UPSTREAM_URL: upstream };
  const child = new Deno.Command(node, { args, cwd, env, stdout: "piped", stderr: "inherit" }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!said.includes("Ready")) {
    const { done, value = "" } = await lines.read();
    if (done) throw new Error(`Cannot serve the app: Next said ${said}`);
    said += value;
  }
  const [url = ""] = /http:\S+/.exec(said) ?? [];
  return {
    url,
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill();
      await Promise.all([child.status, lines.cancel()]);
    },
  };
}
