import fc from "fast-check";
import assert from "node:assert/strict";
import { hasDotSegment } from "../../../edge/request/has_dot_segment.ts";
import { findTargets } from "../../../edge/upstreams/find_targets.ts";

Deno.test("hasDotSegment() finds dots in every encoding", () => {
  const disguises = [
    ..."/.. /../ /. /a/./b /a/.. /%2e%2e/b /.%2E/b /%2e/x /..%2f /..%2F.. /..%5c /a\\..\\b /%5c..%5c".split(" "),
    ..."/%252e%252e/x /%25252e./x /..%252fx /..;/x /..;a=b/x /%2e%2e%3b/x /..%00/x /..%20/x /..%09".split(" "),
    ..."/%c0%ae%c0%ae/x /%e0%80%ae/x /%f0%80%80%ae/x /..%c0%af /%u002e%u002e/x".split(" "),
  ];
  for (const path of disguises) assert.equal(hasDotSegment(path), true, path);
});

Deno.test("hasDotSegment() accepts other paths", () => {
  const paths = [
    ..."/ /v1/chat/completions /a.b/c..d /... /.well-known/x /..a /a.. /%2ea /a%2Fb /%20 /a%zz".split(" "),
    ..."/100%25 /%E2%82%AC/x /m:generate /@a /a;b=.. /%F0%9F%98%80 /x%C0 /%c1a".split(" "),
  ];
  for (const path of paths) assert.equal(hasDotSegment(path), false, path);
});

Deno.test("hasDotSegment() rejects a path with many layers of encoding, and is fast", () => {
  assert.equal(hasDotSegment(`/%${"25".repeat(8_000)}2e`), true);
});

Deno.test("findTargets() never leaves a base URL, whatever the path", () => {
  const bases = [
    new URL("https://up.example/base/v1"),
    new URL("http://127.0.0.1:8080/other/"),
    new URL("https://c.example"),
  ];
  const [first, ...others] = bases.map((base) => ({ base, credentials: undefined, breaker: undefined }));
  assert.ok(first);
  const mounts = [{ name: undefined, upstreams: [first, ...others] as const }];
  const part = fc.constantFrom(
    ..."/ \\ . .. %2e %2f %5c %25 ; @ : // ? # evil.example \t %09 %00 http: ‥ ．".split(" "),
  );
  const paths = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(paths, (path) => {
      let targets;
      try {
        targets = findTargets(mounts, `http://proxy/${path}`)?.targets ?? [];
      } catch {
        return;
      }
      assert.equal(targets.length, bases.length);
      for (const { url, upstream: { base } } of targets) {
        assert.equal(url.origin, base.origin);
        assert.equal(url.username, "");
        const prefix = base.pathname.replace(/\/$/, "");
        assert.ok(url.pathname === prefix || url.pathname.startsWith(`${prefix}/`), url.pathname);
      }
    }),
    { numRuns: 2_000 },
  );
});
