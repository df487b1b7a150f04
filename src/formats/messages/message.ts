/** One message of a stream, as its framing delimits it. */
export interface Message {
  /** Name of the event, if the framing has names. */
  readonly event?: string | undefined;
  /** Its text. */
  readonly data: string;
}

/** Reads the messages of one body. What it returns doesn't depend on where the bytes are cut. */
export interface MessageReader {
  /** Takes the next chunk, and returns the messages that it completes. */
  push(chunk: Uint8Array): readonly Message[];
  /** Takes the end of the body, and returns the messages that lacked only their delimiter. */
  end(): readonly Message[];
  /** Whether only text came that the framing doesn't know. */
  isForeign(): boolean;
  /** Whether a message grew past {@linkcode MOST_CHARACTERS}: nothing is read from then on. */
  overflows(): boolean;
}

/** Most characters of one message. An image takes some millions. */
export const MOST_CHARACTERS = 2 ** 24;
