import assert from "node:assert/strict";
import { checkConnection, ConnectionHeaderError, endToEndHeaders } from "../../edge/headers/end_to_end_headers.ts";

const all = () => false;

Deno.test("endToEndHeaders() leaves out what is of one connection, and what Connection lists", () => {
  const names = ["keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"];
  const entries = [...names, "transfer-encoding", "upgrade", "x-own"].map((name): [string, string] => [name, "1"]);
  const headers = new Headers([...entries, ["connection", "close , X-Own"], ["x-kept", "1"]]);

  assert.deepEqual([...endToEndHeaders(headers, all)], [["x-kept", "1"]]);
});

Deno.test("endToEndHeaders() copies each Set-Cookie, and leaves the original as it is", () => {
  const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"], ["x-left", "1"], ["connection", "close"]]);
  const before = [...headers];
  const copy = endToEndHeaders(headers, (name) => name === "x-left");

  assert.deepEqual(copy.getSetCookie(), ["a=1", "b=2"]);
  assert.equal(copy.has("x-left"), false);
  assert.deepEqual([...headers], before);
});

Deno.test("endToEndHeaders() takes of a malformed Connection what is a name", () => {
  assert.deepEqual([...endToEndHeaders(new Headers({ connection: "a b, ,x-own", "x-own": "1" }), all)], []);
});

Deno.test("checkConnection() throws where Connection lists anything but names", () => {
  for (const value of ["", "keep-alive", "close, X-Own", "!#$%&'*+-.^_`|~"]) {
    checkConnection(new Headers({ connection: value }));
  }
  checkConnection(new Headers());
  for (const value of ["a b", "close,", "x:y", "(x)"]) {
    assert.throws(() => checkConnection(new Headers({ connection: value })), ConnectionHeaderError);
  }
});
