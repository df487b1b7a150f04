import {
  anthropicMessages,
  bedrock,
  cohere,
  type Format,
  gemini,
  geminiInteractions,
  ollama,
  openaiChat,
  openaiResponses,
  resumeEvents,
  resumeInteractions,
  type ResumePolicy,
  resumeRange,
  resumeResponses,
  tgi,
} from "../../mod.ts";

/** The wire formats that a proxy knows; the first that recognizes a request counts. */
export const WIRE_FORMATS: readonly Format[] = [
  openaiResponses(),
  openaiChat(),
  anthropicMessages(),
  gemini(),
  geminiInteractions(),
  ollama(),
  cohere(),
  bedrock(),
  // By its body alone, at any path.
  tgi(),
];

/** How answers go on after a break, each of them only where it's exact. */
export const RESUME_POLICIES: readonly ResumePolicy[] = [
  resumeResponses(),
  resumeInteractions(),
  resumeEvents(),
  resumeRange(),
];
