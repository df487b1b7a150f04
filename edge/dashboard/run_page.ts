import type { LiveAttempt, LiveNews, LiveRequest } from "./live_request.ts";

/** Runs in the page. The page gets the text of this function, so it must not use anything outside of it. */
export function runPage(): void {
  const MOST_REQUESTS = 200;
  const RECONNECT_TIME = 2_000;
  const FRAME_TIME = 250;
  const FINE = ["complete", "answered"];

  interface Row {
    request: LiveRequest;
    readonly item: HTMLLIElement;
    readonly summary: HTMLElement;
    readonly cells: Record<"time" | "upstream" | "path" | "track" | "result", HTMLElement>;
    readonly attempts: HTMLElement;
  }

  const list = element("requests");
  const state = element("state");
  const pause = element("pause") as HTMLButtonElement;
  const trouble = element("trouble") as HTMLInputElement;
  const login = element("login") as HTMLFormElement;
  const rows = new Map<number, Row>();
  const waiting = new Map<number, LiveRequest>();
  let token = "";
  let clock = 0;
  let isPaused = false;

  function element(id: string): HTMLElement {
    const found = document.getElementById(id);
    if (!found) throw new Error(`Cannot find #${id}`);
    return found;
  }

  async function follow(): Promise<void> {
    const headers: Record<string, string> = token === "" ? {} : { "x-firstbyte-token": token };
    const response = await fetch("/dashboard/events", { headers });
    login.hidden = response.status !== 401;
    if (response.status === 401) {
      state.textContent = token === "" ? "A token is required" : "The token isn't valid";
      element("token").focus();
      return;
    }
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    // A restarted proxy numbers its requests from 1 again.
    rows.clear();
    list.replaceChildren();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error("the stream ended");
      const events = (text + value).split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) take(JSON.parse(event.replace(/^data: /, "")));
    }
  }

  function connect(): void {
    follow().catch(() => {
      state.textContent = "Not connected: retrying";
      setTimeout(connect, RECONNECT_TIME);
    });
  }

  function take({ now, requests }: LiveNews): void {
    clock = now - Date.now();
    for (const request of requests) waiting.set(request.number, request);
    if (!isPaused) apply();
  }

  function apply(): void {
    for (const request of waiting.values()) {
      const row = rows.get(request.number) ?? add(request);
      row.request = request;
    }
    waiting.clear();
    for (const [number, row] of [...rows].slice(0, Math.max(0, rows.size - MOST_REQUESTS))) {
      row.item.remove();
      rows.delete(number);
    }
    draw();
  }

  function add(request: LiveRequest): Row {
    const item = document.createElement("li");
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    const attempts = document.createElement("ul");
    attempts.className = "attempts";
    const cell = (name: string): HTMLElement => {
      const span = document.createElement(name === "track" ? "div" : "span");
      span.className = name;
      summary.append(span);
      return span;
    };
    const cells = {
      time: cell("time"),
      upstream: cell("upstream"),
      path: cell("path"),
      track: cell("track"),
      result: cell("result"),
    };
    cells.track.setAttribute("aria-hidden", "true");
    details.append(summary, attempts);
    item.append(details);
    list.prepend(item);
    const row = { request, item, summary, cells, attempts };
    rows.set(request.number, row);
    return row;
  }

  function draw(): void {
    const now = Date.now() + clock;
    const lengthOf = ({ at, end }: LiveRequest) => Math.max(end ?? now - at, 1);
    const shown = [...rows.values()].filter(({ request }) => !trouble.checked || isTrouble(request));
    const longest = Math.max(1, ...shown.map(({ request }) => lengthOf(request)));
    for (const row of rows.values()) {
      const { request, cells } = row;
      row.item.hidden = trouble.checked && !isTrouble(request);
      row.item.className = request.outcome !== undefined && !FINE.includes(request.outcome) ? "wrong" : "";
      cells.time.textContent = new Date(request.at).toLocaleTimeString(undefined, { hour12: false });
      cells.upstream.textContent = request.upstream || "/";
      cells.path.textContent = `${request.method} ${request.path}`;
      cells.path.title = request.path;
      cells.result.textContent = resultOf(request);
      drawTrack(cells.track, request, lengthOf(request), longest);
      const lines = request.attempts.map(describe);
      if (row.attempts.textContent !== lines.join("")) {
        row.attempts.replaceChildren(...lines.map((line) => {
          const item = document.createElement("li");
          item.textContent = line;
          return item;
        }));
      }
    }
    const open = [...rows.values()].filter(({ request }) => request.end === undefined).length;
    if (login.hidden) state.textContent = `${rows.size} shown, ${open} under way${isPaused ? ", paused" : ""}`;
    element("none").hidden = rows.size > 0;
  }

  function drawTrack(track: HTMLElement, request: LiveRequest, length: number, longest: number): void {
    const hasHedge = request.attempts.some(({ hedge }) => hedge);
    track.style.setProperty("--lanes", hasHedge ? "2" : "1");
    const segments = request.attempts.flatMap((attempt) => {
      const lane = attempt.hedge ? 1 : 0;
      const isLost = attempt.outcome !== undefined && !["response", "aborted", "resumed"].includes(attempt.outcome);
      if (attempt.outcome === "lost") return [segment("hedged", attempt.from, attempt.to ?? length, lane)];
      if (isLost) return [segment("lost", attempt.from, attempt.to ?? length, lane)];
      const { firstByte } = request;
      const isWrong = request.outcome !== undefined && !FINE.includes(request.outcome);
      if (firstByte === undefined) return [segment(isWrong ? "dead" : "waiting", attempt.from, length, lane)];
      const begun = Math.max(firstByte, attempt.from);
      const ended = attempt.outcome === "resumed" ? attempt.to ?? length : length;
      return [
        segment("waiting", attempt.from, begun, lane),
        segment(isWrong ? "dead" : "streaming", begun, ended, lane),
      ];
    });
    if (request.firstContent !== undefined) {
      segments.push(segment("mark", request.firstContent, request.firstContent, 0));
    }
    track.replaceChildren(...segments);

    function segment(name: string, from: number, to: number, lane: number): HTMLElement {
      const part = document.createElement("div");
      part.className = `segment ${name}`;
      part.style.left = `${from / longest * 100}%`;
      part.style.top = `${lane * 0.75}rem`;
      if (name !== "mark") part.style.width = `${Math.max(0, to - from) / longest * 100}%`;
      return part;
    }
  }

  function isTrouble({ attempts, outcome }: LiveRequest): boolean {
    return attempts.length > 1 || outcome !== undefined && !FINE.includes(outcome);
  }

  function resultOf({ outcome, status, attempts, firstByte, end }: LiveRequest): string {
    const parts = [outcome === undefined ? "under way" : `${status} ${outcome.replace("_", " ")}`];
    if (attempts.length > 1) parts.push(`${attempts.length} attempts`);
    if (firstByte !== undefined) parts.push(`first byte ${seconds(firstByte)}`);
    if (end !== undefined) parts.push(`end ${seconds(end)}`);
    return parts.join(", ");
  }

  function describe({ host, hedge, outcome, from, to }: LiveAttempt, index: number): string {
    const span = to === undefined ? `from ${seconds(from)}` : `${seconds(from)} to ${seconds(to)}`;
    return `${hedge ? "Hedge" : "Attempt"} ${index + 1} at ${host}: ${outcome ?? "under way"}, ${span}`;
  }

  function seconds(ms: number): string {
    return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  }

  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    if (!isPaused) apply();
    else draw();
  });
  trouble.addEventListener("change", draw);
  login.addEventListener("submit", (event) => {
    event.preventDefault();
    token = (element("token") as HTMLInputElement).value;
    connect();
  });
  list.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const shown = [...list.querySelectorAll<HTMLElement>("li:not([hidden]) summary")];
    shown[shown.indexOf(document.activeElement as HTMLElement) + step]?.focus();
  });
  setInterval(() => {
    if (!isPaused && [...rows.values()].some(({ request }) => request.end === undefined)) draw();
  }, FRAME_TIME);
  connect();
}
