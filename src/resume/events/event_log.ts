const FIRST_CAPACITY = 64;
// 8 MiB. A longer stream is no longer tracked.
const MOST_EVENTS = 2 ** 20;
// Stands for the missing id of an event. No id has this hash.
const NO_ID = 0;
const SEED = 0x811c9dc5;
const LF = 10;
const CR = 13;

/** The events that were handed out, in order, each as a hash of 8 bytes. */
export class EventLog {
  #ids = new Uint32Array(FIRST_CAPACITY);
  #contents = new Uint32Array(FIRST_CAPACITY);
  #length = 0;

  /** Number of events. */
  get length(): number {
    return this.#length;
  }

  /** Whether it's full. */
  get full(): boolean {
    return this.#length === MOST_EVENTS;
  }

  /** Adds an event. */
  add(id: string | undefined, block: Uint8Array): void {
    if (this.#length === this.#ids.length) {
      this.#ids = grown(this.#ids);
      this.#contents = grown(this.#contents);
    }
    this.#ids[this.#length] = hashOfId(id);
    this.#contents[this.#length++] = hashOfContent(block);
  }

  /** Returns the positions of the first two events with an id. */
  find(id: string): readonly number[] {
    const wanted = hashOfId(id);
    const ids = this.#ids.subarray(0, this.#length);
    const first = ids.indexOf(wanted);
    const second = first < 0 ? -1 : ids.indexOf(wanted, first + 1);
    return [first, second].filter((place) => place >= 0);
  }

  /** Returns whether an event is the one at a position, byte for byte except for the ends of its last lines. */
  matches(place: number, id: string | undefined, block: Uint8Array): boolean {
    return place < this.#length && this.#ids[place] === hashOfId(id) && this.#contents[place] === hashOfContent(block);
  }
}

function hashOfId(id: string | undefined): number {
  if (id === undefined) return NO_ID;
  let value = SEED;
  for (let index = 0; index < id.length; index++) value = mix(value, id.charCodeAt(index));
  return value >>> 0 || 1;
}

// A block that ends in CR may lack its LF, which then came as its own block.
function hashOfContent(block: Uint8Array): number {
  let end = block.length;
  while (end > 0 && (block[end - 1] === LF || block[end - 1] === CR)) end--;
  return hash(block.subarray(0, end));
}

/**
 * FNV-1a by words. It has to notice another version of an event, not an attack: the server may send any event anyway.
 */
function hash(bytes: Uint8Array): number {
  const words = Math.floor(bytes.length / 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let value = mix(SEED, bytes.length);
  for (let index = 0; index < words; index++) value = mix(value, view.getUint32(4 * index));
  for (let index = 4 * words; index < bytes.length; index++) value = mix(value, bytes[index] as number);
  return value >>> 0;
}

function mix(value: number, next: number): number {
  const mixed = Math.imul(value ^ next, 0x01000193);
  // A multiplication carries to higher bits only.
  return mixed ^ (mixed >>> 15);
}

function grown(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const twice = new Uint32Array(2 * values.length);
  twice.set(values);
  return twice;
}
