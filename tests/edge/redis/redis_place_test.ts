import assert from "node:assert/strict";
import type { BreakerEntry, SampleEntry, SharedEntry } from "../../../edge/sharing/shared_entry.ts";
import { parseRedisUrl } from "../../../edge/redis/redis_address.ts";
import { RedisConnection } from "../../../edge/redis/redis_connection.ts";
import { type RedisCommand, RedisPlace } from "../../../edge/redis/redis_place.ts";
import { lacksRedis, redisServer } from "../../fixtures/redis_server.ts";

const ignore = await lacksRedis();
const PREFIX = "firstbyte:1:{x}";

Deno.test("RedisPlace.exchange() brings what others told, once, in order, less the time it was kept", {
  ignore,
}, async () => {
  await using bench = await start();
  const one = bench.proxy("one");
  const two = bench.proxy("two");
  await one.exchange(opened(30_000), sample(1), sample(2));
  await one.exchange(opened(0));

  await wait(20);
  const [first, closed, ...samples] = await two.exchange();
  const again = await two.exchange();

  assert.ok(first?.type === "breaker" && closed?.type === "breaker");
  assert.ok(first.openFor <= 29_980 && first.openFor > 20_000, `got ${first.openFor}`);
  assert.equal(first.openFor + first.since, 30_000);
  assert.equal(closed.openFor, 0);
  assert.deepEqual([samples, again, await one.exchange()], [[sample(1), sample(2)], [], []]);
});

Deno.test("RedisPlace.exchange() loses nothing of what many tell at once", { ignore }, async () => {
  await using bench = await start();
  const proxies = Array.from({ length: 8 }, (_, index) => bench.proxy(String(index)));
  const reader = bench.proxy("reader");
  const heard: string[] = [];

  for (let turn = 0; turn < 5; turn++) {
    const told = proxies.map((proxy, index) => proxy.exchange({ ...opened(30_000), key: `${index}/${turn}` }));
    heard.push(...(await reader.exchange()).map(({ key }) => key));
    await Promise.all(told);
  }
  heard.push(...(await reader.exchange()).map(({ key }) => key));

  assert.equal(heard.length, 40);
  assert.equal(new Set(heard).size, 40);
});

Deno.test("RedisPlace.exchange() keeps two keys, bounded, that expire", { ignore }, async () => {
  await using bench = await start();
  const one = bench.proxy("one");
  for (let turn = 0; turn < 30; turn++) {
    const entries = Array.from({ length: 50 }, (_, index) => index);
    await one.exchange(...entries.flatMap((index) => [sample(index), { ...opened(0), key: `${turn}/${index}` }]));
  }

  const names = [`${PREFIX}:breakers`, `${PREFIX}:samples`];
  const [keys = "", ...lengths] = await Promise.all([
    bench.redis.run("keys", "*"),
    ...names.map((name) => bench.redis.run("xlen", name)),
  ]);
  assert.deepEqual(keys.split("\n").sort(), names);
  // Redis trims whole nodes, of a hundred entries each.
  assert.ok(Number(lengths[0]) < 256 + 200 && Number(lengths[1]) < 512 + 200, `got ${lengths}`);
  for (const name of names) {
    const left = Number(await bench.redis.run("pttl", name));
    assert.ok(left > 590_000 && left <= 600_000, `got ${left}`);
  }
  assert.ok((await bench.proxy("two").exchange()).length <= 256 + 512);
});

Deno.test("RedisPlace.exchange() forgets after ten minutes", { ignore }, async () => {
  await using bench = await start();
  const old = String(Date.now() - 600_000);
  const entry = JSON.stringify(opened(0));
  await bench.redis.run("xadd", `${PREFIX}:breakers`, `${old}-1`, "from", "one", "entry", entry);
  await bench.proxy("one").exchange({ ...opened(0), key: "new" });

  assert.deepEqual((await bench.proxy("two").exchange()).map(({ key }) => key), ["new"]);
});

Deno.test("RedisPlace.exchange() leaves out what it does not understand", { ignore }, async () => {
  await using bench = await start();
  const key = `${PREFIX}:samples`;
  for (const entry of ["{", "null", JSON.stringify({ ...sample(1), elapsed: "1" })]) {
    await bench.redis.run("xadd", key, "*", "from", "one", "entry", entry);
  }
  await bench.redis.run("xadd", key, "*", "other", "field");
  await bench.proxy("one").exchange(sample(7));

  assert.deepEqual(await bench.proxy("two").exchange(), [sample(7)]);
});

Deno.test("RedisPlace.exchange() shares nothing with proxies of another prefix or other upstreams", {
  ignore,
}, async () => {
  await using bench = await start();
  await bench.proxy("one").exchange(sample(7));

  for (const prefix of ["team-b:1:{x}", "firstbyte:1:{y}"]) {
    assert.deepEqual(await bench.proxy("two", prefix).exchange(), []);
  }
});

Deno.test("RedisPlace.exchange() needs no more than the documentation says", { ignore }, async () => {
  await using bench = await start();
  const docs = await Deno.readTextFile(new URL("../../../docs/proxy/operate.md", import.meta.url));
  const rules = /`(~firstbyte:\*)` and\s+`([+a-z ]+)`/.exec(docs)?.slice(1).join(" ").split(" ") ?? [];
  await bench.redis.run("acl", "setuser", "proxy", "on", ">secret", "resetkeys", ...rules);
  await bench.proxy("one").exchange(sample(7));

  const url = bench.redis.url.replace("//:sesame@", "//proxy:secret@");

  assert.deepEqual(await bench.proxy("two", PREFIX, url).exchange(opened(0)), [sample(7)]);
});

Deno.test("RedisPlace.exchange() goes on where Redis forgot everything", { ignore }, async () => {
  await using bench = await start();
  const one = bench.proxy("one");
  const two = bench.proxy("two");
  await one.exchange(sample(1));
  await two.exchange();
  await bench.redis.run("flushall");

  await one.exchange(sample(2));

  assert.deepEqual(await two.exchange(), [sample(2)]);
});

const strange: Record<string, (replies: unknown[]) => unknown[]> = {
  "nothing": () => [],
  "no time": ([, ...others]) => [null, ...others],
  "no lists": ([time]) => [time, "x", 7],
  "elements without an identifier": ([time]) => [time, [["x", []]], []],
  "elements without fields": ([time]) => [time, [["1-1", null]], []],
};
for (const [what, change] of Object.entries(strange)) {
  Deno.test(`RedisPlace.exchange() rejects where Redis answers with ${what}`, async () => {
    const place = new RedisPlace({ transact: () => Promise.resolve(change([["1", "2"], [], []])) }, PREFIX);

    await assert.rejects(place.exchange({ from: "one", cursor: "", entries: [] }, AbortSignal.timeout(1_000)), {
      name: "StatePlaceError",
      message: "answer not understood",
    });
  });
}

Deno.test("RedisPlace.exchange() asks for what came behind the last it saw", async () => {
  const asked: RedisCommand[][] = [];
  const place = new RedisPlace({
    transact(commands) {
      asked.push([...commands]);
      return Promise.resolve([["1", "2"], [["5-18446744073709551614", ["from", "x", "entry", "y"]]], [], "7-0", 1]);
    },
  }, PREFIX);

  const { cursor } = await place.exchange({ from: "one", cursor: "", entries: [sample(1)] }, AbortSignal.abort());
  await place.exchange({ from: "one", cursor, entries: [] }, AbortSignal.abort());

  const starts = asked.map((commands) => commands.filter(([name]) => name === "xrevrange").map((one) => one[3]));
  assert.deepEqual(starts, [["0-1", "0-1"], ["5-18446744073709551615", "7-1"]]);
});

async function start() {
  const redis = await redisServer();
  const connections: RedisConnection[] = [];
  return {
    redis,
    proxy(from: string, prefix = PREFIX, url = redis.url) {
      const address = parseRedisUrl(url);
      assert.ok(address);
      const connection = new RedisConnection(address);
      connections.push(connection);
      const place = new RedisPlace(connection, prefix);
      let cursor = "";
      return {
        async exchange(...entries: SharedEntry[]): Promise<readonly SharedEntry[]> {
          await connection.tried;
          const news = await place.exchange({ from, cursor, entries }, AbortSignal.timeout(5_000));
          cursor = news.cursor;
          return news.entries;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.close();
      await redis[Symbol.asyncDispose]();
    },
  };
}

function sample(elapsed: number): SampleEntry {
  return { type: "sample", key: "https://a.example", elapsed, answered: true };
}

function opened(openFor: number): BreakerEntry {
  return { type: "breaker", key: "one/0", openFor, since: 0 };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
