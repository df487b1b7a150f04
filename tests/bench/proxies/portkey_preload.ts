// Preloaded into @portkey-ai/gateway 1.15.2. With the @hono/node-server that npm installs beside it today (1.19), it
// appends to the headers of a response of fetch, which cannot be changed, and so fails on every stream. Here they can.
const { fetch, Response } = globalThis;

globalThis.fetch = async (input, init) => {
  const { body, status, statusText, headers } = await fetch(input, init);
  return new Response(body, { status, statusText, headers: new Headers(headers) });
};
