import { AGENTS } from "./agent.ts";

const FOLDER = new URL("../../dist/agents/", import.meta.url).pathname;

/**
 * Installs the agents from npm, unless they are there: they take more than a gigabyte, so they aren't among the project's own
 * dependencies.
 *
 * @returns The folder of their commands.
 */
export async function installAgents(): Promise<string> {
  const wanted = Object.fromEntries(AGENTS.map(({ package: name, version }) => [name, version]));
  const manifest = JSON.stringify({ private: true, dependencies: wanted });
  const bin = `${FOLDER}node_modules/.bin`;
  if (await read(`${FOLDER}package.json`) === manifest && await isFolder(bin)) return bin;
  await Deno.mkdir(FOLDER, { recursive: true });
  const install = new Deno.Command("npm", {
    args: [
      "install",
      "--no-audit",
      "--no-fund",
      "--no-save",
      ...Object.entries(wanted).map((entry) => entry.join("@")),
    ],
    cwd: FOLDER,
  });
  await Deno.writeTextFile(`${FOLDER}package.json`, "{}");
  const { success } = await install.spawn().status;
  if (!success) throw new Error("Cannot install the agents: npm failed");
  await Deno.writeTextFile(`${FOLDER}package.json`, manifest);
  return bin;
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}
