import { RequestBody } from "./request_body.ts";

/** A body that is kept, and the content type that `fetch` would have added. */
export interface KeptBody {
  readonly body: RequestBody;
  readonly type?: string | undefined;
}

/**
 * Keeps a body for further attempts, and copies it if the caller could change it. This happens in the turn of the call,
 * except for the body of a `Request`, which has to be read.
 *
 * @param value The caller's body.
 * @param limit Largest body in bytes that is kept. A larger one is sent once.
 */
export function keepBody(value: BodyInit | null | undefined, limit: number): KeptBody {
  if (value === null || value === undefined) return { body: new RequestBody(value) };
  if (typeof value === "string") return { body: limited(new RequestBody(value), limit) };
  if (value instanceof URLSearchParams) {
    const type = "application/x-www-form-urlencoded;charset=UTF-8";
    return { body: limited(new RequestBody(String(value)), limit), type };
  }
  if (value instanceof ArrayBuffer) return { body: copyOfBytes(value, new Uint8Array(value), limit) };
  if (ArrayBuffer.isView(value)) {
    return { body: copyOfBytes(value, new Uint8Array(value.buffer, value.byteOffset, value.byteLength), limit) };
  }
  if (value instanceof FormData) return { body: limited(new RequestBody(copyOfForm(value)), limit, formSize(value)) };
  // A blob doesn't change, and the platform adds its type.
  if (value instanceof Blob) return { body: limited(new RequestBody(value), limit) };
  if (isStream(value)) return { body: new RequestBody(value, "its body is a stream") };
  // The underlying fetch may support a class that the platform doesn't, such as a polyfilled form.
  return { body: new RequestBody(value) };
}

function limited(body: RequestBody, limit: number, size: number | undefined = sizeOf(body, limit)): RequestBody {
  return size !== undefined && size > limit ? new RequestBody(body.value, `maxReplayBytes is ${limit}`) : body;
}

/** Encodes a text only if its length in UTF-16 doesn't tell whether it fits. */
function sizeOf(body: RequestBody, limit: number): number | undefined {
  const { value } = body;
  return typeof value === "string" && value.length * 3 <= limit ? value.length : body.byteLength;
}

/** Returns a body that is too large to be copied, and is sent once. */
function copyOfBytes(value: BodyInit, bytes: Uint8Array<ArrayBuffer>, limit: number): RequestBody {
  const body = limited(new RequestBody(value), limit);
  return body.once ? body : new RequestBody(bytes.slice());
}

function copyOfForm(form: FormData): FormData {
  const copy = new FormData();
  for (const [name, value] of form) {
    if (typeof value === "string") copy.append(name, value);
    else copy.append(name, value, value.name);
  }
  return copy;
}

function formSize(form: FormData): number {
  return [...form.values()].reduce((sum, value) => sum + (typeof value === "string" ? value.length : value.size), 0);
}

/** Reads a stream without `for await`, which some browsers lack. */
function isStream(value: object): boolean {
  return value instanceof ReadableStream || Symbol.asyncIterator in value;
}
