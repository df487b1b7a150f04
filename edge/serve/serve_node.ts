import { getRequestListener } from "@hono/node-server";
import { createServer, type Server as HttpServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ListenOptions, type Server, urlOf } from "./server.ts";

// Milliseconds; balancers keep idle connections for a minute, and expect not to be the ones that are surprised.
const KEEP_ALIVE = 75_000;
// Milliseconds; Node's own, which it drops where a request as a whole has no limit.
const HEAD_TIMEOUT = 60_000;
const CHECKING_INTERVAL = 30_000;
// Milliseconds.
const FLUSH_TIME = 10;
const IDLE_INTERVAL = 50;

/** Listens by Node's HTTP server. */
export async function serveNode({ hostname, port, fetch, headTimeout = HEAD_TIMEOUT }: ListenOptions): Promise<Server> {
  const listener = getRequestListener(
    async (request, { outgoing }) => breakingOff(await fetch(request), outgoing as ServerResponse),
    // What reads requests here takes the platform's own.
    { overrideGlobalObjects: false },
  );
  const limits = {
    keepAliveTimeout: KEEP_ALIVE,
    headersTimeout: headTimeout,
    // The proxy has limits of its own for uploads.
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
    close: () => closed(server),
  };
}

/**
 * Makes a response whose connection breaks where its body errs: the adapter would write the error to the console, and
 * the message perhaps to the client.
 */
function breakingOff(response: Response, outgoing: ServerResponse): Response {
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
        // The adapter reads a little before it sends the headers.
        await new Promise((resolve) => setTimeout(resolve, FLUSH_TIME));
        outgoing.socket?.destroySoon();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return new Response(guarded, { status, statusText, headers });
}

function closed(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    // A client may keep its connection for long after its answer.
    const idle = setInterval(() => server.closeIdleConnections?.(), IDLE_INTERVAL);
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
  });
}

/** Takes out of the target of a request what no `Request` may have in its URL. */
function withoutCredentials(target: string | undefined): string | undefined {
  return target?.replace(/^(https?:\/\/)[^/?#]*@/i, "$1");
}
