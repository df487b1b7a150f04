import { temporaryFolder } from "../../fixtures/temporary_folder.ts";
import { freePort, type Server, startServer } from "../start_server.ts";
import { eachAttempt, endingWith, type ProxySetup } from "./proxy.ts";

/**
 * Starts HAProxy.
 *
 * @param path Its executable.
 */
export async function startHaproxy(path: string, setup: ProxySetup): Promise<Server> {
  const port = freePort();
  const folder = await temporaryFolder({ "haproxy.cfg": configuration(setup, port) });
  const server = await startServer(path, { args: ["-db", "-f", `${folder.path}/haproxy.cfg`], port });
  return endingWith(server, () => folder[Symbol.asyncDispose]());
}

// One thread, since the others have one, too. The version of Debian 12 knows no `retry-on 429`.
function configuration(setup: ProxySetup, port: number): string {
  const servers = eachAttempt(setup).map((url, index) => `  server s${index} ${new URL(url).host}`);
  return `global
  nbthread 1
  maxconn 8192
defaults
  mode http
  option http-no-delay
  timeout connect ${setup.cutoff}ms
  timeout client 60s
  timeout server ${setup.cutoff}ms
  retries ${setup.attempts - 1}
  option redispatch 1
  retry-on conn-failure empty-response junk-response response-timeout 0rtt-rejected 500 502 503 504
frontend clients
  bind 127.0.0.1:${port}
  default_backend api
backend api
${servers.join("\n")}
`;
}
