import { bundle } from "../../tools/bundle.ts";
import { workerd } from "../fixtures/workerd.ts";
import { LogBook, type ProxyRuntime } from "./running_proxy.ts";

let script: Promise<string> | undefined;
let flags: Promise<string[]> | undefined;

/** What is deployed: the bundle, and the flags that it runs with. */
export const deployed = {
  script: (): Promise<string> => script ??= bundleWorker(),
  flags: (): Promise<string[]> => flags ??= deployedFlags(),
};

/** The proxy in workerd, bundled as it is deployed. */
export const workerdRuntime: ProxyRuntime = {
  name: "workerd",
  async start(variables) {
    const log = new LogBook();
    const worker = await workerd({
      script: await deployed.script(),
      bindings: variables,
      compatibilityFlags: await deployed.flags(),
    }, (line) => log.write(line));
    return { url: worker.url, log, [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose]() };
  },
};

async function bundleWorker(): Promise<string> {
  const { code } = await bundle('export { default, SharedState } from "./edge/worker.ts";', "worker.js", {
    conditions: ["workerd", "worker"],
  });
  return code;
}

async function deployedFlags(): Promise<string[]> {
  const text = await Deno.readTextFile(new URL("../../edge/wrangler.jsonc", import.meta.url));
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, "")).compatibility_flags;
}
