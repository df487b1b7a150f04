import type { LastWords } from "../../mod.ts";
import { parseJson } from "../checks/parse_json.ts";

// Bytes of an error that are read at most.
const MOST_BYTES = 64 * 2 ** 10;

/**
 * Returns the last words of a stream that has begun before its upstream answered with an error, or without a stream.
 *
 * @param response The upstream's response. Its body is read.
 * @returns The words, from the message in the response if there is one.
 */
export async function lastWordsFor(response: Response): Promise<LastWords> {
  const { status, headers } = response;
  const error = errorOf(parseJson(await beginning(response)));
  const type = headers.get("content-type")?.split(";", 1)[0] ?? "no type";
  const what = response.ok ? `${type} instead of a stream` : `status ${status}`;
  return {
    code: error.code ?? (response.ok ? "upstream_invalid" : "upstream_status"),
    message: error.message ?? `Upstream answered with ${what}`,
    status: status >= 400 ? status : 502,
    begun: false,
  };
}

function errorOf(body: unknown): { code?: string; message?: string } {
  const { error, message } = Object(body);
  if (typeof error === "string") return { message: error };
  const text = [Object(error).message, message].find((value) => typeof value === "string");
  const code = [Object(error).code, Object(error).type, Object(error).status].find((value) =>
    typeof value === "string"
  );
  return { code, message: text };
}

async function beginning(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      size += chunk.byteLength;
      if (size > MOST_BYTES) break;
    }
  } catch {
    // The part that came may hold the message.
  }
  return text;
}
