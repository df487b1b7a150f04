import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { HANDLERS, type WptRequest } from "./wpt_handlers.ts";

/** Serves a checkout of the Web Platform Tests; made by {@linkcode serveWpt}. */
export interface WptServer extends AsyncDisposable {
  readonly origin: string;
}

/**
 * Serves a checkout of the Web Platform Tests, with what its tests for `fetch` need of the handlers that are written in
 * Python.
 *
 * @param root The checkout's path.
 */
export async function serveWpt(root: string): Promise<WptServer> {
  const stash = new Map<string, unknown>();
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response).catch(() => response.destroy());
  };
  const [server, other] = await Promise.all([start(), start()]);
  const ports = [portOf(server), portOf(other)];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", "http://localhost");
    const name = url.pathname.split("/").at(-1) ?? "";
    if (name.endsWith(".py")) {
      const handler = HANDLERS[name];
      const body = new Uint8Array(await new Response(ReadableStream.from(request)).arrayBuffer());
      if (!handler) return void response.writeHead(501).end();
      const wanted: WptRequest = {
        query: url.searchParams,
        method: request.method ?? "",
        headers: request.headers,
        body,
      };
      await handler(wanted, response, stash);
      return;
    }
    const path = join(root, normalize(decodeURIComponent(url.pathname)));
    const headers = await Deno.readTextFile(`${path}.headers`).catch(() => "");
    for (const [, field = "", value = ""] of headers.matchAll(/^([^:\n]+): *(.*)$/gm)) response.setHeader(field, value);
    const file = await Deno.readFile(path).catch(() => undefined);
    if (!file) return void response.writeHead(404).end();
    const type = path.endsWith(".html") ? "text/html" : path.endsWith(".js") ? "text/javascript" : "text/plain";
    if (!response.hasHeader("content-type")) response.setHeader("content-type", type);
    response.end(name.includes(".sub.") ? substitute(new TextDecoder().decode(file)) : file);
  }

  function substitute(text: string): string {
    return text.replaceAll(/\{\{(.*?)\}\}/g, (_, name: string) => {
      const [, index] = /^ports\[\w+\]\[(\d)\]$/.exec(name) ?? [];
      return index ? String(ports[Number(index)]) : "127.0.0.1";
    });
  }

  function start(): Promise<Server> {
    const server = createServer({ keepAliveTimeout: 60_000 }, listener);
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
  }

  return {
    origin: `http://127.0.0.1:${ports[0]}`,
    async [Symbol.asyncDispose]() {
      for (const each of [server, other]) {
        each.closeAllConnections();
        await new Promise((resolve) => each.close(resolve));
      }
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
