/** One message of a stream, as its framing delimits it. */
export interface Message {
  /** Name of the event, where the framing has names. */
  readonly event?: string | undefined;
  /** Its text. */
  readonly data: string;
}

/** Reads the messages of one body. What it returns doesn't depend on where the bytes are cut. */
export interface MessageReader {
  /** Takes the next chunk, and returns the messages that it completes. */
  push(chunk: Uint8Array): readonly Message[];
  /** Takes the end of the body, and returns the messages that lacked no more than their delimiter. */
  end(): readonly Message[];
  /** Whether text came that the framing doesn't know, and no message that it knows. */
  isForeign(): boolean;
  /** Whether a message grew past {@linkcode MOST_CHARACTERS}: nothing is read from then on. */
  overflows(): boolean;
}

/** Most characters of one message: an image takes some millions. */
export const MOST_CHARACTERS = 2 ** 24;
