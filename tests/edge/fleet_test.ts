import assert from "node:assert/strict";
import { lacksRedis, redisServer } from "../fixtures/redis_server.ts";
import { pause, reset, sse } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";
import {
  AT_ONCE,
  attemptsOf,
  eventually,
  ninthTenth,
  PASSWORD,
  reportsOf,
  textOf,
  variablesOf,
  wait,
} from "./fixtures/fleet.ts";
import { failedStart, servedProxy, servedWorker } from "./fixtures/served_proxy.ts";

const ignore = await lacksRedis();

Deno.test("SHARED_STATE has a proxy cut off as another learned", { ignore }, async () => {
  await using redis = await redisServer(PASSWORD);
  await using upstream = await scripted(hangingAtFirst());
  const variables = { UPSTREAM_URL: upstream.url, TTFB_TIMEOUT_SECONDS: "learned", SHARED_STATE: redis.url };
  await using one = await servedProxy(variables);
  await using two = await servedProxy(variables);

  for (let turn = 0; turn < 30; turn++) await textOf(`${one.url}/fast`);
  await eventually(async () => {
    const key = (await redis.run("keys", "*:samples")) || "none";
    return Number(await redis.run("xlen", key)) >= 30;
  });
  await wait(4_000);
  await textOf(`${two.url}/hang`);

  const [line] = await two.log.lines(1);
  const elapsed = line?.tried?.[0]?.elapsed ?? NaN;
  // Without what the other learned, it would be two minutes.
  assert.ok(elapsed >= 1_000 && elapsed < 60_000, `got ${elapsed}`);
});

Deno.test("SHARED_STATE shares nothing between proxies of other upstreams", { ignore }, async () => {
  await using redis = await redisServer(PASSWORD);
  await using dead = await scripted(reset());
  await using alive = await scripted(sse("1"));
  const variables = variablesOf(redis.url, dead.url, alive.url);
  await using one = await servedProxy({ ...variables, BREAKER_FAILURES: "1" });
  await using two = await servedProxy({
    ...variables,
    UPSTREAMS: JSON.stringify({ up: [dead.url, alive.url], more: alive.url }),
    BREAKER_FAILURES: "1000",
  });

  await attemptsOf(one);
  await eventually(async () => (await redis.run("keys", "*")).includes(":breakers"));
  await wait(2_500);

  assert.equal(await attemptsOf(two), 2);
});

const troubles: Record<string, [change: (url: string) => string, reason: RegExp]> = {
  "refuses the password": [(url) => url.replace(PASSWORD, "planted"), /^WRONGPASS$/],
  "speaks no TLS": [(url) => url.replace("redis:", "rediss:"), /^[A-Za-z_]+$/],
  "isn't there": [() => "redis://:planted@127.0.0.1:1", /^ECONNREFUSED$/],
};
for (const [what, [change, reason]] of Object.entries(troubles)) {
  Deno.test(`SHARED_STATE writes one line where Redis ${what}, without the password, and serves`, {
    ignore,
  }, async () => {
    await using redis = await redisServer(PASSWORD);
    await using upstream = await scripted(sse("1"));
    await using proxy = await servedProxy({
      UPSTREAM_URL: upstream.url,
      SHARED_STATE: change(redis.url),
      // It has the client print its commands.
      DEBUG: "*",
    });

    const took = await ninthTenth(proxy, 3_000);

    assert.ok(took < AT_ONCE, `took ${took} ms`);
    assert.equal(reportsOf(proxy).length, 1);
    assert.match(reportsOf(proxy)[0]?.reason ?? "", reason);
    assert.doesNotMatch([...proxy.errors, ...proxy.log.text].join(), /planted|sesame/);
  });
}

Deno.test("SHARED_STATE that is no URL of a Redis ends the start, and isn't shown", async () => {
  const { code, errors } = await failedStart({ UPSTREAM_URL: "http://127.0.0.1:1", SHARED_STATE: "redis://:planted" });

  assert.deepEqual([code, errors.length], [1, 1]);
  assert.match(errors.join(), /^Invalid configuration: SHARED_STATE takes a URL such as redis:\/\/127\.0\.0\.1:6379, /);
  assert.doesNotMatch(errors.join(), /planted/);
});

Deno.test("edge/worker.ts on Deno refuses a SHARED_STATE that it can't use", async () => {
  await using proxy = await servedWorker({
    UPSTREAM_URL: "http://127.0.0.1:1",
    SHARED_STATE: "redis://:planted@127.0.0.1",
  });

  const text = await textOf(`${proxy.url}/a`);

  assert.match(JSON.parse(text).error.message, /^Invalid configuration: SHARED_STATE takes .*firstbyte-proxy/);
  assert.doesNotMatch(text, /planted/);
});

function hangingAtFirst(): Script {
  const seen = new Set<string>();
  return async (exchange) => {
    const { path } = exchange.request;
    if (path.startsWith("/hang") && !seen.has(path)) return void seen.add(path);
    await pause(1, exchange.signal);
    await sse("1")(exchange);
  };
}
