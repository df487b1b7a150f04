import type { FaithfulResponse } from "./faithful_response.ts";

/**
 * Has responses give their blobs a type, as the platform's own do: on Bun it is
 * lost where the body is a stream that was made in JavaScript.
 *
 * @param Base The class of the responses.
 */
export function typeBlobs(Base: typeof FaithfulResponse): void {
  const { blob: untyped } = Response.prototype;
  Base.prototype.blob = async function blob(): Promise<Blob> {
    // What has none, Bun takes for text.
    const type = this.headers.get("content-type") ?? "text/plain;charset=utf-8";
    return new Blob([await untyped.call(this)], { type });
  };
}
