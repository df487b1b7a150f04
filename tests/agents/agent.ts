import {
  anthropicStream,
  chatStream,
  geminiStream,
  type MakeStream,
  responsesStream,
} from "../fixtures/llm_streams.ts";

/** A coding agent, as its users run it for one prompt. */
export interface Agent {
  readonly name: string;
  /** Its npm package. */
  readonly package: string;
  /** Its exact version. */
  readonly version: string;
  /** Name of its command. */
  readonly command: string;
  readonly args: readonly string[];
  /** The API that it speaks. */
  readonly stream: MakeStream;
  /** Paths at which it asks for a stream. */
  readonly path: RegExp;
  /** Variables that lead it to a URL. */
  env(url: string): Record<string, string>;
  /** Variables that make it try once. */
  once?: Record<string, string>;
  /** Files of its home. With `once`, they make it try once, if it can be told so. */
  files(url: string, once: boolean): Record<string, string>;
}

const PROMPT = "Say hello";

/** The agents. */
export const AGENTS: readonly Agent[] = [
  {
    name: "Codex CLI",
    package: "@openai/codex",
    version: "0.171.0",
    command: "codex",
    args: ["exec", "--skip-git-repo-check", PROMPT],
    stream: responsesStream,
    path: /\/responses$/,
    env: () => ({ OPENAI_API_KEY: "test-key" }),
    files: (url, once) => ({
      ".codex/config.toml": `
model = "gpt-5"
model_provider = "proxied"
[model_providers.proxied]
name = "proxied"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "OPENAI_API_KEY"
${once ? "request_max_retries = 0\nstream_max_retries = 0" : ""}
`,
    }),
  },
  {
    name: "Claude Code",
    package: "@anthropic-ai/claude-code",
    version: "2.1.197",
    command: "claude",
    args: ["-p", PROMPT, "--model", "claude-sonnet-4-5"],
    stream: anthropicStream,
    path: /\/v1\/messages$/,
    env: (url) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: "test-key",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    }),
    once: { CLAUDE_CODE_MAX_RETRIES: "0" },
    files: () => ({}),
  },
  {
    name: "Gemini CLI",
    package: "@google/gemini-cli",
    version: "0.61.0",
    command: "gemini",
    args: ["-p", PROMPT, "-m", "gemini-2.5-flash", "--skip-trust"],
    stream: geminiStream,
    path: /:streamGenerateContent$/,
    env: (url) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: "test-key" }),
    files: (_, once) => ({
      ".gemini/settings.json": JSON.stringify({
        security: { auth: { selectedType: "gemini-api-key" } },
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false, ...once && { maxAttempts: 1 } },
      }),
    }),
  },
  {
    name: "opencode",
    package: "opencode-ai",
    version: "1.18.33",
    command: "opencode",
    args: ["run", PROMPT],
    stream: chatStream,
    path: /\/chat\/completions$/,
    env: () => ({ OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_AUTOUPDATE: "1" }),
    files: (url) => ({
      ".config/opencode/opencode.json": JSON.stringify({
        provider: {
          proxied: {
            npm: "@ai-sdk/openai-compatible",
            options: { baseURL: `${url}/v1`, apiKey: "test-key" },
            models: { "test-model": {} },
          },
        },
        model: "proxied/test-model",
        small_model: "proxied/test-model",
        share: "disabled",
      }),
    }),
  },
  {
    name: "qwen-code",
    package: "@qwen-code/qwen-code",
    version: "0.15.10",
    command: "qwen",
    args: ["-p", PROMPT, "--auth-type", "openai"],
    stream: chatStream,
    path: /\/chat\/completions$/,
    env: (url) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: "test-key", OPENAI_MODEL: "test-model" }),
    files: () => ({}),
  },
];
