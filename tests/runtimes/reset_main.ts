// Has a process read answers that are reset behind their first chunk; its last argument holds a ResetRun as JSON.
import { createFetch } from "../../mod.ts";

const { process } = globalThis as unknown as { process: { argv: string[]; exit(): void } };
const { url, method, calls }: { url: string; method: string; calls: number } = JSON.parse(process.argv.at(-1) ?? "");

const fetch = createFetch({ retry: { minDelay: 1 } });
const outcomes = [];
for (let call = 0; call < calls; call++) {
  let text = "";
  try {
    const { body } = await fetch(url, { method, body: method === "POST" ? "order" : undefined });
    for await (const chunk of body ?? []) text += new TextDecoder().decode(chunk);
    outcomes.push({ text, ended: true });
  } catch {
    outcomes.push({ text, ended: false });
  }
}
console.log(JSON.stringify(outcomes));
process.exit();
