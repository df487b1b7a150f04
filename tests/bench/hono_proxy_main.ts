import { Hono } from "hono";
import { proxy } from "hono/proxy";

// Hono's own helper, as its documentation shows it.
const [upstream, port] = Deno.args;
const app = new Hono();
app.all("*", (c) => {
  const { pathname, search } = new URL(c.req.url);
  return proxy(`${upstream}${pathname}${search}`, c.req);
});
Deno.serve({ hostname: "127.0.0.1", port: Number(port), onListen() {} }, app.fetch);
