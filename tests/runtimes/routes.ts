import {
  hang,
  hangAfterHeaders,
  raw,
  redirect,
  reset,
  resetAfterHeaders,
  respond,
  sse,
  stall,
  trickle,
} from "../fixtures/scripts.ts";
import { RESUME_ROUTES } from "./resume_routes.ts";
import { type Exchange, type RecordedRequest, type Script, scripted, type Upstream } from "../fixtures/upstream.ts";

const answer = sse("answer");
const text = { "content-type": "text/plain;charset=utf-8", "x-twice": "one, two" };

// What answers the first request to a route, the second, and so on; the last one answers all that follow.
const ROUTES: Record<string, readonly [Script, ...Script[]]> = {
  hang: [hang(), answer],
  silence: [hangAfterHeaders(), answer],
  dead: [hang()],
  stall: [stall(["data: first\n\n"])],
  reset: [reset(), answer],
  "late-reset": [resetAfterHeaders(), answer],
  slow: [trickle(["", "data: answer\n\n"], 100)],
  events: [sse("one", "two")],
  whole: [respond("whole body", { status: 203, headers: text })],
  // Its byte order mark isn't part of the text or the JSON.
  json: [respond('\ufeff{"a":"\u00e9"}', { headers: { "content-type": "application/json" } })],
  "no-json": [respond(new Uint8Array([123, 255]))],
  chunks: [trickle(["some ", "more ", "chunks"], 5, { headers: text })],
  redirect: [redirect("whole")],
  loop: [redirect("loop")],
  moved: [redirect("events", 307)],
  phrase: [raw("200 \u6210\u529f", "a")],
  empty: [respond("", { status: 204 })],
  missing: [respond("not here", { status: 404, headers: text })],
};

// A page of another origin may send and see everything.
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-expose-headers": "*",
};

/** What one run of one case was sent. */
class Run {
  readonly requests: RecordedRequest[] = [];
  readonly #sockets = new Set<Exchange["socket"]>();
  readonly #counts = new Map<string, number>();
  #changed = Promise.withResolvers<void>();

  /** Answers a request to a route of {@linkcode ROUTES}. */
  async serve(route: string, exchange: Exchange): Promise<void> {
    const count = this.#counts.get(route) ?? 0;
    this.#counts.set(route, count + 1);
    this.requests.push(exchange.request);
    this.#sockets.add(exchange.socket);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    const resumed = RESUME_ROUTES[route];
    const scripts = resumed ? [resumed] : ROUTES[route] ?? [respond(`no route ${route}`, { status: 500 })];
    await (scripts[count] ?? scripts.at(-1) ?? scripts[0])(exchange);
  }

  /** Answers what the case asks about its own requests, or has done to their connections. */
  async report(question: string, count: number, exchange: Exchange): Promise<void> {
    if (question !== "requests") {
      while (this.requests.length < count) await this.#changed.promise;
    }
    if (question === "break") { for (const socket of this.#sockets) socket.destroy(); }
    if (question === "closed") await Promise.all(this.requests.slice(0, count).map(({ closed }) => closed));
    const seen = this.requests.map(({ method, body, headers }) => {
      return { method, body, type: headers.get("content-type"), tag: headers.get("x-tag") };
    });
    await respond(JSON.stringify(seen))(exchange);
  }
}

/**
 * Starts the upstream of the suite. A path names a run of a case, which counts
 * its own attempts, and a route, or a question about that run's requests.
 */
export function suiteUpstream(): Promise<Upstream> {
  const runs = new Map<string, Run>();
  return scripted(async (exchange) => {
    const { request, response } = exchange;
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
    if (request.method === "OPTIONS") return respond("", { status: 204 })(exchange);
    const { pathname, searchParams } = new URL(request.path, "http://upstream");
    const [, id = "", route = ""] = pathname.split("/");
    const run = runs.get(id) ?? new Run();
    runs.set(id, run);
    if (!/^(requests|received|closed|break)$/.test(route)) return run.serve(route, exchange);
    await run.report(route, Number(searchParams.get("count")), exchange);
  });
}
