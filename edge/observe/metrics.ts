import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { FetchObserverEvent } from "../../mod.ts";
import type { Breaker } from "../breaker/breaker.ts";
import type { LogLine } from "./log_line.ts";
import type { ObservedRequest, RequestObserver } from "./request_observer.ts";

// Seconds. Three attempts with growing timeouts take minutes.
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 450, 600];
/** Label of an upstream that is mounted at `/` and has no name. */
const UNNAMED = "/";

interface OpenRequest {
  startedAt: number;
  isStreaming: boolean;
}

/**
 * Metrics of a proxy, for Prometheus.
 *
 * The labels are names and hosts of upstreams, and outcomes. The number of label values is bounded, since nothing of a
 * request is in them.
 */
export class Metrics implements RequestObserver {
  readonly #registry = new Registry();
  readonly #breakers = new Map<string, Breaker>();
  readonly #open = new Map<ObservedRequest, OpenRequest>();
  readonly #requests = this.#counter("requests_total", "Requests, by how they ended", "upstream", "outcome");
  readonly #attempts = this.#counter("attempts_total", "Attempts, by how they ended", "upstream", "host", "outcome");
  readonly #hedges = this.#counter("hedges_total", "Attempts started beside another", "upstream");
  readonly #resumptions = this.#counter("resumptions_total", "Answers resumed after a break", "upstream");
  readonly #firstByte = this.#histogram("first_byte_seconds", "Time to the first byte, lost attempts included");
  readonly #firstContent = this.#histogram(
    "first_content_seconds",
    "Time to the first content, lost attempts included",
  );
  readonly #duration = this.#histogram("request_duration_seconds", "Time from a request to the end of its answer");
  readonly #underWay = this.#gauge("open_requests", "Requests that have not ended");
  readonly #streams = this.#gauge("open_streams", "Answers that have begun and not ended", "upstream");

  constructor() {
    const breakers = this.#breakers;
    new Gauge({
      name: "firstbyte_breaker_open",
      help: "Whether an upstream is left out",
      labelNames: ["upstream", "host"],
      registers: [this.#registry],
      collect() {
        for (const [key, breaker] of breakers) {
          const [upstream = "", host = ""] = key.split(" ");
          this.set({ upstream, host }, breaker.isOpen ? 1 : 0);
        }
      },
    });
  }

  /** Content type of {@linkcode text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns the metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Adds a breaker to the metrics. */
  readonly watch = (key: string, breaker: Breaker): void => {
    this.#breakers.set(key, breaker);
  };

  begin(record: ObservedRequest): void {
    this.#open.set(record, { startedAt: record.elapsed, isStreaming: false });
    this.#underWay.set(this.#open.size);
  }

  event(record: ObservedRequest, event: FetchObserverEvent): void {
    const open = this.#open.get(record);
    if (!open) return;
    const upstream = nameOf(record);
    if (event.type === "attempt" && event.attempt === 1) open.startedAt = record.elapsed;
    if (event.type === "attempt" && event.hedge) this.#hedges.inc({ upstream });
    if (event.type === "resume") this.#resumptions.inc({ upstream });
    if (event.type === "content") this.#firstContent.observe({ upstream }, secondsSince(open, record));
    if (event.type !== "firstbyte" || open.isStreaming) return;
    open.isStreaming = true;
    this.#firstByte.observe({ upstream }, secondsSince(open, record));
    this.#streams.inc({ upstream });
  }

  end(record: ObservedRequest, { outcome, duration }: LogLine): void {
    const upstream = nameOf(record);
    if (this.#open.get(record)?.isStreaming) this.#streams.dec({ upstream });
    this.#open.delete(record);
    this.#underWay.set(this.#open.size);
    // A health check, or a path without an upstream.
    if (!record.attempts) return this.#requests.inc({ upstream: "", outcome });
    this.#requests.inc({ upstream, outcome });
    this.#duration.observe({ upstream }, duration / 1_000);
    for (const { host, outcome } of record.attempts.summaries) this.#attempts.inc({ upstream, host, outcome });
  }

  #counter(name: string, help: string, ...labelNames: string[]): Counter {
    return new Counter({ name: `firstbyte_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    return new Gauge({ name: `firstbyte_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #histogram(name: string, help: string): Histogram {
    const options = { labelNames: ["upstream"], buckets: BUCKETS, registers: [this.#registry] };
    return new Histogram({ name: `firstbyte_${name}`, help, ...options });
  }
}

function nameOf({ upstream }: ObservedRequest): string {
  return upstream ?? UNNAMED;
}

function secondsSince({ startedAt }: OpenRequest, record: ObservedRequest): number {
  return (record.elapsed - startedAt) / 1_000;
}
