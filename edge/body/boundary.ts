/** Cuts a body at the ends of its messages, so that one that breaks off can still be given a last one. */
export interface Boundary {
  /**
   * Takes the next bytes.
   *
   * @param chunk Bytes as they came.
   * @returns What of them, and of the bytes held before, may go on; it may be empty.
   */
  push(chunk: Uint8Array): Uint8Array;
  /** Returns what is held, for a body that ended well. */
  rest(): Uint8Array;
  /** What has to come before a message that is to follow the bytes let through; `undefined` where none may follow. */
  readonly separator: string | undefined;
  /** Whether a message was let through. */
  readonly hasBegun: boolean;
}
