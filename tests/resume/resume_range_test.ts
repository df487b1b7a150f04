import assert from "node:assert/strict";
import { resumeRange } from "../../src/resume/resume_range.ts";
import { madeRequest } from "./made_request.ts";
import { readThrough } from "./read_through.ts";
import { answer, bytesOf, type VirtualServer } from "./virtual_server.ts";

const URL_ = "http://upstream.test/file";
const BODY = bytesOf("0123456789");
const HEADERS = { "accept-ranges": "bytes", "etag": '"v1"', "content-length": "10" };
const request = madeRequest(URL_);

/** Answers with the whole, broken at its half, and then as told. */
function brokenOnce(headers: Record<string, string>, status = 206, rest = "56789"): VirtualServer {
  return (_request, attempt) =>
    attempt === 1
      ? answer(new Response(null, { headers: HEADERS }), BODY, { at: 0.5, clean: false, sizes: [2] })
      : answer(new Response(null, { status, headers: { etag: '"v1"', ...headers } }), bytesOf(rest));
}

Deno.test("resumeRange() goes on at the byte where the body broke", () => {
  const { bytes, error, requests } = readThrough(
    resumeRange(),
    brokenOnce({ "content-range": "bytes 5-9/10", "content-length": "5" }),
    madeRequest(URL_, { headers: { authorization: "secret" } }),
  );
  assert.equal(error, undefined);
  assert.deepEqual(bytes, BODY);
  assert.deepEqual([...requests[1]?.headers ?? []], [
    ["accept-encoding", "identity"],
    ["authorization", "secret"],
    ["if-range", '"v1"'],
    ["range", "bytes=5-"],
  ]);
});

Deno.test("resumeRange() follows only GETs that ask for the whole", () => {
  const response = () => new Response(null, { headers: HEADERS });
  const policy = resumeRange();
  assert.ok(policy.follow(request, response()));
  for (const method of ["HEAD", "POST", "QUERY"]) {
    assert.equal(policy.follow(madeRequest(URL_, { method }), response()), undefined, method);
  }
  for (const range of ["bytes=0-", "bytes=5-9", "bytes=-5", "bytes=0-1,4-5"]) {
    assert.equal(policy.follow(madeRequest(URL_, { headers: { range } }), response()), undefined, range);
  }
  for (const name of ["if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"]) {
    assert.equal(policy.follow(madeRequest(URL_, { headers: { [name]: '"v0"' } }), response()), undefined, name);
  }
});

Deno.test("resumeRange() follows no answer that it couldn't continue exactly", () => {
  const cases: Record<string, Record<string, string | undefined>> = {
    "no ranges": { "accept-ranges": "none" },
    "no word of ranges": { "accept-ranges": undefined },
    "no ETag": { etag: undefined, "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT" },
    "a weak ETag": { etag: 'W/"v1"' },
    "an ETag without quotes": { etag: "v1" },
    "a content coding": { "content-encoding": "gzip" },
    "a transfer coding": { "transfer-encoding": "gzip, chunked" },
    "no length": { "content-length": undefined },
    "no bytes": { "content-length": "0" },
    "a length that is none": { "content-length": "10, 10" },
  };
  for (const [name, changed] of Object.entries(cases)) {
    const headers = new Headers(HEADERS);
    for (const [header, value] of Object.entries(changed)) {
      if (value === undefined) headers.delete(header);
      else headers.set(header, value);
    }
    assert.equal(resumeRange().follow(request, new Response(null, { headers })), undefined, name);
  }
  assert.equal(resumeRange().follow(request, new Response(null, { status: 206, headers: HEADERS })), undefined);
  assert.equal(resumeRange().follow(request, new Response(null, { status: 203, headers: HEADERS })), undefined);
});

Deno.test("resumeRange() follows no answer that was redirected", () => {
  const elsewhere = (members: PropertyDescriptorMap) =>
    Object.defineProperties(new Response(null, { headers: HEADERS }), members);
  const policy = resumeRange();
  assert.equal(policy.follow(request, elsewhere({ redirected: { value: true } })), undefined);
  assert.equal(policy.follow(request, elsewhere({ url: { value: "http://mirror.test/file" } })), undefined);
  assert.ok(policy.follow(madeRequest(`${URL_}#part`), elsewhere({ url: { value: URL_ } })));
});

Deno.test("resumeRange() refuses whatever isn't exactly the rest", () => {
  const noEtag: VirtualServer = (sent, attempt) => {
    const answered = brokenOnce({ "content-range": "bytes 5-9/10" })(sent, attempt);
    if (attempt > 1) answered.response.headers.delete("etag");
    return answered;
  };
  const refused: [string, VirtualServer, RegExp][] = [
    ["the whole", brokenOnce({ "content-length": "10" }, 200, "0123456789"), /whole again/],
    ["another ETag", brokenOnce({ "content-range": "bytes 5-9/10", etag: '"v2"' }), /ETag changed from "v1" to "v2"/],
    ["no ETag", noEtag, /ETag changed from "v1" to none/],
    ["a weak ETag", brokenOnce({ "content-range": "bytes 5-9/10", etag: 'W/"v1"' }), /ETag changed/],
    ["a coded part", brokenOnce({ "content-range": "bytes 5-9/10", "content-encoding": "gzip" }), /coding/],
    ["no range", brokenOnce({}), /Content-Range isn't bytes 5-9\/10, but missing/],
    ["an earlier start", brokenOnce({ "content-range": "bytes 4-9/10" }, 206, "456789"), /Content-Range/],
    ["a later start", brokenOnce({ "content-range": "bytes 6-9/10" }, 206, "6789"), /Content-Range/],
    ["an earlier end", brokenOnce({ "content-range": "bytes 5-8/10" }, 206, "5678"), /Content-Range/],
    ["another total", brokenOnce({ "content-range": "bytes 5-10/11" }, 206, "56789a"), /Content-Range/],
    ["an unknown total", brokenOnce({ "content-range": "bytes 5-9/*" }), /Content-Range/],
    ["several ranges", brokenOnce({ "content-type": "multipart/byteranges; boundary=x" }), /Content-Range/],
    ["another length", brokenOnce({ "content-range": "bytes 5-9/10", "content-length": "6" }), /Content-Length/],
    ["too much", brokenOnce({ "content-range": "bytes 5-9/10" }, 206, "567890"), /more than the 10 bytes/],
    ["no such range", brokenOnce({ "content-range": "bytes */10" }, 416, ""), /status 416/],
  ];
  for (const [name, server, expected] of refused) {
    const { bytes, error } = readThrough(resumeRange(), server, request);
    assert.match(error ?? "no error", expected, name);
    assert.deepEqual(bytes, BODY.subarray(0, 5), name);
  }
});

Deno.test("resumeRange() refuses a continuation that was redirected", () => {
  const resumption = resumeRange().follow(request, new Response(null, { headers: HEADERS })) ?? assert.fail();
  resumption.push(BODY.subarray(0, 5));
  const part = new Response(null, { status: 206, headers: { etag: '"v1"', "content-range": "bytes 5-9/10" } });
  assert.equal(resumption.accept(part).kind, "continues");
  const redirected = Object.defineProperty(part, "redirected", { value: true });
  assert.deepEqual(resumption.accept(redirected), {
    kind: "refused",
    reason: "the server redirected",
    transient: false,
  });
});

Deno.test("resumeRange() retries after a temporary status", () => {
  const server: VirtualServer = (sent, attempt) =>
    attempt === 2
      ? answer(new Response(null, { status: 503 }), bytesOf("busy"))
      : brokenOnce({ "content-range": "bytes 5-9/10" })(sent, attempt);
  const { bytes, error, requests } = readThrough(resumeRange(), server, request);
  assert.deepEqual([error, bytes, requests.length], [undefined, BODY, 3]);
});

Deno.test("resumeRange() takes an end that comes too early for a break", () => {
  const server: VirtualServer = (sent, attempt) => ({
    ...brokenOnce({ "content-range": "bytes 5-9/10" })(sent, attempt),
    clean: true,
  });
  assert.deepEqual(readThrough(resumeRange(), server, request).bytes, BODY);
});

Deno.test("resumeRange() takes a break behind the last byte for the end", () => {
  const server: VirtualServer = () => ({ ...answer(new Response(null, { headers: HEADERS }), BODY), clean: false });
  const { bytes, error, requests } = readThrough(resumeRange(), server, request);
  assert.deepEqual([bytes, error, requests.length], [BODY, undefined, 1]);
});

Deno.test("resumeRange() leaves a body alone that is longer than it was to be", () => {
  const headers = { ...HEADERS, "content-length": "4" };
  const server: VirtualServer = () => ({ ...answer(new Response(null, { headers }), BODY), clean: false });
  const { bytes, error, requests } = readThrough(resumeRange(), server, request);
  assert.deepEqual([bytes, error, requests.length], [BODY, "can't be continued", 1]);
});
