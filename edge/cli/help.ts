import { flagOf, type Setting, SETTINGS } from "../config/settings.ts";
import { CLIENTS } from "../clients/clients.ts";

const ACTIONS: readonly (readonly [string, string])[] = [
  ["--check", "Checks the configuration, prints it, and exits"],
  ["--help", "Prints this help"],
  ["--version", "Prints the version"],
];

/** Returns the text of the help. */
export function help(): string {
  const flags = SETTINGS.flatMap((setting) => {
    const flag = flagOf(setting);
    return flag === undefined ? [] : [[usage(flag, setting), explain(setting)] as const];
  });
  const secrets = SETTINGS.filter(({ isSecret }) => isSecret).map(({ variable, help }) => [variable, help] as const);
  return `A proxy for large language models that never waits on a dead connection.

Usage: firstbyte-proxy [flags]                   serves on this machine
       firstbyte-proxy setup CLIENT [flags]      prints what to paste: ${Object.keys(CLIENTS).join(", ")}
       firstbyte-proxy run [flags] -- COMMAND    runs a command with a proxy on a free port

${table([...flags, ...ACTIONS])}

Each flag also has a variable, such as TTFB_TIMEOUT_SECONDS for --ttfb-timeout. Secrets have variables only:

${table(secrets)}
`;
}

function usage(flag: string, { takes }: Setting): string {
  return takes ? `--${flag} ${takes}` : `--${flag}`;
}

function explain({ help, byDefault }: Setting): string {
  return byDefault === undefined ? help : `${help} (${byDefault})`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}
