import assert from "node:assert/strict";

// Thrice what it takes: other tests run beside this one.
const LIMIT = 60_000;
const TERMINAL = 80;
const ARGS = ["run", "-A", "--unstable-no-legacy-abort", "tests/demo/demo.ts"];

function demo(args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: { NO_COLOR: "1", PORT: "0" },
    stdout: "piped",
    stderr: "piped",
  });
}

/** Returns the numbers that the cells of a row begin with. */
function numbers(output: string, name: string): number[] {
  return row(output, name).map((cell) => Number.parseFloat(cell));
}

/** Returns the cells of a row of the table. */
function row(output: string, name: string): string[] {
  const line = output.split("\n").find((line) => line.startsWith(`│ ${name}`));
  assert.ok(line, `Expected a row ${name} in:\n${output}`);
  return line.split("│").slice(2, -1).map((cell) => cell.trim());
}

Deno.test("the task demo shows what plain fetch loses, and ends by itself", async () => {
  const start = performance.now();

  // Returns only when every process that holds its streams has ended.
  const { code, stdout, stderr } = await demo(["task", "demo"]).output();

  const elapsed = performance.now() - start;
  const output = new TextDecoder().decode(stdout);
  const progress = new TextDecoder().decode(stderr);
  assert.equal(code, 0, progress);
  assert.ok(elapsed < LIMIT, `${elapsed} ms`);
  assert.deepEqual(row(output, ""), ["plain fetch", "createFetch", "hedged", "proxy"]);
  const [plain, ours, hedged, proxied] = numbers(output, "answered");
  assert.equal(plain, 70);
  // On a slow machine a cutoff may pass where the plan had none.
  assert.ok([ours, hedged, proxied].every((answered) => Number(answered) >= 95), output);
  const broken = numbers(output, "broken off");
  assert.equal(broken[0], 10);
  const said =
    /^✕ plain fetch: 20 of 100 calls never answered, 10 broken off\n✓ firstbyte: (\d+) of 100 answered, slowest \d+ s$/m;
  assert.equal(Number(said.exec(output)?.[1]), Math.min(Number(ours), Number(hedged), Number(proxied)), output);
  const [plainRequests, ourRequests] = numbers(output, "upstream requests");
  assert.equal(plainRequests, 100);
  assert.ok(Number(ourRequests) >= 130, output);
  const [plainP99, ourP99, hedgedP99] = numbers(output, "p99 wait");
  // Nominally 80 s, 150 s and 500 s of the field.
  assert.ok(Number(hedgedP99) < Number(ourP99) && Number(ourP99) < Number(plainP99), output);
  assert.match(progress, /plain fetch █+░+ \d+\/100 calls/);
  assert.match(output, /^ +5\d\d s ┤/m);
  const widest = Math.max(...output.split("\n").map((line) => line.length));
  assert.ok(widest <= TERMINAL, `${widest} columns`);
});

Deno.test("the demo ends at once when it is interrupted", async () => {
  await using child = demo(ARGS).spawn();
  const reader = child.stdout.getReader();
  await reader.read();

  child.kill("SIGINT");

  const { signal } = await child.status;
  assert.equal(signal, "SIGINT");
  await Promise.all([reader.cancel(), child.stderr.cancel()]);
});

Deno.test("the demo serves its page until it is interrupted", async () => {
  await using child = demo([...ARGS, "--serve"]).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: said = "" } = await lines.read();
  const [url = ""] = /http:\S+/.exec(said) ?? [];

  const response = await fetch(url);
  assert.match(await response.text(), /<title>firstbyte/);
  assert.match(`${response.headers.get("content-security-policy")}`, /default-src 'self'/);
  child.kill("SIGINT");

  const { signal } = await child.status;
  assert.equal(signal, "SIGINT");
  await Promise.all([lines.cancel(), child.stderr.cancel()]);
});
