import assert from "node:assert/strict";
import { parseArguments } from "../../../edge/cli/parse_arguments.ts";
import { UsageError } from "../../../edge/cli/usage_error.ts";
import { flagOf, SETTINGS } from "../../../edge/config/settings.ts";

Deno.test("parseArguments() serves without arguments", () => {
  assert.deepEqual(parseArguments([]), { command: "serve", variables: {}, rest: [] });
});

Deno.test("parseArguments() takes a flag for each variable that isn't a secret", () => {
  for (const setting of SETTINGS) {
    const flag = flagOf(setting);
    if (flag === undefined || setting.variable.startsWith("UPSTREAM")) continue;
    const { variables } = parseArguments(setting.takes ? [`--${flag}`, "7"] : [`--${flag}`]);

    assert.deepEqual(variables, { [setting.variable]: setting.takes ? "7" : "1" });
  }
});

Deno.test("parseArguments() mounts upstreams, several of one name as a list", () => {
  const args = [
    "--upstream",
    "a=https://a.example/?x=y",
    "--upstream=b=https://b.example",
    "--upstream",
    "a=https://c.example",
  ];

  const { UPSTREAMS = "" } = parseArguments(args).variables;
  assert.deepEqual(JSON.parse(UPSTREAMS), {
    a: ["https://a.example/?x=y", "https://c.example"],
    b: "https://b.example",
  });
  assert.deepEqual(parseArguments(["--upstream", "https://a.example"]).variables, {
    UPSTREAM_URL: "https://a.example",
  });
});

Deno.test("parseArguments() doesn't parse the arguments of the command to run", () => {
  const command = ["codex", "exec", "--port", "--help", "--", "-c", "x"];

  assert.deepEqual(parseArguments(["run", ...command]), { command: "run", variables: {}, rest: command });
  assert.deepEqual(parseArguments(["run", "--ttfb-timeout", "9", "--", ...command]), {
    command: "run",
    variables: { TTFB_TIMEOUT_SECONDS: "9" },
    rest: command,
  });
});

Deno.test("parseArguments() takes the name of a client to set up", () => {
  const { command, rest } = parseArguments(["setup", "codex", "--port", "80"]);

  assert.deepEqual([command, rest], ["setup", ["codex"]]);
});

const mistakes: Record<string, [string[], RegExp]> = {
  "an unknown flag": [["--ttfb-timout", "5"], /^Unknown flag --ttfb-timout: did you mean --ttfb-timeout\?/],
  "a flag by its variable's name": [["--TTFB_TIMEOUT_SECONDS=5"], /: did you mean --ttfb-timeout\?/],
  "a flag with its seconds": [["--ttfb-timeout-seconds", "5"], /: did you mean --ttfb-timeout\?/],
  "a short flag": [["-p", "80"], /^Unknown flag -p: did you mean --port\?/],
  "a secret": [["--proxy-tokens", "planted"], /--proxy-tokens isn't a flag, .* set the variable PROXY_TOKENS$/],
  "a flag without its value": [["--port"], /^--port takes a value$/],
  "a flag in the place of a value": [["--port", "--open"], /^--port takes a value$/],
  "a switch with a value": [["--open=planted"], /^--open takes no value$/],
  "an unknown command": [["sevre"], /^Unknown command sevre: did you mean .*\?$/],
  "a command after dashes without run": [["--", "codex"], /^Only run takes a command after --$/],
  "several upstreams without names": [["--upstream", "https://planted", "--upstream", "https://b"], /takes NAME=URL/],
};
for (const [what, [args, message]] of Object.entries(mistakes)) {
  Deno.test(`parseArguments() refuses ${what}`, () => {
    assert.throws(() => parseArguments(args), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /planted/);
      return true;
    });
  });
}
