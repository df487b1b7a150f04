/** How to point a client at the proxy. */
export interface Client {
  /** Returns the lines to paste into its configuration. */
  lines(url: string): string[];
  /** Returns environment variables for its process. */
  environment(url: string): Record<string, string>;
  /** Returns arguments to put before its own. */
  arguments?(url: string, account: Account): string[];
}

/** How a user of Codex is logged in: with a ChatGPT account or an API key. */
export type Account = "chatgpt" | "key";

// Milliseconds. More than the proxy's three attempts take: 45 + 90 + 180 s.
const PATIENCE = 400_000;
// Milliseconds that a client waits for a whole answer.
const LONGEST_ANSWER = 3_600_000;

/** The known clients by name. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  codex: {
    lines: codexLines,
    environment: () => ({}),
    arguments: (url, account) => codexOverrides(codexUrl(url, account)),
  },
  claude: {
    lines: (url) => [
      "# For your shell. Or put the same names under env in ~/.claude/settings.json:",
      ...exports(claudeEnvironment(url)),
    ],
    environment: claudeEnvironment,
  },
  gemini: {
    lines: (url) => [
      "# For your shell:",
      ...exports(geminiEnvironment(url)),
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
    lines: (url) => ["# For your shell, read by the OpenAI SDKs:", ...exports(openaiEnvironment(url))],
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

/** Returns the base URL for an account: ChatGPT accounts have a separate API. */
function codexUrl(url: string, account: Account): string {
  return account === "chatgpt" ? `${url}/codex` : `${url}/openai/v1`;
}

/** Returns the provider's settings. With this name, Codex keeps features for OpenAI only, such as remote compaction. */
function codexProvider(baseUrl: string): (readonly [string, string | number | boolean])[] {
  return [
    ["name", "OpenAI"],
    ["base_url", baseUrl],
    ["wire_api", "responses"],
    ["requires_openai_auth", true],
    // The proxy retries.
    ["request_max_retries", 0],
    ["stream_max_retries", 1],
    ["stream_idle_timeout_ms", PATIENCE],
  ];
}

function codexLines(url: string): string[] {
  return [
    "# In ~/.codex/config.toml, the first line above all tables:",
    'model_provider = "firstbyte"',
    "",
    "[model_providers.firstbyte]",
    ...codexProvider(codexUrl(url, "chatgpt")).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
    "# If you're logged in with an API key instead of a ChatGPT account:",
    `# base_url = ${JSON.stringify(codexUrl(url, "key"))}`,
  ];
}

function codexOverrides(baseUrl: string): string[] {
  const settings = codexProvider(baseUrl).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return ["-c", "model_provider=firstbyte", "-c", `model_providers.firstbyte={${settings.join(",")}}`];
}

function exports(environment: Record<string, string>): string[] {
  return Object.entries(environment).map(([name, value]) => `export ${name}=${value}`);
}
