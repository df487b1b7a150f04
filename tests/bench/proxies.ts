import { createRequire } from "node:module";
import { currentNode } from "../runtimes/binaries.ts";
import { findOnPath } from "../fixtures/find_on_path.ts";
import { TIMES } from "./schedule.ts";
import { freePort, type Server, startServer } from "./start_server.ts";

/** A proxy that takes part. */
export interface Proxy {
  readonly name: string;
  /** Headers that its clients send. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Starts it in front of an upstream. */
  start(upstream: string): Promise<Server>;
}

const ATTEMPTS = 3;

/** The name by which tables call this repository's proxy. */
export const OUR_PROXY = "firstbyte";

/** Returns the proxies that are to be had on this machine, ours first. */
export async function proxies(upstream: string): Promise<Proxy[]> {
  const nginxPath = await findOnPath("nginx") ?? await sbin("nginx");
  const node = currentNode();
  return [
    { name: OUR_PROXY, start: startOurs },
    { name: "Hono proxy()", start: startHono },
    ...(node ? [portkey(node, upstream)] : []),
    ...(nginxPath ? [{ name: "nginx", start: (url: string) => startNginx(nginxPath, url) }] : []),
  ];
}

function startOurs(upstream: string): Promise<Server> {
  const port = freePort();
  const env = {
    UPSTREAM_URL: upstream,
    PORT: String(port),
    TTFB_TIMEOUT_SECONDS: String(TIMES.cutoff / 1_000),
    MAX_ATTEMPTS: String(ATTEMPTS),
  };
  const main = new URL("../../edge/cli/proxy.ts", import.meta.url).pathname;
  const args = ["run", "--allow-net", "--allow-env", "--unstable-no-legacy-abort", main];
  return startServer(Deno.execPath(), { args, env, port });
}

function startHono(upstream: string): Promise<Server> {
  const port = freePort();
  const main = `${import.meta.dirname}/hono_proxy_main.ts`;
  return startServer(Deno.execPath(), { args: ["run", "-A", main, upstream, String(port)], port });
}

function portkey(node: string, upstream: string): Proxy {
  const retry = { attempts: ATTEMPTS - 1, on_status_codes: [408, 429, 500, 502, 503, 504] };
  return {
    name: "@portkey-ai/gateway",
    headers: {
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `${upstream}/v1`,
      "x-portkey-config": JSON.stringify({ retry, request_timeout: TIMES.cutoff }),
    },
    start() {
      const port = freePort();
      const main = createRequire(import.meta.url).resolve("@portkey-ai/gateway/build/start-server.js");
      const preload = `--import=${import.meta.resolve("./portkey_preload.ts")}`;
      const args = [preload, main, `--port=${port}`, "--headless"];
      return startServer(node, { args, env: { NODE_ENV: "production" }, port });
    },
  };
}

async function startNginx(path: string, upstream: string): Promise<Server> {
  const port = freePort();
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/nginx.conf`, nginxConfig(new URL(upstream).host, port, folder));
  const server = await startServer(path, { args: ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], port });
  return {
    url: server.url,
    pid: server.pid,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

// One worker, since the others have one, too. It goes on to the next of several servers: here the same one.
function nginxConfig(host: string, port: number, folder: string): string {
  const server = `server ${host} max_fails=0;`;
  return `daemon off; worker_processes 1; pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream api { ${server.repeat(ATTEMPTS)} keepalive 128; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header connection "";
      proxy_buffering off;
      proxy_read_timeout ${TIMES.cutoff}ms;
      proxy_next_upstream error timeout non_idempotent;
      proxy_next_upstream_tries ${ATTEMPTS};
    }
  }
}
`;
}

// Debian keeps it where only the administrator's commands are sought.
async function sbin(command: string): Promise<string | undefined> {
  const path = `/usr/sbin/${command}`;
  return await Deno.stat(path).then(() => path, () => undefined);
}
