import { type Script, scripted, type Upstream } from "../fixtures/upstream.ts";
import type { ProxyRuntime, RunningProxy, Variables } from "./running_proxy.ts";

/** What a test of the proxy works with. */
export interface Bench {
  readonly runtime: ProxyRuntime;
  readonly upstream: Upstream;
  readonly proxy: RunningProxy;
}

/** Registers a test of a proxy in front of a scripted upstream, on one runtime. */
export interface RegisterTest {
  (behaviour: string, scripts: readonly Script[], variables: Variables, test: (bench: Bench) => Promise<void>): void;
}

/**
 * Makes what registers tests on one runtime.
 *
 * @param runtime Runs the proxy. `UPSTREAM_URL` is the upstream's, unless the test sets its upstreams itself;
 * in its variables, `UPSTREAM` stands for that URL.
 */
export function testsOn(runtime: ProxyRuntime): RegisterTest {
  return (behaviour, scripts, variables, test) =>
    Deno.test(`createProxy() on ${runtime.name} ${behaviour}`, async () => {
      await using upstream = await scripted(...scripts);
      await using proxy = await runtime.start(resolve(variables, upstream.url));
      await test({ runtime, upstream, proxy });
    });
}

function resolve(variables: Variables, url: string): Variables {
  const entries = Object.entries(variables).map(([name, value]) => [name, value.replaceAll("UPSTREAM", url)]);
  return "UPSTREAMS" in variables ? Object.fromEntries(entries) : { UPSTREAM_URL: url, ...Object.fromEntries(entries) };
}
