import { type Client, exportLines, PATIENCE } from "./client.ts";
import { codex } from "./codex.ts";

// Milliseconds that a client waits for a whole answer.
const LONGEST_ANSWER = 3_600_000;

/** The known clients by name. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  codex,
  claude: {
    lines: (url) => [
      "# For your shell. Or put the same names under env in ~/.claude/settings.json:",
      ...exportLines(claudeEnvironment(url)),
    ],
    environment: claudeEnvironment,
  },
  gemini: {
    lines: (url) => [
      "# For your shell:",
      ...exportLines(geminiEnvironment(url)),
      "# Gemini CLI uses this only with an API key. In ~/.gemini/settings.json:",
      '# {"security":{"auth":{"selectedType":"gemini-api-key"}}}',
    ],
    environment: geminiEnvironment,
  },
  opencode: {
    lines: (url) => ["// In opencode.json:", ...JSON.stringify(opencodeConfig(url), null, 2).split("\n")],
    environment: (url) => ({ OPENCODE_CONFIG_CONTENT: JSON.stringify(opencodeConfig(url)) }),
  },
  openai: {
    lines: (url) => ["# For your shell, read by the OpenAI SDKs:", ...exportLines(openaiEnvironment(url))],
    environment: openaiEnvironment,
  },
};

/** Returns environment variables that point many programs at the proxy. */
export function commonEnvironment(url: string): Record<string, string> {
  return { ...openaiEnvironment(url), ...claudeEnvironment(url), ...geminiEnvironment(url) };
}

function openaiEnvironment(url: string): Record<string, string> {
  return { OPENAI_BASE_URL: `${url}/openai/v1` };
}

function claudeEnvironment(url: string): Record<string, string> {
  return {
    ANTHROPIC_BASE_URL: `${url}/anthropic`,
    API_TIMEOUT_MS: String(LONGEST_ANSWER),
    CLAUDE_STREAM_FIRST_BYTE_TIMEOUT_MS: String(PATIENCE),
    CLAUDE_STREAM_IDLE_TIMEOUT_MS: String(PATIENCE),
  };
}

function geminiEnvironment(url: string): Record<string, string> {
  return { GOOGLE_GEMINI_BASE_URL: `${url}/gemini` };
}

function opencodeConfig(url: string): object {
  const provider = (path: string) => ({
    options: { baseURL: `${url}/${path}`, headerTimeout: PATIENCE, chunkTimeout: PATIENCE },
  });
  return {
    $schema: "https://opencode.ai/config.json",
    provider: {
      openai: provider("openai/v1"),
      anthropic: provider("anthropic/v1"),
      google: provider("gemini/v1beta"),
      openrouter: provider("openrouter/v1"),
    },
  };
}
