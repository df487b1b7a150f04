// Leaves clones to the garbage collector before it reads them; its last argument holds the upstream's URL as JSON.
import { createFetch } from "../../mod.ts";

const { gc, process } = globalThis as unknown as { gc(): void; process: { argv: string[] } };
const fetch = createFetch();
const texts = [];
for (let call = 0; call < 5; call++) {
  const response = await fetch(JSON.parse(process.argv.at(-1) ?? ""));
  const clone = response.clone();
  texts.push(await response.text());
  for (let collection = 0; collection < 3; collection++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  texts.push(await clone.text());
}
console.log(JSON.stringify(texts));
