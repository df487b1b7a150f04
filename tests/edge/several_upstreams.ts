import { type Script, scripted, type Upstream } from "../fixtures/upstream.ts";
import type { ProxyRuntime, RunningProxy, Variables } from "./running_proxy.ts";

/** What a test of a proxy with two upstreams works with. */
export interface Bench {
  readonly first: Upstream;
  readonly second: Upstream;
  readonly proxy: RunningProxy;
}

/** What the two upstreams answer with. */
export interface Scripts {
  readonly first: readonly Script[];
  readonly second: readonly Script[];
}

/** Registers a test of a proxy in front of two scripted upstreams, on one runtime. */
export interface RegisterTest {
  (behaviour: string, scripts: Scripts, variables: Variables, test: (bench: Bench) => Promise<void>): void;
}

/**
 * Makes what registers tests of two upstreams that are mounted at `/two/`.
 *
 * @param runtime Runs the proxy. In its variables, `FIRST` and `SECOND` stand for the URLs of the upstreams.
 */
export function testsOfTwo(runtime: ProxyRuntime): RegisterTest {
  return (behaviour, scripts, variables, test) =>
    Deno.test(`createProxy() on ${runtime.name} ${behaviour}`, async () => {
      await using first = await scripted(...scripts.first);
      await using second = await scripted(...scripts.second);
      const given = { UPSTREAMS: '{"two":["FIRST","SECOND"]}', ...variables };
      const resolve = (value: string) => value.replaceAll("FIRST", first.url).replaceAll("SECOND", second.url);
      const entries = Object.entries(given).map(([name, value]) => [name, resolve(value)]);
      await using proxy = await runtime.start(Object.fromEntries(entries));
      await test({ first, second, proxy });
    });
}
