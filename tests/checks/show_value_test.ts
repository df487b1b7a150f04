import assert from "node:assert/strict";
import { inspect } from "node:util";
import { showValue } from "../../src/checks/show_value.ts";

const SHOWN: [value: unknown, shown: string][] = [
  [-1, "-1"],
  [NaN, "NaN"],
  [null, "null"],
  [undefined, "undefined"],
  [true, "true"],
  [5n, "5"],
  [Symbol("a"), "Symbol(a)"],
  ["5s", '"5s"'],
  ["", '""'],
  ["p99.9", '"p99.9"'],
  ["500 ms", '"500 ms"'],
  ["always", '"always"'],
  [Promise.resolve("secret"), "a promise: await it"],
  [{ then: () => {} }, "a promise: await it"],
  [["secret"], "an array"],
  [{ key: "secret" }, "type object"],
  [Object.create(null), "type object"],
  [new String("secret"), "type object"],
  [() => "secret", "a function: was its call meant?"],
];

for (const [value, shown] of SHOWN) {
  Deno.test(`showValue() shows ${inspect(value)} as ${shown}`, () => {
    assert.equal(showValue(value), shown);
  });
}

Deno.test("showValue() doesn't show a text that may be a secret, or that would spoil the line", () => {
  const hidden = [
    "sk-proj-0123456789abcdef",
    "https://a.test/?key=1",
    "Bearer abc.def.ghi",
    "a\nb",
    'a"b',
    "a@b",
    "ключ",
  ];
  for (const text of hidden) assert.equal(showValue(text), "type string", text);
});

Deno.test("showValue() shows a word of eight letters at most, since a longer text may be a secret", () => {
  assert.equal(showValue("a".repeat(8)), `"${"a".repeat(8)}"`);
  for (const secret of ["a".repeat(9), "hunter2", "s3cret", "a b"]) assert.equal(showValue(secret), "type string");
});
