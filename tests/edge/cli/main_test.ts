import assert from "node:assert/strict";

Deno.test("main() prints what to paste for a client, and beside it how to start the proxy", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "edge/cli/proxy.ts", "setup", "claude"],
    env: { NO_COLOR: "1" },
  }).output();
  const [lines, beside] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));

  assert.equal(code, 0);
  assert.match(lines ?? "", /^export ANTHROPIC_BASE_URL=http:\/\/127\.0\.0\.1:8787\/anthropic$/m);
  assert.match(beside ?? "", /^Start the proxy with firstbyte-proxy --keep-alive-seconds 15$/m);
});
