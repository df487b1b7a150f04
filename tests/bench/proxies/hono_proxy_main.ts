import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { proxy } from "hono/proxy";
import process from "node:process";

// Hono's own helper, as its documentation shows it.
const [upstream, port] = process.argv.slice(2);
const app = new Hono();
app.all("*", (c) => {
  const { pathname, search } = new URL(c.req.url);
  return proxy(`${upstream}${pathname}${search}`, c.req);
});
const address = { hostname: "127.0.0.1", port: Number(port) };
if ("Deno" in globalThis) Deno.serve({ ...address, onListen() {} }, app.fetch);
else serve({ ...address, fetch: app.fetch });
