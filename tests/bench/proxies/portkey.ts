import { createRequire } from "node:module";
import { freePort, startServer } from "../start_server.ts";
import { eachAttempt, type ProxySetup, type StartedProxy } from "./proxy.ts";

// What it retries is also what it falls back on.
const STATUSES = [408, 429, 500, 502, 503, 504, 529];

/** Starts `@portkey-ai/gateway`, which takes its configuration with each request. */
export async function startPortkey(node: string, setup: ProxySetup): Promise<StartedProxy> {
  const port = freePort();
  const main = createRequire(import.meta.url).resolve("@portkey-ai/gateway/build/start-server.js");
  const preload = `--import=${import.meta.resolve("./portkey_preload.ts")}`;
  const args = [preload, main, `--port=${port}`, "--headless"];
  const server = await startServer(node, { args, env: { NODE_ENV: "production" }, port });
  return { ...server, headers: headersOf(setup) };
}

function headersOf(setup: ProxySetup): Record<string, string> {
  const { cutoff, attempts, upstreams } = setup;
  const target = (url: string) => ({ provider: "openai", custom_host: `${url}/v1`, request_timeout: cutoff });
  if (upstreams.length > 1) {
    const targets = eachAttempt(setup).map((url) => ({ ...target(url), api_key: "none" }));
    const strategy = { mode: "fallback", on_status_codes: STATUSES };
    return { "x-portkey-config": JSON.stringify({ strategy, targets }) };
  }
  const { provider, custom_host, request_timeout } = target(upstreams[0] ?? "");
  const retry = { attempts: attempts - 1, on_status_codes: STATUSES };
  return {
    "x-portkey-provider": provider,
    "x-portkey-custom-host": custom_host,
    "x-portkey-config": JSON.stringify({ retry, request_timeout }),
  };
}
