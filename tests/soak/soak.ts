// The long form of what the tests do in short: random cases, a large download that breaks, then calls through the
// library and the proxy.
import { plot } from "asciichart";
import { assertFlat } from "./assert_flat.ts";
import { assertDownloaded } from "./assert_downloaded.ts";
import { soakCalls } from "./soak_calls.ts";
import { soakDownload } from "./soak_download.ts";
import { SOAKED_CLIENTS } from "./soaked_clients.ts";

const CUTOFF = 1_000;
const MEBIBYTE = 2 ** 20;
const HEIGHT = 8;
// Downloads, event streams and responses each have their share of the cases.
const RESUMED_KINDS = 3;

/** Reads a count from the environment. */
function count(name: string, byDefault: number): number {
  const value = Number(Deno.env.get(name) ?? byDefault);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`Cannot use ${name}: expected an integer ≥ 1, got ${value}`);
}

async function soakProperties(path: string, cases: number): Promise<void> {
  const file = new URL(path, import.meta.url).pathname;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--sanitize-ops", "--sanitize-resources", file],
    env: { PROPERTY_CASES: `${cases}` },
  }).spawn().status;
  if (!success) throw new Error("Expected every random case to hold");
}

function chart(title: string, values: readonly number[]): void {
  console.log(`\n${title}\n${plot([...values], { height: HEIGHT })}`);
}

const cases = count("SOAK_CASES", 100_000);
await soakProperties("../properties/create_fetch_property_test.ts", cases);
await soakProperties("../resume/create_fetch_resume_property_test.ts", Math.ceil(cases / RESUMED_KINDS));
const download = { bytes: count("SOAK_BYTES", 2 ** 30), breaks: count("SOAK_BREAKS", 50) };
const downloaded = await soakDownload(download);
console.log(`\ndownload: ${downloaded.bytes} bytes in ${downloaded.attempts} attempts, SHA-256 ${downloaded.read}`);
chart("Memory in MiB, over the download", downloaded.memory.map((bytes) => bytes / MEBIBYTE));
assertDownloaded(downloaded, download);

const options = { calls: count("SOAK_CALLS", 100_000), atOnce: count("SOAK_AT_ONCE", 100), samples: 80 };
for (const [name, client] of Object.entries(SOAKED_CLIENTS)) {
  const start = performance.now();
  const report = await soakCalls(client(CUTOFF), options);
  const { lost, mangled, doubled, stalled, hurried, requests, memory, sockets } = report;
  const seconds = Math.round((performance.now() - start) / 1_000);
  console.log(`\n${name}: ${options.calls} calls in ${seconds} s, ${stalled} of them stalled, ${requests} requests`);
  console.log(`lost ${lost.length}, mangled ${mangled}, doubled ${doubled}; cut off though healthy ${hurried}`);
  chart(`Memory in MiB, over the calls`, memory.map((bytes) => bytes / MEBIBYTE));
  chart(`Open sockets at the upstream, over the calls`, sockets);
  assertFlat(report, options);
}
