import { parseArgs } from "node:util";
import { closestName } from "../config/closest_name.ts";
import { flagOf, type Setting, SETTINGS } from "../config/settings.ts";
import { UsageError } from "./usage_error.ts";

/** A parsed command line. */
export interface CommandLine {
  readonly command: "serve" | "check" | "help" | "version" | "setup" | "run";
  /** The variables that its flags stand for. */
  readonly variables: Readonly<Record<string, string>>;
  /** The arguments of the command: a client's name, or a command to run. */
  readonly rest: readonly string[];
}

const COMMANDS = ["setup", "run"];
// Flags that don't stand for a variable.
const ACTIONS = ["help", "version", "check"] as const;

/**
 * Parses a command line.
 *
 * @param args The arguments, without the program's name.
 * @returns The parsed command line.
 * @throws {UsageError} If a flag is unknown, lacks its value, or has one it doesn't take.
 */
export function parseArguments(args: readonly string[]): CommandLine {
  const [own, childCommand] = splitAtDashes(args);
  const { values, positionals } = parse(own);
  const action = ACTIONS.find((name) => values[name]);
  const [command, ...rest] = positionals;
  if (command !== undefined && !COMMANDS.includes(command)) {
    throw new UsageError(`Unknown command ${command}: did you mean ${closestName(command, COMMANDS).name}?`);
  }
  if (command !== "run" && childCommand.length > 0) throw new UsageError("Only run takes a command after --");
  return {
    command: action ?? (command as CommandLine["command"] | undefined) ?? "serve",
    variables: variablesOf(values),
    rest: [...rest, ...childCommand],
  };
}

function splitAtDashes(args: readonly string[]): [string[], string[]] {
  const [first] = args;
  // Without flags of our own after `run`, the dashes can be left out.
  const isPlainRun = first === "run" && args[1] !== undefined && !args[1].startsWith("-");
  if (isPlainRun) return [["run"], args.slice(1)];
  const at = args.indexOf("--");
  return at < 0 ? [[...args], []] : [args.slice(0, at), args.slice(at + 1)];
}

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

function parse(args: string[]): { values: Values; positionals: string[] } {
  const options = Object.fromEntries([
    ...flags().map(([flag, { takes, variable }]) => {
      return [flag, { type: takes ? "string" : "boolean", multiple: variable === "UPSTREAMS" }] as const;
    }),
    ...ACTIONS.map((name) => [name, { type: "boolean", multiple: false }] as const),
  ]);
  const { values, positionals, tokens } = parseArgs({
    args,
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = options[token.name];
    if (!option) throw unknownFlag(token.rawName, Object.keys(options));
    if (option.type === "string" && (token.value === undefined || !token.inlineValue && token.value.startsWith("--"))) {
      throw new UsageError(`${token.rawName} takes a value`);
    }
    if (option.type === "boolean" && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
  }
  return { values, positionals };
}

function flags(): [string, Setting][] {
  return SETTINGS.flatMap((setting) => {
    const flag = flagOf(setting);
    return flag === undefined ? [] : [[flag, setting] as [string, Setting]];
  });
}

function unknownFlag(rawName: string, known: readonly string[]): UsageError {
  const name = rawName.replace(/^-+/, "");
  const secret = SETTINGS.find(({ variable, isSecret }) => isSecret && variable === toVariable(name));
  if (secret) {
    return new UsageError(
      `${rawName} isn't a flag, since other users of this machine could read it: set the variable ${secret.variable}`,
    );
  }
  // The name of the variable means its flag.
  const setting = SETTINGS.find(({ variable }) => variable === toVariable(name));
  const meant = setting && flagOf(setting) || closestName(name, known).name;
  return new UsageError(`Unknown flag ${rawName}: did you mean --${meant}? --help lists all flags`);
}

function toVariable(flag: string): string {
  return flag.toUpperCase().replaceAll("-", "_");
}

function variablesOf(values: Values): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [flag, { variable }] of flags()) {
    const value = values[flag];
    if (value === undefined) continue;
    if (Array.isArray(value)) Object.assign(variables, upstreamsOf(value.map(String)));
    else variables[variable] = value === true ? "1" : String(value);
  }
  return variables;
}

/** Returns the variable that all `--upstream` flags stand for. Upstreams with one name form a list. */
function upstreamsOf(given: readonly string[]): Record<string, string> {
  const named = new Map<string, string[]>();
  for (const one of given) {
    const [, name, url] = /^([^=:/]+)=(.*)$/.exec(one) ?? [];
    if (name === undefined || url === undefined) {
      if (given.length === 1) return { UPSTREAM_URL: one };
      throw new UsageError("--upstream takes NAME=URL if it's repeated, such as openai=https://api.openai.com");
    }
    named.set(name, [...named.get(name) ?? [], url]);
  }
  const entries = [...named].map(([name, urls]) => [name, urls.length === 1 ? urls[0] : urls]);
  return { UPSTREAMS: JSON.stringify(Object.fromEntries(entries)) };
}
