import assert from "node:assert/strict";
import { breakOff, hang, json, pause, reset, respond, sse, stall } from "../../fixtures/scripts.ts";
import type { Script } from "../../fixtures/upstream.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { ProxyRuntime, RunningProxy } from "../fixtures/running_proxy.ts";
import { testsOfTwo } from "../fixtures/several_upstreams.ts";

const FAST = {
  TTFB_TIMEOUT_SECONDS: "0.3",
  MAX_ATTEMPTS: "2",
  RETRY_STATUSES: "503",
  BREAKER_FAILURES: "2",
  BREAKER_SECONDS: "60",
};
const busy = respond("busy", { status: 503 });

/** Upstreams that are left out for a while. */
export function breakerSuite(runtime: ProxyRuntime): void {
  const test = testsOfTwo(runtime);

  for (const [how, script] of Object.entries({ hangs: hang(), resets: reset(), "refuses for now": busy })) {
    test(
      `skips an upstream that ${how} repeatedly`,
      { first: [script], second: [json({})] },
      FAST,
      async (bench) => {
        const attempts = await ask(bench.proxy, 4);

        assert.deepEqual(attempts, ["2", "2", "1", "1"]);
        assert.deepEqual([bench.first.requests.length, bench.second.requests.length], [2, 4]);
      },
    );
  }

  const broken = breakOff(["data: 1\n\n"]);
  const silent = stall(["data: 1\n\n"]);
  const whole = sse("1");
  const breaks: Record<string, [first: Script[], asked: number]> = {
    "skips an upstream whose answers break off": [[broken, silent, broken], 2],
    "keeps calling an upstream whose answers break off, but not consecutively": [[broken, whole, silent, whole], 4],
  };
  for (const [what, [first, asked]] of Object.entries(breaks)) {
    test(what, { first, second: [whole] }, { ...FAST, STALE_TIMEOUT_SECONDS: "0.2" }, async (bench) => {
      for (let call = 1; call <= 4; call++) {
        const response = await fetch(`${bench.proxy.url}/two/x`);
        await response.text().catch(() => {});
        await bench.proxy.log.lines(call);
      }

      assert.deepEqual([bench.first.requests.length, bench.second.requests.length], [asked, 4 - asked]);
    });
  }

  test(
    "skips a failing upstream for requests that it wouldn't retry",
    { first: [reset()], second: [json({})] },
    {
      ...FAST,
    },
    async ({ proxy, first }) => {
      await ask(proxy, 2);
      const response = await fetch(`${proxy.url}/two/x`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      await response.text();

      assert.equal(response.status, 200);
      assert.equal(first.requests.length, 2);
    },
  );

  test(
    "skips an upstream that was silent until the total timeout",
    { first: [hang()], second: [json({})] },
    { ...FAST, TOTAL_TIMEOUT_SECONDS: "0.5" },
    async ({ proxy, first }) => {
      const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
      const statuses = [];
      for (let call = 0; call < 3; call++) {
        const response = await fetch(`${proxy.url}/two/x`, init);
        await response.text();
        statuses.push(response.status);
      }

      assert.deepEqual([statuses, first.requests.length], [[504, 504, 200], 2]);
    },
  );

  test(
    "doesn't skip an upstream for a client's slow upload",
    { first: [json({})], second: [json({})] },
    { ...FAST, BREAKER_FAILURES: "1", MAX_REPLAY_BYTES: "10" },
    async ({ proxy, first, second }) => {
      const head = "POST /two/x HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n";
      using client = await rawClient(proxy.url, `${head}{"stream":true,"text":"${"x".repeat(70_000)}`);
      assert.match(await client.response(), /^HTTP\/1.1 504 /);
      await (await fetch(`${proxy.url}/two/x`)).text();

      // The upload never became a whole request.
      assert.deepEqual([first.requests.length, second.requests.length], [1, 0]);
    },
  );

  for (const chunked of [false, true]) {
    test(
      `skips an upstream that resets uploads ${chunked ? "in chunks" : "of known length"}`,
      { first: [reset()], second: [json({})] },
      FAST,
      async ({ proxy, first }) => {
        const body = "x".repeat(100_000);
        const statuses = [];
        for (let call = 0; call < 4; call++) {
          const upload = chunked ? { body: new Blob([body]).stream(), duplex: "half" } : { body };
          const response = await fetch(`${proxy.url}/two/x`, { method: "POST", ...upload });
          await response.body?.cancel();
          statuses.push(response.status);
        }

        assert.deepEqual(statuses, [502, 502, 200, 200]);
        assert.equal(first.requests.length, 2);
      },
    );
  }

  const OWN = {
    UPSTREAMS: '{"two":[{"url":"FIRST","authorization":"KEY"},{"url":"SECOND","authorization":"KEY"}]}',
    KEY: "Bearer of-the-proxy",
    PROXY_TOKENS: "token",
  };
  const tooMany = respond("too many", { status: 429 });
  for (const [whose, variables, expected] of [["a client's", {}, 4], ["the proxy's", OWN, 2]] as const) {
    test(
      `${expected === 2 ? "skips" : "keeps calling"} an upstream that rate-limits ${whose} own credentials`,
      { first: [tooMany], second: [json({})] },
      { ...FAST, RETRY_STATUSES: "429", ...variables },
      async ({ proxy, first, second }) => {
        await ask(proxy, 4, { "x-firstbyte-token": "token" });

        assert.deepEqual([first.requests.length, second.requests.length], [expected, 4]);
      },
    );
  }

  test("keeps calling an upstream after a success in between", {
    first: [busy, json({}), busy, json({})],
    second: [json({})],
  }, {
    ...FAST,
  }, async ({ proxy, first }) => {
    const attempts = await ask(proxy, 5);

    assert.deepEqual(attempts, ["2", "1", "2", "1", "1"]);
    assert.equal(first.requests.length, 5);
  });

  test(
    "admits one probe when the time is over, and uses the upstream again",
    {
      first: [busy, busy, hang(), json({})],
      second: [json({})],
    },
    { ...FAST, TTFB_TIMEOUT_SECONDS: "1", BREAKER_SECONDS: "0.5" },
    async ({ proxy, first, second }) => {
      await ask(proxy, 2);
      await wait(600);
      const probe = fetch(`${proxy.url}/two/x`);
      await first.received(3);
      const beside = await Promise.all(Array.from({ length: 5 }, () => ask(proxy, 1)));
      await (await probe).text();
      const stillOut = await ask(proxy, 1);
      await wait(600);
      const backAgain = await ask(proxy, 3);

      assert.deepEqual(beside.flat(), Array(5).fill("1"));
      assert.equal((await probe).headers.get("x-firstbyte-attempts"), "2");
      assert.deepEqual([...stillOut, ...backAgain], ["1", "1", "1", "1"]);
      assert.equal(first.requests.length, 6);
      assert.equal(second.requests.length, 9);
    },
  );

  test("calls the upstreams in order if all are skipped", { first: [busy], second: [busy] }, FAST, async (bench) => {
    const { proxy, first, second } = bench;
    const attempts = await ask(proxy, 4);

    assert.deepEqual(attempts, ["2", "2", "2", "2"]);
    assert.deepEqual([first.requests.length, second.requests.length], [4, 4]);
  });

  test(
    "uses an upstream again that answers although it was skipped",
    {
      first: [busy, busy, json({})],
      second: [busy, busy, json({})],
    },
    FAST,
    async ({ proxy, first, second }) => {
      const attempts = await ask(proxy, 5);

      assert.deepEqual(attempts, ["2", "2", "1", "1", "1"]);
      assert.deepEqual([first.requests.length, second.requests.length], [5, 2]);
    },
  );

  test("skips no upstream if BREAKER_FAILURES is 0", { first: [busy], second: [json({})] }, {
    ...FAST,
    BREAKER_FAILURES: "0",
  }, async ({ proxy, first }) => {
    assert.deepEqual(await ask(proxy, 8), Array(8).fill("2"));
    assert.equal(first.requests.length, 8);
  });

  // workerd does not tell of a client that leaves before the first byte.
  if (runtime.name === "Deno") {
    test("counts no failure for clients that leave", { first: [hang()], second: [json({})] }, {
      ...FAST,
      TTFB_TIMEOUT_SECONDS: "30",
    }, async ({ proxy, first, second }) => {
      for (let n = 1; n <= 4; n++) {
        const client = await rawClient(proxy.url, "GET /two/x HTTP/1.1\r\nHost: p\r\n\r\n");
        await first.received(n);
        client[Symbol.dispose]();
        await proxy.log.lines(n);
      }

      const lines = await proxy.log.lines(4);
      assert.deepEqual(lines.map(({ outcome }) => outcome), Array(4).fill("client_left"));
      assert.deepEqual([first.requests.length, second.requests.length], [4, 0]);
      await first.allClosed();
    });
  }

  if (runtime.name === "Deno") {
    test(
      "probes a hung upstream with a single request without a cutoff",
      {
        first: [busy, busy, hang()],
        second: [json({})],
      },
      { ...FAST, BREAKER_SECONDS: "0.5" },
      async ({ proxy, first }) => {
        await ask(proxy, 2);
        await wait(600);
        const client = await rawClient(proxy.url, "POST /two/x HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n");
        await first.received(3);
        client[Symbol.dispose]();
        await proxy.log.lines(3);
        const response = await fetch(`${proxy.url}/two/x`, { method: "POST", signal: AbortSignal.timeout(300) });
        await response.text();

        assert.equal(response.status, 200);
        assert.equal(first.requests.length, 3);
      },
    );
  }

  const after = (ms: number, script: Script): Script => async (exchange) => {
    await pause(ms, exchange.signal);
    if (!exchange.signal.aborted) await script(exchange);
  };
  const slow = after(450, json({}));
  test("counts a timeout of an upstream while a hedge was running", { first: [hang()], second: [slow] }, {
    ...FAST,
    HEDGE_AFTER: "0.05",
  }, async ({ proxy, first }) => {
    await ask(proxy, 2);
    const response = await fetch(`${proxy.url}/two/x`);
    await response.text();

    assert.equal(first.requests.length, 2);
    const [line] = await proxy.log.lines(1);
    assert.deepEqual(line?.tried?.map(({ outcome, hedge }) => [outcome, hedge]), [["ttfb", false], ["response", true]]);
  });

  test(
    "counts a refusal that a hedge overtook as a failure",
    {
      first: [after(100, busy)],
      second: [after(200, json({}))],
    },
    { ...FAST, TTFB_TIMEOUT_SECONDS: "30", HEDGE_AFTER: "0.05" },
    async ({ proxy, first }) => {
      await ask(proxy, 3);

      assert.equal(first.requests.length, 2);
      const [line] = await proxy.log.lines(1);
      assert.deepEqual(line?.tried?.map(({ outcome }) => outcome), ["status", "response"]);
      // By its own time, not by the other's.
      const { tried: [refused] = [], ttfb = NaN } = line ?? {};
      assert.ok(Number(refused?.elapsed) < ttfb - 30, `${refused?.elapsed} of ${ttfb} ms`);
    },
  );

  test("counts no failure for a hedge that lost", { first: [hang()], second: [json({})] }, {
    ...FAST,
    TTFB_TIMEOUT_SECONDS: "30",
    HEDGE_AFTER: "0.05",
  }, async ({ proxy, first }) => {
    assert.deepEqual(await ask(proxy, 4), Array(4).fill("2"));
    assert.equal(first.requests.length, 4);
  });
}

/** Sends requests one after another, and returns how many attempts each took. */
async function ask({ url }: RunningProxy, times: number, headers: HeadersInit = {}): Promise<(string | null)[]> {
  const attempts: (string | null)[] = [];
  for (let n = 0; n < times; n++) {
    const response = await fetch(`${url}/two/x`, { headers });
    await response.text();
    attempts.push(response.headers.get("x-firstbyte-attempts"));
  }
  return attempts;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
