/** The fields of a block of an event stream. */
export interface EventFields {
  /** The last `id`, perhaps empty; `undefined` where there is none. */
  readonly id: string | undefined;
  /** The lines of `data`, joined by LF; `undefined` where there are none. */
  readonly data: string | undefined;
  /** The last valid `retry`, in milliseconds. */
  readonly retry: number | undefined;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads the fields of one block.
 *
 * The parser of `events()` doesn't serve here: it keeps the id of an event without data to itself.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation}
 */
export function eventFields(block: Uint8Array): EventFields {
  let id: string | undefined;
  let data: string | undefined;
  let retry: number | undefined;
  for (const line of decoder.decode(block).split(/\r\n|\r|\n/)) {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    if (name !== "data" && name !== "id" && name !== "retry") continue;
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "data") data = data === undefined ? value : `${data}\n${value}`;
    else if (name === "id") id = value.includes("\0") ? id : value;
    else if (/^\d+$/.test(value)) retry = Number(value);
  }
  return { id, data, retry };
}
