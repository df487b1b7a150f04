import { type Account, type Client, PATIENCE } from "./client.ts";

/** Codex, which gets arguments, since it reads no environment variables. */
export const codex: Client = {
  lines(url) {
    return [
      "# In ~/.codex/config.toml, the first line above all tables:",
      'model_provider = "firstbyte"',
      "",
      "[model_providers.firstbyte]",
      ...provider(baseUrl(url, "chatgpt")).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
      "# If you're logged in with an API key instead of a ChatGPT account:",
      `# base_url = ${JSON.stringify(baseUrl(url, "key"))}`,
    ];
  },
  environment: () => ({}),
  arguments(url, account) {
    const settings = provider(baseUrl(url, account)).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return ["-c", "model_provider=firstbyte", "-c", `model_providers.firstbyte={${settings.join(",")}}`];
  },
};

/** Returns the base URL for an account: ChatGPT accounts have a separate API. */
function baseUrl(url: string, account: Account): string {
  return account === "chatgpt" ? `${url}/codex` : `${url}/openai/v1`;
}

function provider(baseUrl: string): (readonly [string, string | number | boolean])[] {
  return [
    // With this name, Codex keeps features for OpenAI only, such as remote compaction.
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
