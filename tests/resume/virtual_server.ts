/** A request as a virtual server sees it. */
export interface VirtualRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
}

/** What a virtual server answers. */
export interface VirtualAnswer {
  /** Status and headers; it has no body. */
  readonly response: Response;
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
  /** Whether the body ends cleanly behind the chunks, or breaks. */
  readonly clean: boolean;
}

/** A server without sockets; `attempt` counts from 1. */
export type VirtualServer = (request: VirtualRequest, attempt: number) => VirtualAnswer;

/** Where a body breaks, and how it's cut before. */
export interface Cut {
  /** The part of its bytes, or of its messages, that comes: from 0 to 1. */
  readonly at: number;
  /** Whether it breaks between two messages. */
  readonly between?: boolean;
  /** Whether the break looks like an end. */
  readonly clean: boolean;
  /** Sizes of the chunks, one after another, over and over. */
  readonly sizes: readonly number[];
}

/** Returns the bytes of a text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Answers with bytes; a cut breaks them, none leaves them whole. */
export function answer(response: Response, bytes: Uint8Array<ArrayBuffer>, cut?: Cut): VirtualAnswer {
  const end = cut ? Math.floor(cut.at * bytes.length) : bytes.length;
  const sizes = cut?.sizes ?? [bytes.length];
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let start = 0, index = 0; start < end; index++) {
    const size = Math.max(1, sizes[index % sizes.length] ?? 1);
    // Each has memory of its own, as those of a socket.
    chunks.push(bytes.slice(start, Math.min(end, start + size)));
    start += size;
  }
  return { response, chunks, clean: cut?.clean ?? true };
}

/** Answers with messages, each a string. */
export function answerMessages(response: Response, messages: readonly string[], cut?: Cut): VirtualAnswer {
  if (!cut?.between) return answer(response, bytesOf(messages.join("")), cut);
  const before = messages.slice(0, Math.round(cut.at * messages.length));
  return answer(response, bytesOf(before.join("")), { ...cut, at: 1 });
}
