import type { Script } from "../fixtures/upstream.ts";
import type { VirtualServer } from "./virtual_server.ts";

/** Answers over a socket as a virtual server does; the requests of all its connections are counted together. */
export function virtualScript(server: VirtualServer): Script {
  let count = 0;
  return async ({ request: { path, method, headers }, response, socket }) => {
    const answer = server({ url: `http://upstream.test${path}`, method, headers }, ++count);
    const { response: { status, headers: head }, chunks, clean } = answer;
    response.writeHead(status, Object.fromEntries(head));
    response.flushHeaders();
    for (const chunk of chunks) await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
    const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const length = head.get("content-length");
    if (clean && (length === null || Number(length) === bytes)) response.end();
    // Whatever is clean about it, a body that is shorter than it was to be is broken.
    else if (clean) socket.end();
    else socket.destroy();
  };
}
