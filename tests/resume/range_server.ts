import { answer, type Cut, type VirtualServer } from "./virtual_server.ts";

/** What is wrong with an answer to a range request. */
export type RangeLie =
  | "none"
  | "busy"
  | "whole"
  | "changed"
  | "changed-silently"
  | "weak"
  | "early"
  | "late"
  | "short"
  | "long"
  | "total"
  | "coded"
  | "lacking"
  | "gone";

/** What is served, and how it breaks. */
export interface RangeScript {
  readonly body: Uint8Array<ArrayBuffer>;
  /** How each answer breaks; later ones are whole. */
  readonly cuts: readonly Cut[];
  /** What is wrong with each continuation. */
  readonly lies: readonly RangeLie[];
}

/** Serves bytes as RFC 9110 has it, but for the lies. */
export function rangeServer({ body, cuts, lies }: RangeScript): VirtualServer {
  const headers = { "accept-ranges": "bytes", "etag": '"v1"' };
  return (request, attempt) => {
    const cut = cuts[attempt - 1];
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1] ?? NaN);
    const exact = request.headers.get("if-range") === headers.etag;
    const whole = () =>
      answer(new Response(null, { headers: { ...headers, "content-length": `${body.length}` } }), body, cut);
    if (Number.isNaN(start) || !exact) return whole();
    const part = (changed: Record<string, string>, from = start, to = body.length, bytes = body.subarray(from, to)) => {
      const range = `bytes ${from}-${to - 1}/${body.length}`;
      const response = new Response(null, { status: 206, headers: { ...headers, "content-range": range, ...changed } });
      return answer(response, bytes, cut);
    };
    const other = body.subarray(start).map((byte) => byte ^ 0xff);
    switch (lies[attempt - 2]) {
      case "busy":
        return answer(new Response(null, { status: 503 }), new Uint8Array(3));
      case "whole":
        return whole();
      case "changed":
        return part({ etag: '"v2"' }, start, body.length, other);
      case "changed-silently":
        return part({ etag: "" }, start, body.length, other);
      case "weak":
        return part({ etag: 'W/"v1"' }, start, body.length, other);
      case "early":
        return part({}, Math.max(0, start - 1));
      case "late":
        return part({}, start + 1);
      case "short":
        return part({}, start, body.length - 1);
      case "long":
        return part({}, start, body.length, new Uint8Array([...body.subarray(start), 1]));
      case "total":
        return part({ "content-range": `bytes ${start}-${body.length}/${body.length + 1}` });
      case "coded":
        return part({ "content-encoding": "gzip" }, start, body.length, other);
      case "lacking":
        return part({ "content-range": "" });
      case "gone":
        return answer(new Response(null, { status: 404 }), other);
      default:
        return part({});
    }
  };
}
