import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { parseRedisUrl } from "../../../edge/redis/redis_address.ts";
import { RedisConnection } from "../../../edge/redis/redis_connection.ts";
import { lacksRedis, redisServer } from "../../fixtures/redis_server.ts";

const ignore = await lacksRedis();
const PASSWORD = "sesame";
const TIMEOUT = 300;

Deno.test("RedisConnection.transact() runs commands, and returns their replies", { ignore }, async () => {
  await using redis = await redisServer();
  using bench = connect(`${redis.url}/2`);
  await bench.connection.tried;

  const replies = await bench.transact(["set", "a", "1"], ["incr", "a"]);

  assert.deepEqual([replies, await redis.run("-n", "2", "get", "a")], [["OK", 2], "2"]);
});

const refusals: Record<string, [url: (url: string) => string, reason: string]> = {
  "the password is wrong": [(url) => url.replace(PASSWORD, "wrong"), "WRONGPASS"],
  "there is no such user": [(url) => url.replace("//:", "//nobody:"), "WRONGPASS"],
  "no password is given": [(url) => url.replace(`:${PASSWORD}@`, ""), "NOAUTH"],
  "nobody listens": [() => `redis://:${PASSWORD}@127.0.0.1:1`, "ECONNREFUSED"],
};
for (const [when, [urlOf, reason]] of Object.entries(refusals)) {
  Deno.test(`RedisConnection.transact() says in a word why not where ${when}`, { ignore }, async () => {
    await using redis = await redisServer(PASSWORD);
    using bench = connect(urlOf(redis.url));
    await bench.connection.tried;

    await assert.rejects(bench.transact(["get", "a"]), { name: "StatePlaceError", message: reason });
  });
}

const states: Record<string, readonly string[][]> = {
  "NOPERM": [["acl", "setuser", "default", "-xadd"]],
  "OOM": [["config", "set", "maxmemory", "1"]],
  "READONLY": [["replicaof", "127.0.0.1", "1"]],
};
for (const [code, commands] of Object.entries(states)) {
  Deno.test(`RedisConnection.transact() says ${code} where Redis refuses a command so, and tries a new connection`, {
    ignore,
  }, async () => {
    await using redis = await redisServer();
    using bench = connect(redis.url);
    await bench.connection.tried;
    for (const command of commands) await redis.run(...command);

    const first = bench.transact(["time"], ["xadd", "a", "*", "secret", "x"]);
    const atOnce = first.catch(() => bench.transact(["time"]));
    await assert.rejects(first, { name: "StatePlaceError", message: code });
    await assert.rejects(atOnce, { message: code });

    await redis.run("config", "set", "maxmemory", "0");
    assert.equal((await eventually(() => bench.transact(["time"]))).length, 1);
  });
}

Deno.test("RedisConnection.transact() gives up in time on a server that hangs, and goes on once it's back", {
  ignore,
}, async () => {
  await using redis = await redisServer();
  using bench = connect(redis.url);
  await bench.connection.tried;
  redis.signal("SIGSTOP");
  const startedAt = performance.now();

  await assert.rejects(bench.transact(["set", "a", "1"]), { message: "TimeoutError" });
  assert.ok(performance.now() - startedAt < TIMEOUT + 500);
  // There's no connection now: nothing is queued.
  await assert.rejects(bench.transact(["set", "a", "1"]), { name: "StatePlaceError" });
  redis.signal("SIGCONT");

  assert.deepEqual(await eventually(() => bench.transact(["set", "b", "1"])), ["OK"]);
});

Deno.test("RedisConnection.transact() gives up in time on a server that lets its answer drip", async () => {
  const timers: ReturnType<typeof setInterval>[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    let isGreeted = false;
    socket.on("data", () => {
      if (isGreeted) return;
      isGreeted = true;
      socket.write("%0\r\n");
      timers.push(setInterval(() => socket.write("+"), 50));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bench = connect(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await bench.connection.tried;
  const startedAt = performance.now();

  await assert.rejects(bench.transact(["set", "a", "1"]), { name: "StatePlaceError" });

  assert.ok(performance.now() - startedAt < TIMEOUT + 500);
  bench[Symbol.dispose]();
  for (const timer of timers) clearInterval(timer);
  await new Promise((resolve) => server.close(resolve));
});

Deno.test("RedisConnection comes back where Redis was restarted", { ignore }, async () => {
  await using redis = await redisServer();
  using bench = connect(redis.url);
  await bench.connection.tried;
  await redis.kill();
  await assert.rejects(eventually(() => bench.transact(["set", "a", "1"]), 500), { name: "StatePlaceError" });
  await redis.start();

  assert.deepEqual(await eventually(() => bench.transact(["set", "a", "1"])), ["OK"]);
});

function connect(url: string) {
  const address = parseRedisUrl(url);
  assert.ok(address);
  const connection = new RedisConnection(address);
  return {
    connection,
    transact: (...commands: Parameters<RedisConnection["transact"]>[0]) =>
      connection.transact(commands, AbortSignal.timeout(TIMEOUT)),
    [Symbol.dispose]: () => connection.close(),
  };
}

/** Tries until it succeeds, or for so long. */
async function eventually<T>(attempt: () => Promise<T>, time = 10_000): Promise<T> {
  const until = performance.now() + time;
  while (performance.now() < until) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return await attempt();
}
