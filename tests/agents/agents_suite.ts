import assert from "node:assert/strict";
import { servedProxy } from "../edge/fixtures/served_proxy.ts";
import { type LlmStream, wholeOf } from "../fixtures/llm_streams.ts";
import { breakOff, hang, hangAfterHeaders, json, stall, trickle } from "../fixtures/scripts.ts";
import { type Script, scripted, type Upstream } from "../fixtures/upstream.ts";
import { type Agent, AGENTS } from "./agent.ts";
import { installAgents } from "./install_agents.ts";
import { type AgentRun, runAgent } from "./run_agent.ts";

const WORDS = ["Hello", ",", " world"];
const bin = await installAgents();

/** An upstream that answers requests for a stream by script, the last one for good, and has nothing else. */
function upstreamOf({ path }: Agent, ...scripts: readonly Script[]): Promise<Upstream> {
  let asked = 0;
  return scripted((exchange) => {
    const { method, path: target } = exchange.request;
    const [pathname = ""] = target.split("?");
    const asks = method === "POST" && path.test(pathname);
    const script = asks ? scripts[Math.min(asked++, scripts.length - 1)] : json({ error: "not here" }, { status: 404 });
    return script?.(exchange);
  });
}

async function runThroughProxy(agent: Agent, ...scripts: readonly Script[]): Promise<AgentRun> {
  await using upstream = await upstreamOf(agent, ...scripts);
  await using proxy = await servedProxy({
    UPSTREAM_URL: upstream.url,
    TTFB_TIMEOUT_SECONDS: "2",
    CONTENT_TIMEOUT_SECONDS: "2",
    STALE_TIMEOUT_SECONDS: "2",
    RETRY_STATUSES: "500,503,529",
    // A failure is shown as it is.
    BREAKER_FAILURES: "1000",
  });
  return await runAgent(agent, bin, proxy.url, { once: true });
}

function headOf({ type }: LlmStream) {
  return { headers: { "content-type": type } };
}

for (const agent of AGENTS) {
  const stream = agent.stream(WORDS);
  const head = headOf(stream);
  const whole = trickle(wholeOf(stream), 0, head);
  const half = [...stream.prelude, ...stream.words.slice(0, 1)];

  const stalls: Record<string, Script> = {
    "a hang before the headers": hang(),
    "headers, then silence": hangAfterHeaders(head),
    "the prelude, then silence": stall(stream.prelude, head),
    "a failure first": trickle([stream.failure], 0, head),
  };
  for (const [name, script] of Object.entries(stalls)) {
    Deno.test(`${agent.name} through the proxy recovers from ${name}`, async () => {
      const { output } = await runThroughProxy(agent, script, whole);

      assert.match(output, /Hello, world/);
    });
  }

  const breaks: Record<string, Script> = {
    "a break": breakOff(half, head),
    "an end that looks complete": trickle(half, 0, head),
    "silence": stall(half, head),
  };
  for (const [name, script] of Object.entries(breaks)) {
    Deno.test(`${agent.name} through the proxy shows its user ${name} in the middle`, async () => {
      const { code, output } = await runThroughProxy(agent, script);

      assert.doesNotMatch(output, /Hello, world/);
      assert.ok(code !== 0 || /error|disconnect|fail|broke|stale|truncated/i.test(output), `exit ${code}: ${output}`);
    });
  }
}
