/** What a client needs to use the proxy. */
export interface Client {
  /** Lines to paste. */
  lines(url: string): string[];
  /** Variables for a process of it. */
  environment(url: string): Record<string, string>;
  /** Arguments in front of its own. */
  arguments?(url: string, account: Account): string[];
}

/** What a user of Codex is logged in with. */
export type Account = "chatgpt" | "key";

// Milliseconds: above what the proxy's three attempts take, 45 + 90 + 180 s.
const PATIENCE = 400_000;
// A client's limit for a whole answer.
const LONGEST_ANSWER = 3_600_000;

/** The clients that are known by name. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  codex: {
    lines: codexLines,
    environment: () => ({}),
    arguments: (url, account) => codexOverrides(codexUrl(url, account)),
  },
  claude: {
    lines: (url) => [
      "# For your shell; or by the same names in ~/.claude/settings.json, under env:",
      ...exports(claudeEnvironment(url)),
    ],
    environment: claudeEnvironment,
  },
  gemini: {
    lines: (url) => [
      "# For your shell:",
      ...exports(geminiEnvironment(url)),
      "# Gemini CLI takes that with an API key alone. In ~/.gemini/settings.json:",
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

/** Returns the variables by which programs of whatever kind find the proxy. */
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

/** An account of ChatGPT is served by a back end of its own. */
function codexUrl(url: string, account: Account): string {
  return account === "chatgpt" ? `${url}/codex` : `${url}/openai/v1`;
}

/** The provider's settings; by that name of it Codex keeps what it does for OpenAI alone, such as remote compaction. */
function codexProvider(baseUrl: string): (readonly [string, string | number | boolean])[] {
  return [
    ["name", "OpenAI"],
    ["base_url", baseUrl],
    ["wire_api", "responses"],
    ["requires_openai_auth", true],
    // The proxy has tried.
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
    "# Logged in with an API key in the place of an account of ChatGPT:",
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
