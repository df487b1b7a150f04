import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { certificate } from "../fixtures/certificate.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { currentNode, isAvailable, machineNode, olderNode, pinnedFolder } from "../runtimes/binaries.ts";
import { runMain } from "../runtimes/run_main.ts";
import { KINDS } from "../runtimes/undici_kinds.ts";
import type { MatrixRequest, MatrixRow } from "../runtimes/undici_matrix.ts";

const NODES = {
  "the machine's Node": machineNode,
  "Node 22": () => olderNode("22.23.5"),
  "Node 24": () => olderNode("24.22.3"),
  "the current Node": currentNode,
};
const COPIES = {
  6: pinnedFolder("undici", "6.29.1"),
  7: pinnedFolder("undici", "7.30.2"),
  8: pinnedFolder("undici", "8.12.4"),
};

// Each Node takes seconds, most of which it waits.
Deno.test("UndiciRoute goes the way of every global dispatcher, by every fetch of undici's", async (t) => {
  await Promise.all(
    Object.entries(NODES).map(([name, path]) => {
      return t.step({
        name,
        sanitizeOps: false,
        sanitizeResources: false,
        sanitizeExit: false,
        fn: async () => {
          const binary = await path();
          if (isAvailable(binary)) checkMatrix(name, await matrix(binary));
        },
      });
    }),
  );
});

for (const [name, path] of Object.entries(NODES)) {
  Deno.test(`UndiciRoute uses the proxy of Node's environment, on ${name}`, async () => {
    const binary = await path();
    if (!isAvailable(binary)) return;
    const proxyPort = await freePort();
    const proxy = `http://127.0.0.1:${proxyPort}`;
    const env = { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: "" };
    const [row] = await matrix(binary, { byEnvironment: true, proxyPort }, env);
    assert.ok(row);
    const { plain } = row.ways;

    assert.deepEqual(row.ways, { plain, fresh: plain, limited: plain, after: plain });
    // Node 20 knows no such proxy.
    assert.equal(plain, name === "the machine's Node" ? row.ways.plain : "proxy, TCP");
    assert.equal(row.isFresh, plain === "TCP");
  });
}

function checkMatrix(name: string, rows: MatrixRow[]): void {
  const copies = new Set(rows.map(({ combination: { copy } }) => copy));
  if (!copies.has("8")) console.log(`Skipped: undici 8 doesn't load on ${name}`);
  assert.ok(copies.has("6") && copies.has("7"));
  for (const row of rows) {
    const { combination, ways, isFresh, isReused } = row;
    const { plain } = ways;
    assert.deepEqual(ways, { plain, fresh: plain, limited: plain, after: plain }, show(row));
    const kind = KINDS[combination.kind];
    if (kind && combination.fetch === "Node's") assert.equal(isFresh, !!kind.isPlain, show(row));
    if (isFresh) assert.equal(isReused, false, show(row));
  }
  for (const kind of ["none", "imported", ...plainKinds()]) {
    const own = rows.filter(({ combination }) => combination.kind === kind && !combination.fetch.includes("wrapper"));
    assert.ok(own.length > 0 && own.every(({ isFresh, isLimited }) => isFresh && isLimited), kind);
  }
}

async function matrix(
  binary: string,
  request: Partial<MatrixRequest> = {},
  env: Record<string, string> = {},
): Promise<MatrixRow[]> {
  await using folder = await temporaryFolder();
  const socketPath = join(folder.path, "unix.sock");
  const whole = {
    copies: COPIES,
    proxyPort: await freePort(),
    certificate: await certificate(),
    socketPath,
    ...request,
  };
  return await runMain(binary, "undici_matrix_main.ts", whole, { env }) as MatrixRow[];
}

function plainKinds(): string[] {
  return Object.entries(KINDS).flatMap(([kind, { isPlain }]) => isPlain ? [kind] : []);
}

function show({ combination: { copy, order, kind, fetch } }: MatrixRow): string {
  return `undici ${copy}, ${order} Node's first fetch, ${kind}, by the fetch of ${fetch}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
