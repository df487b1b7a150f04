import { getRequestListener } from "@hono/node-server";
import { createServer, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ListenOptions, type Server, urlOf } from "./server.ts";

// Milliseconds. Longer than the minute of common load balancers: they should close an idle connection first.
const KEEP_ALIVE = 75_000;
// Milliseconds. Node's own default, which Node drops when `requestTimeout` is 0.
const HEAD_TIMEOUT = 60_000;
const CHECKING_INTERVAL = 30_000;
// Milliseconds for the adapter to send the headers before the connection breaks.
const FLUSH_TIME = 10;
// Milliseconds.
const IDLE_INTERVAL = 50;

/** Listens with Node's HTTP server. */
export async function serveNode({ hostname, port, fetch, headTimeout = HEAD_TIMEOUT }: ListenOptions): Promise<Server> {
  const listener = getRequestListener(
    async (request, { outgoing }) => closeOnError(await fetch(request), outgoing as ServerResponse),
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

/**
 * Creates a response that closes its connection if its body errors. The adapter would write the error to the console,
 * and perhaps to the client.
 */
function closeOnError(response: Response, outgoing: ServerResponse): Response {
  const { body, status, statusText, headers } = response;
  if (!body) return response;
  const reader = body.getReader();
  const guarded = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        // The adapter reads ahead before it sends the headers.
        await new Promise((resolve) => setTimeout(resolve, FLUSH_TIME));
        outgoing.socket?.destroySoon();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return new Response(guarded, { status, statusText, headers });
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
