import assert from "node:assert/strict";
import { certificate } from "../../fixtures/certificate.ts";
import { lacksRedis, redisServer } from "../../fixtures/redis_server.ts";
import { reset, sse } from "../../fixtures/scripts.ts";
import { scripted } from "../../fixtures/upstream.ts";
import type { Variables } from "../fixtures/running_proxy.ts";
import type { ServedProxy } from "../fixtures/served_proxy.ts";
import {
  AT_ONCE,
  attemptsOf,
  eventually,
  ninthTenth,
  PASSWORD,
  reportsOf,
  variablesOf,
  wait,
} from "../fixtures/fleet.ts";

/** Starts a proxy in a process of its own. */
export type StartProxy = (variables: Variables) => Promise<ServedProxy>;

/** Proxies that share what they know through Redis. */
export async function fleetSuite(name: string, start: StartProxy): Promise<void> {
  const ignore = await lacksRedis();

  Deno.test(`SHARED_STATE on ${name} has a proxy leave out what another did, and go on when that dies`, {
    ignore,
  }, async () => {
    await using redis = await redisServer(PASSWORD);
    await using dead = await scripted(reset());
    await using alive = await scripted(sse("1"));
    const variables = variablesOf(redis.url, dead.url, alive.url);
    await using one = await start({ ...variables, BREAKER_FAILURES: "1" });
    // By failures of its own it would never open.
    await using two = await start({ ...variables, BREAKER_FAILURES: "1000" });

    assert.equal(await attemptsOf(one), 2);
    await eventually(async () => await attemptsOf(two) === 1);
    const asked = dead.requests.length;
    one.signal("SIGKILL");
    await one.exited;

    assert.deepEqual([await attemptsOf(two), dead.requests.length], [1, asked]);
  });

  Deno.test(`SHARED_STATE on ${name} keeps no request waiting while Redis hangs, dies and comes back`, {
    ignore,
  }, async () => {
    await using redis = await redisServer(PASSWORD);
    await using dead = await scripted(reset());
    await using alive = await scripted(sse("1"));
    const variables = { ...variablesOf(redis.url, dead.url, alive.url), BREAKER_SECONDS: "2" };
    await using one = await start({ ...variables, BREAKER_FAILURES: "1" });
    await using two = await start({ ...variables, BREAKER_FAILURES: "1000" });
    await eventually(async () => await redis.connections() === 3);
    await attemptsOf(one);

    redis.signal("SIGSTOP");
    const hung = await ninthTenth(one, 2_500);
    redis.signal("SIGCONT");
    await eventually(() => reportsOf(one).length === 2);
    await redis.kill();
    const killed = await ninthTenth(one, 2_500);
    await redis.start();
    const restarted = await ninthTenth(one, 500);

    assert.ok(Math.max(hung, killed, restarted) < AT_ONCE, `took ${hung}, ${killed} and ${restarted} ms`);
    // What is lost again within a minute isn't worth another line.
    assert.deepEqual(reportsOf(one).map(({ problem, solved }) => problem ?? solved), [
      "shared state not exchanged",
      "shared state exchanged again",
    ]);
    // The breaker opens anew each time that it's probed.
    await eventually(async () => {
      await attemptsOf(one);
      return await attemptsOf(two) === 1;
    });
    assert.doesNotMatch([...one.errors, ...two.errors, ...one.log.text].join(), /sesame/);
  });

  Deno.test(`SHARED_STATE on ${name} delays no shutdown while Redis hangs`, { ignore }, async () => {
    await using redis = await redisServer(PASSWORD);
    await using proxy = await start({ UPSTREAM_URL: "http://127.0.0.1:1", SHARED_STATE: redis.url });
    await eventually(async () => await redis.connections() === 2);
    redis.signal("SIGSTOP");
    await wait(1_000);
    const startedAt = performance.now();
    proxy.signal("SIGTERM");

    assert.equal(await proxy.exited, 0);
    assert.ok(performance.now() - startedAt < 1_500, `took ${performance.now() - startedAt} ms`);
  });

  Deno.test(`SHARED_STATE on ${name} connects by TLS where its URL begins with rediss`, { ignore }, async () => {
    await using redis = await redisServer(PASSWORD, await certificate());
    const { url: SHARED_STATE, certificateFile: file } = redis;
    const variables = { UPSTREAM_URL: "http://127.0.0.1:1", SHARED_STATE };
    await using _trusting = await start({ ...variables, DENO_CERT: file, NODE_EXTRA_CA_CERTS: file });
    await using stranger = await start(variables);

    // One of them is the connection that counts them.
    await eventually(async () => await redis.connections() === 2);
    await eventually(() => reportsOf(stranger).length === 1);
  });
}
