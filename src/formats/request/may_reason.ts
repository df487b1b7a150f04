// Families that don't reason by default. A provider, a region or a quantization may surround the name.
const ANSWER_AT_ONCE = [
  /gpt-?(3|4)/,
  /gpt-5[.\d]*-chat/,
  /davinci|babbage/,
  /claude-(v?[123]|instant|((opus|sonnet|haiku)-)?4)/,
  /gemini-(1|2\.0|2\.5-flash-lite|pro(-vision)?$)/,
  /(^|[^o])llama|gemma(-?[123]|:|$)|vicuna|zephyr|falcon|starcoder/,
  /mi[sx]tral|ministral|codestral|devstral|pixtral/,
  /command/,
  /phi-?[1234]/,
  /qwen-?[12]/,
  /deepseek-(chat|coder|llm|v2|v3$|v3-)/,
];

/**
 * Returns whether a model may reason by default: whether it isn't known not to.
 *
 * @param model Its name.
 */
export function mayReason(model: string | undefined): boolean {
  const name = model?.toLowerCase() ?? "";
  return /reason|think|distill|-r1/.test(name) || !ANSWER_AT_ONCE.some((family) => family.test(name));
}
