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

/** The wire formats that the proxy knows. The first one that recognizes a request counts. */
export const WIRE_FORMATS: readonly Format[] = [
  openaiResponses(),
  openaiChat(),
  anthropicMessages(),
  gemini(),
  geminiInteractions(),
  ollama(),
  cohere(),
  bedrock(),
  // The last one, since it recognizes bodies at any path.
  tgi(),
];

/** The policies that resume answers after a break, byte for byte or event for event. */
export const RESUME_POLICIES: readonly ResumePolicy[] = [
  resumeResponses(),
  resumeInteractions(),
  resumeEvents(),
  resumeRange(),
];
