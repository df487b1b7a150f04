import { findOnPath } from "../../fixtures/find_on_path.ts";
import { currentNode, machineNode } from "../../runtimes/binaries.ts";
import { startHaproxy } from "./haproxy.ts";
import { startHono } from "./hono.ts";
import { startNginx } from "./nginx.ts";
import { startOnDeno, startOnNode } from "./ours.ts";
import { startPortkey } from "./portkey.ts";
import type { MissingProxy, Proxy } from "./proxy.ts";

/** The names by which tables call this repository's proxy. */
export const OUR_PROXY = "firstbyte on Deno";
export const OURS_ON_NODE = "firstbyte on Node";
/** And Hono's helper. */
export const HONO = "Hono proxy() on Deno";
export const HONO_ON_NODE = "Hono proxy() on Node";

/** Returns the proxies, ours first, and why those of them that are missing are. */
export async function proxies(): Promise<(Proxy | MissingProxy)[]> {
  const node = currentNode() ?? await machineNode();
  return [
    { name: OUR_PROXY, plain: HONO, start: startOnDeno },
    { name: HONO, start: (setup) => startHono(setup) },
    onNode(OURS_ON_NODE, node, (path) => ({ plain: HONO_ON_NODE, start: (setup) => startOnNode(path, setup) })),
    onNode(HONO_ON_NODE, node, (path) => ({ start: (setup) => startHono(setup, path) })),
    onNode("@portkey-ai/gateway", node, (path) => ({
      plain: HONO_ON_NODE,
      start: (setup) => startPortkey(path, setup),
    })),
    await ofDebian("nginx", "nginx", (path) => ({ start: (setup) => startNginx(path, setup) })),
    await ofDebian("HAProxy", "haproxy", (path) => ({ start: (setup) => startHaproxy(path, setup) })),
  ];
}

/** Tells whether a proxy can take part. */
export function isHere(proxy: Proxy | MissingProxy): proxy is Proxy {
  return "start" in proxy;
}

type Made = Omit<Proxy, "name">;

function onNode(name: string, node: string | undefined, make: (path: string) => Made): Proxy | MissingProxy {
  return node ? { name, ...make(node) } : { name, missing: "there's no Node" };
}

async function ofDebian(name: string, command: string, make: (path: string) => Made): Promise<Proxy | MissingProxy> {
  // Debian keeps it where only the administrator's commands are sought.
  const path = await findOnPath(command) ?? await sbin(command);
  return path ? { name, ...make(path) } : { name, missing: `\`${command}\` isn't installed` };
}

async function sbin(command: string): Promise<string | undefined> {
  const path = `/usr/sbin/${command}`;
  return await Deno.stat(path).then(() => path, () => undefined);
}
