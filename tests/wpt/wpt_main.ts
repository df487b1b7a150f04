// Runs files of the Web Platform Tests one after another; its last argument holds a WptRun as JSON.
import { createFetch } from "../../mod.ts";
import type { WptFile, WptResults, WptRun } from "./wpt_run.ts";

type Result = { readonly name: string; readonly status: number; readonly message?: string | null };

interface Harness {
  setup(options: object): void;
  done(): void;
  add_completion_callback(callback: (tests: Result[]) => void): void;
}

const { process } = globalThis as unknown as {
  process: {
    argv: string[];
    exit(): void;
    stdout: { write(text: string, callback: () => void): void };
    on(event: string, listener: (error: unknown) => void): void;
  };
};
const { origin, files, isWrapped }: WptRun = JSON.parse(process.argv.at(-1) ?? "");
// Milliseconds for one file.
const PATIENCE = 20_000;

const platformFetch = globalThis.fetch;
const fetchUnderTest = isWrapped ? createFetch({ fetch: platformFetch, retry: { minDelay: 1 } }) : platformFetch;
const PlatformRequest = globalThis.Request;
const results: WptResults = {};
let base = origin;
const harness = await load("/resources/testharness.js");

globalThis.fetch = function fetch(...rest: Parameters<typeof platformFetch>) {
  const [input, ...others] = rest;
  return fetchUnderTest(...[resolve(input), ...others] as typeof rest);
};
// Neither Node nor Deno has a base URL.
globalThis.Request = new Proxy(PlatformRequest, {
  construct: (target, [input, ...rest], newTarget) => Reflect.construct(target, [resolve(input), ...rest], newTarget),
});
for (const event of ["unhandledRejection", "uncaughtException"]) process.on(event, () => {});
(globalThis as { onunhandledrejection?: unknown }).onunhandledrejection = (event: Event) => event.preventDefault();

for (const file of files) await run(file);
// A longer text would be cut by an exit at once.
process.stdout.write(`\n${JSON.stringify(results)}\n`, () => process.exit());

function resolve(input: unknown): unknown {
  return typeof input === "string" && URL.canParse(input, base) ? new URL(input, base).href : input;
}

async function load(path: string): Promise<string> {
  return await (await platformFetch(new URL(path, base))).text();
}

async function run({ path, scripts }: WptFile): Promise<void> {
  base = new URL(path, origin).href;
  const sources = await Promise.all([...scripts, path].map(load));
  define("self", globalThis);
  define("location", new URL(base));
  define("GLOBAL", { isWindow: () => false, isWorker: () => false, isShadowRealm: () => false });
  (0, eval)(harness);
  const { setup, done, add_completion_callback: onCompletion } = globalThis as unknown as Harness;
  setup({ explicit_done: true, explicit_timeout: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const completed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
    onCompletion((tests) => {
      for (const { name, status, message } of tests) {
        results[`${path}: ${name}`] = status === 0 ? "pass" : message ?? `status ${status}`;
      }
      resolve();
    });
  });
  try {
    new Function(sources.join("\n;\n")).call(globalThis);
  } catch (error) {
    results[`${path}: (loading)`] = String(error);
  }
  done();
  await completed;
  clearTimeout(timer);
}

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}
