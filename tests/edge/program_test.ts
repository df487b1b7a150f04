import assert from "node:assert/strict";
import { join } from "node:path";
import { findOnPath, machinePath } from "../fixtures/find_on_path.ts";
import { runCommand } from "../fixtures/run_command.ts";
import { hang, respond, sse } from "../fixtures/scripts.ts";
import { temporaryFolder } from "../fixtures/temporary_folder.ts";
import { scripted } from "../fixtures/upstream.ts";
import { bun, currentNode, isAvailable, machineNode } from "../runtimes/binaries.ts";
import { packProxy } from "../../tools/pack_proxy.ts";
import { proxyFile } from "./fixtures/proxy_file.ts";
import { type Program, servedBy } from "./fixtures/served_proxy.ts";

const DENO: Program = [
  Deno.execPath(),
  "run",
  "--no-prompt",
  "--allow-net",
  "--allow-env",
  "--unstable-no-legacy-abort",
];

const programs: Record<string, Program | undefined> = {
  Deno: [...DENO, "--allow-run"],
  "Node 20": programOf(await machineNode()),
  "the current Node": programOf(currentNode()),
  Bun: programOf(bun()),
};
for (const [name, program] of Object.entries(programs)) {
  if (!isAvailable(program?.[0]) || !program) continue;

  Deno.test(`proxy.js on ${name} runs a command with its settings, and exits with its exit code`, async () => {
    await using upstream = await scripted(hang(), sse("1"));
    await using file = await proxyFile();
    const child = `
      for (const name of ["OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL"]) {
        if (!/^http:\\/\\/127\\.0\\.0\\.1:\\d+\\/(openai\\/v1|anthropic|gemini)$/.test(process.env[name])) process.exit(1);
      }
      const response = await fetch(process.env.OPENAI_BASE_URL + "/responses");
      console.log(await response.text() + process.argv.slice(2));
      process.exit(7);`;
    await using folder = await temporaryFolder({ "child.mjs": child });

    const flags = ["--upstream", `openai=${upstream.url}`, "--ttfb-timeout", "0.3"];
    const node = await machineNode() ?? "node";
    const args = [file.path, "run", ...flags, "--", node, join(folder.path, "child.mjs"), "--port", "x"];
    const { code, stdout, stderr } = await output(program, args);

    assert.deepEqual([code, stdout, stderr], [7, "data: 1\n\n--port,x\n", ""]);
    assert.equal(upstream.requests.at(-1)?.path, "/v1/responses");
  });

  Deno.test(`proxy.js on ${name} keeps the command that it runs alive`, async () => {
    await using upstream = await scripted(hang());
    await using file = await proxyFile();
    const child = `
      const headers = { "content-type": "application/json" };
      const body = '{"model":"m","stream":true}';
      const response = await fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", { method: "POST", headers, body });
      const { value } = await response.body.getReader().read();
      console.log(response.status + " " + new TextDecoder().decode(value));
      process.exit(0);`;
    await using folder = await temporaryFolder({ "child.mjs": child });

    const flags = ["--upstream", `anthropic=${upstream.url}`, "--keep-alive", "0.2"];
    const args = [file.path, "run", ...flags, "--", await machineNode() ?? "node", join(folder.path, "child.mjs")];
    const { code, stdout } = await output(program, args);

    assert.deepEqual([code, stdout.trim()], [0, '200 event: ping\ndata: {"type": "ping"}']);
  });

  Deno.test(`proxy.js on ${name} forwards signals to the command that it runs`, async () => {
    await using file = await proxyFile();
    const [command, ...own] = program;
    const args = [...own, file.path, "run", "sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done"];
    const child = new Deno.Command(command, { args, env: ENVIRONMENT, stdout: "piped", stderr: "null" }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill("SIGTERM");

    assert.equal((await child.status).code, 9);
    await reader.cancel();
  });
}

Deno.test("proxy.js names a command that it can't run", async () => {
  await using file = await proxyFile();
  const node = programOf(await machineNode()) ?? ["node"];

  for (const args of [["run"], ["run", "no-such-command-anywhere"]]) {
    const { code, stderr } = await output(node, [file.path, ...args]);

    assert.deepEqual([code, stderr.split("\n").length], [2, 2], stderr);
  }
});

Deno.test("proxy.js runs from a URL on Deno, with access to the network and the environment only", async () => {
  await using upstream = await scripted(hang(), sse("1"));
  await using file = await proxyFile();
  const code = await Deno.readTextFile(file.path);
  await using site = await scripted(respond(code, { headers: { "content-type": "text/javascript" } }));
  await using cache = await temporaryFolder();
  const variables = { UPSTREAM_URL: upstream.url, TTFB_TIMEOUT_SECONDS: "0.3", DENO_DIR: cache.path };
  await using proxy = await servedBy([...DENO, `${site.url}/proxy.js`], variables);

  const response = await fetch(`${proxy.url}/a`);

  assert.equal(await response.text(), "data: 1\n\n");
});

for (const [name, path] of Object.entries({ "Node 20": await machineNode(), "the current Node": currentNode() })) {
  if (!isAvailable(path)) continue;

  Deno.test(`npx runs the package of the proxy in an empty folder on ${name}`, async () => {
    await using folder = await temporaryFolder();
    await packProxy(join(folder.path, "proxy.tgz"));
    const npx = await findOnPath("npx") ?? "npx";
    const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !name.startsWith("npm_"));
    const env = { ...Object.fromEntries(inherited), PATH: `${join(path, "..")}:${machinePath()}` };
    const options = { cwd: folder.path, env, clearEnv: true };

    const version = await runCommand(npx, { args: ["-y", "./proxy.tgz", "--version"], ...options });
    const check = await runCommand(npx, { args: ["-y", "./proxy.tgz", "--check"], ...options });

    assert.match(version, /^\d+\.\d+\.\d+\n$/);
    assert.match(check, /^ {2}\/openai +https:\/\/api\.openai\.com$/m);
  });
}

const ENVIRONMENT = { NO_COLOR: "1" };

async function output([command, ...own]: Program, args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(command, { args: [...own, ...args], env: ENVIRONMENT })
    .output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

function programOf(path: string | undefined): Program | undefined {
  return path === undefined ? undefined : [path];
}
