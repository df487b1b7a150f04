import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { createServer, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ListenOptions, type Server, urlOf } from "./server.ts";
import { writeResponse } from "./write_response.ts";

// Milliseconds. Longer than the minute of common load balancers: they should close an idle connection first.
const KEEP_ALIVE = 75_000;
// Milliseconds. Node's own default, which Node drops when `requestTimeout` is 0.
const HEAD_TIMEOUT = 60_000;
const CHECKING_INTERVAL = 30_000;
// Milliseconds.
const IDLE_INTERVAL = 50;

/** Listens with Node's HTTP server. */
export async function serveNode({ hostname, port, fetch, headTimeout = HEAD_TIMEOUT }: ListenOptions): Promise<Server> {
  const listener = getRequestListener(
    async (request, { outgoing }) => {
      // The adapter would wait for a second chunk before it sends the head, and write an error to the console.
      writeResponse(await fetch(request), outgoing as ServerResponse);
      return RESPONSE_ALREADY_SENT;
    },
    // The proxy expects the platform's own `Request`.
    { overrideGlobalObjects: false },
  );
  const limits = {
    keepAliveTimeout: KEEP_ALIVE,
    headersTimeout: headTimeout,
    // The proxy limits uploads itself.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(headTimeout, CHECKING_INTERVAL),
  };
  const server = createServer(limits, (incoming, outgoing) => {
    incoming.url = withoutCredentials(incoming.url);
    void listener(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => resolve());
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: urlOf(hostname, actual),
    close: () => closeServer(server),
  };
}

function closeServer(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    // A client may keep its connection open long after its answer.
    const idle = setInterval(() => server.closeIdleConnections?.(), IDLE_INTERVAL);
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
  });
}

/** Removes the credentials from the target of a request: the constructor of `Request` rejects them. */
function withoutCredentials(target: string | undefined): string | undefined {
  return target?.replace(/^(https?:\/\/)[^/?#]*@/i, "$1");
}
