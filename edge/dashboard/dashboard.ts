import { type Context, Hono } from "hono";
import { liveEvents } from "./live_events.ts";
import type { LiveRequests } from "./live_requests.ts";
import { page } from "./page.ts";
import { runPage } from "./run_page.ts";
import { style } from "./style.ts";

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Creates the pages of the dashboard, to be mounted at `/dashboard`.
 *
 * @param live The requests to show.
 * @returns An app that serves the pages.
 */
export function dashboard(live: LiveRequests): Hono {
  const app = new Hono();
  app.get("/", (c) => answer(c, page, "text/html; charset=utf-8"));
  app.get("/page.css", (c) => answer(c, style, "text/css; charset=utf-8"));
  app.get("/page.js", (c) => answer(c, `(${runPage})();`, "text/javascript; charset=utf-8"));
  app.get("/events", (c) => c.body(liveEvents(live), 200, { ...HEADERS, "content-type": "text/event-stream" }));
  return app;
}

function answer(c: Context, text: string, type: string): Response {
  return c.body(text, 200, { ...HEADERS, "content-type": type });
}
