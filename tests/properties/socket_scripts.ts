import type { Socket } from "node:net";
import { pause } from "../fixtures/scripts.ts";
import type { Script } from "../fixtures/upstream.ts";
import { type AttemptScript, hasBody, type Scenario, scriptOf, textsOf } from "./scenario.ts";

// Milliseconds are dear where they are real.
const SCALE = 0.1;

/** Milliseconds of a scenario in real time. */
export function scaled(ms: number): number {
  return ms * SCALE;
}

/** Returns the body as text, up to the length in its headers; `undefined` if the length is too long. */
export function wholeText(script: AttemptScript, attempt: number): string | undefined {
  const text = textsOf(script, attempt).join("");
  const length = text.length + (script.lengthError ?? 0);
  return length > text.length ? undefined : text.slice(0, Math.max(0, length));
}

/**
 * Makes what answers every request of a scenario, byte by byte, since no server's
 * own API lets a length be wrong. A redirect is a request of its own, and no attempt.
 *
 * @param attempts Counts the attempts.
 */
export function socketScript(scenario: Scenario, attempts: { count: number }): Script {
  return async ({ request, socket, signal }) => {
    const [, redirected] = /^\/redirected\/(\d+)/.exec(request.path) ?? [];
    const attempt = Number(redirected ?? ++attempts.count);
    const script = scriptOf(scenario, attempt);
    if (script.redirected && !redirected) {
      const location = `/redirected/${attempt}`;
      return void socket.end(head(307, { location, connection: "close", "content-length": "0" }));
    }
    await answer(script, attempt, hasBody(script, scenario.caller), socket, signal);
  };
}

async function answer(
  script: AttemptScript,
  attempt: number,
  withBody: boolean,
  socket: Socket,
  signal: AbortSignal,
): Promise<void> {
  if (script.headersAfter === undefined) return;
  await pause(scaled(script.headersAfter), signal);
  if (signal.aborted) return;
  if (script.refuses) return void socket.resetAndDestroy();
  const texts = textsOf(script, attempt);
  const whole = wholeText(script, attempt);
  const chunked = script.lengthError === undefined;
  await write(socket, head(script.status, headersOf(script, texts.join("").length)));
  if (!withBody) return void socket.end();
  for (const [index, { after }] of (script.pieces ?? []).entries()) {
    await pause(scaled(after), signal);
    const text = texts[index] ?? "";
    if (text && !signal.aborted) await write(socket, chunked ? `${text.length.toString(16)}\r\n${text}\r\n` : text);
  }
  if (script.end === "hang" || signal.aborted) return;
  await pause(scaled(script.endAfter), signal);
  if (script.end === "close") socket.end(chunked && whole !== undefined ? "0\r\n\r\n" : "");
  else socket.destroy();
}

function head(status: number, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Scripted\r\n${lines.join("")}\r\n`;
}

function headersOf({ status, sse, retryAfter, lengthError, pieces }: AttemptScript, sent: number) {
  const headers: Record<string, string> = { "content-type": sse ? "text/event-stream" : "text/plain" };
  // So that every socket closes, and none is kept for a next request.
  headers.connection = "close";
  if (retryAfter !== undefined) headers["retry-after"] = `${retryAfter}`;
  if (status === 204 || status === 304) return headers;
  if (!pieces) headers["content-length"] = "0";
  else if (lengthError === undefined) headers["transfer-encoding"] = "chunked";
  else headers["content-length"] = `${Math.max(0, sent + lengthError)}`;
  return headers;
}

async function write(socket: Socket, text: string): Promise<void> {
  await new Promise<void>((resolve) => socket.write(text, () => resolve()));
}
