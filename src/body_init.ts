/**
 * Returns a copy of a body that later changes to the original cannot reach, or
 * `undefined` where it can be read only once.
 */
export function copyBody(body: BodyInit): BodyInit | undefined {
  if (typeof body === "string" || body instanceof Blob) return body;
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  if (body instanceof FormData) return copyForm(body);
  return bytesOf(body)?.slice();
}

/** Returns the size of a body in bytes, a form's without its framing, or `undefined` for a stream. */
export function bodySize(body: BodyInit): number | undefined {
  if (body instanceof Blob) return body.size;
  if (body instanceof FormData) return formSize(body);
  const text = bodyText(body, false);
  return text === undefined ? bytesOf(body)?.byteLength : new TextEncoder().encode(text).byteLength;
}

/** Tells whether a body is known to be larger than `limit` bytes. */
export function exceeds(body: BodyInit, limit: number): boolean {
  // UTF-8 takes three bytes at most for each unit of a string: most need no encoding to tell.
  if (typeof body === "string" && body.length * 3 <= limit) return false;
  return (bodySize(body) ?? 0) > limit;
}

/** Returns the text of a body that is at hand, its bytes decoded unless `decode` is `false`. */
export function bodyText(body: BodyInit, decode = true): string | undefined {
  if (typeof body === "string") return body;
  if (body instanceof URLSearchParams) return body.toString();
  const bytes = decode ? bytesOf(body) : undefined;
  return bytes && new TextDecoder().decode(bytes);
}

function bytesOf(body: BodyInit): Uint8Array<ArrayBuffer> | undefined {
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (!ArrayBuffer.isView(body)) return undefined;
  return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
}

function copyForm(form: FormData): FormData {
  const copy = new FormData();
  for (const [name, value] of form) {
    if (typeof value === "string") copy.append(name, value);
    else copy.append(name, value, value.name);
  }
  return copy;
}

function formSize(form: FormData): number {
  let size = 0;
  for (const [name, value] of form) size += name.length + (typeof value === "string" ? value.length : value.size);
  return size;
}
