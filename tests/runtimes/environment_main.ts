// Has a process fetch by its pool and by connections of their own; its last argument holds the URLs as JSON.
import { runtime } from "../../src/runtime/select_runtime.ts";

const { process } = globalThis as unknown as { process: { argv: string[]; exit(): void } };
const urls: string[] = JSON.parse(process.argv.at(-1) ?? "");

const outcomes: [plain: string, fresh: string][] = [];
for (const url of urls) {
  const plain = await get(url, {});
  const connection = runtime.connect({ init: {}, isFresh: true, patience: 45_000 });
  outcomes.push([plain, await get(url, connection?.init ?? {})]);
  connection?.close();
}
console.log(JSON.stringify(outcomes));
process.exit();

async function get(url: string, init: object): Promise<string> {
  try {
    return await (await fetch(url, init)).text();
  } catch {
    return "failed";
  }
}
