import assert from "node:assert/strict";
import { describeRedis, parseRedisUrl, type RedisAddress } from "../../../edge/redis/redis_address.ts";

const PLAIN: RedisAddress = {
  host: "127.0.0.1",
  port: 6379,
  isTls: false,
  username: undefined,
  password: undefined,
  database: 0,
  prefix: "firstbyte",
};

const addresses: Record<string, Partial<RedisAddress>> = {
  "redis://127.0.0.1": {},
  "redis://127.0.0.1:6379/": {},
  "redis://127.0.0.1:7000/3": { port: 7_000, database: 3 },
  "rediss://redis.example": { host: "redis.example", isTls: true },
  "redis://[::1]:7000": { host: "::1", port: 7_000 },
  "redis://:p%40%2Fss@127.0.0.1": { password: "p@/ss" },
  "redis://me:secret@127.0.0.1": { username: "me", password: "secret" },
  "redis://127.0.0.1?prefix=team-a:blue": { prefix: "team-a:blue" },
};
for (const [url, expected] of Object.entries(addresses)) {
  Deno.test(`parseRedisUrl() takes ${url}`, () => {
    assert.deepEqual(parseRedisUrl(url), { ...PLAIN, ...expected });
  });
}

const refused = [
  "",
  "127.0.0.1:6379",
  "http://127.0.0.1:6379",
  "redis://",
  "redis:6379",
  "redis://127.0.0.1:99999",
  "redis://127.0.0.1/cache",
  "redis://127.0.0.1/1/2",
  "redis://127.0.0.1#x",
  "redis://:p#ss@127.0.0.1",
  "redis://:%zz@127.0.0.1",
  "redis://me@127.0.0.1",
  "redis://127.0.0.1?prefix=",
  "redis://127.0.0.1?prefix={x}",
  "redis://127.0.0.1?prefix=a&prefix=b",
  "redis://127.0.0.1?prefx=a",
  "redis://a,b:6379",
];
for (const url of refused) {
  Deno.test(`parseRedisUrl() refuses ${JSON.stringify(url)}`, () => {
    assert.equal(parseRedisUrl(url), undefined);
  });
}

Deno.test("describeRedis() leaves out who asks, and by which password", () => {
  const urls = ["rediss://me:secret@redis.example/2?prefix=x", "redis://:secret@[::1]"];
  const described = urls.map(parseRedisUrl).map((address) => address && describeRedis(address));

  assert.deepEqual(described, ["rediss://redis.example:6379/2", "redis://[::1]:6379/0"]);
});
