/** Base URLs of well-known APIs by name. They're mounted if no upstream is configured. */
export const WELL_KNOWN_UPSTREAMS: Readonly<Record<string, string>> = {
  openai: "https://api.openai.com",
  anthropic: "https://api.anthropic.com",
  gemini: "https://generativelanguage.googleapis.com",
  codex: "https://chatgpt.com/backend-api/codex",
  openrouter: "https://openrouter.ai/api",
  groq: "https://api.groq.com/openai",
  mistral: "https://api.mistral.ai",
  deepseek: "https://api.deepseek.com",
  xai: "https://api.x.ai",
  together: "https://api.together.xyz",
  ollama: "http://127.0.0.1:11434",
};
