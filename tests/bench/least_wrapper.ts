const CUTOFF = 45_000;

/**
 * The least that a `fetch` does which waits for a first byte and hands on a body
 * that errs once it is told to: a signal, a timer, a read, and a response around
 * the rest. It heeds no signal of its caller's, sends nothing again and keeps no
 * promise: it is here to tell what no wrapper of that kind can save.
 */
export async function leastWrapper(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), CUTOFF);
  const response = await fetch(input, { ...init, signal: controller.signal });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  clearTimeout(timer);
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      if (first?.value) stream.enqueue(first.value);
    },
    async pull(stream) {
      const { done = true, value } = await reader?.read() ?? {};
      if (value) stream.enqueue(value);
      if (done) stream.close();
    },
  }, { highWaterMark: 0 });
  return new Response(body, response);
}
