import { readBindings } from "./config/bindings.ts";
import { ConfigError } from "./config/config_error.ts";
import { parseConfig } from "./config/parse_config.ts";
import { reportFailure } from "./log/report_failure.ts";
import worker from "./worker.ts";

const DEFAULT_PORT = "8787";

/** Serves the proxy on this machine alone, configured by the environment and `PORT`. */
function serve(): void {
  const port = parsePort(Deno.env.get("PORT") ?? DEFAULT_PORT);
  parseConfig(readBindings(undefined));
  try {
    listen(port);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new ConfigError("PORT", "a port that is free, and that this user may listen on");
  }
}

function listen(port: number): void {
  Deno.serve({
    port,
    hostname: "127.0.0.1",
    onListen: (address) => console.error(`Listening on http://${address.hostname}:${address.port}`),
    // Told of bodies that broke off, too: the log has those already.
    onError: () => new Response(null, { status: 500 }),
  }, answer);
}

async function answer(request: Request): Promise<Response> {
  try {
    return await worker.fetch(request);
  } catch (error) {
    reportFailure(error);
    return new Response(null, { status: 500 });
  }
}

function parsePort(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new ConfigError("PORT", "a port number from 0 to 65535");
}

try {
  serve();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
