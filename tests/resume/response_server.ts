import { answerMessages, type Cut, type VirtualServer } from "./virtual_server.ts";

/** What is wrong with a continuation. */
export type ResponseLie =
  | "none"
  | "busy"
  | "repeat-all"
  | "repeat-some"
  | "skip"
  | "other"
  | "unnumbered"
  | "moved"
  | "gone";

/** What is served, and how it breaks. */
export interface ResponseScript {
  /** The events of one response; the place of each is its `sequence_number`. */
  readonly events: readonly string[];
  /** How each answer breaks; later ones are whole. */
  readonly cuts: readonly Cut[];
  /** What is wrong with each continuation. */
  readonly lies: readonly ResponseLie[];
}

/** Serves a response as `starting_after` asks for, but for the lies. */
export function responseServer({ events, cuts, lies }: ResponseScript): VirtualServer {
  return (request, attempt) => {
    const after = Number(new URL(request.url).searchParams.get("starting_after") ?? -1) + 1;
    const lie = lies[attempt - 2] ?? "none";
    if (lie === "busy") return { response: new Response(null, { status: 503 }), chunks: [], clean: true };
    if (lie === "gone") return { response: new Response(null, { status: 404 }), chunks: [], clean: true };
    const starts: Partial<Record<string, number>> = {
      "repeat-all": 0,
      "repeat-some": Math.max(0, after - 2),
      "skip": after + 1,
      "other": 0,
    };
    const from = starts[lie] ?? after;
    const served = events.slice(from).map((event) => lie === "other" ? event.replaceAll("resp_1", "resp_2") : event);
    if (lie === "unnumbered") served.unshift('data: {"type":"response.output_text.delta","delta":"x"}\n\n');
    const type = lie === "moved" ? "text/html" : "text/event-stream";
    return answerMessages(new Response(null, { headers: { "content-type": type } }), served, cuts[attempt - 1]);
  };
}
