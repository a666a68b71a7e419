/** Something that appends, ready to be driven by a number of clients at once. */
export interface Peer {
  /** Appends one event of about 1 KB to the client's present stream, and resolves once it is durable. */
  append(client: number): Promise<void>
  close(): Promise<void>
}

/** @param adminUrl superuser's URL of an empty database of the peer's own */
export type Prepare = (adminUrl: string, clients: number) => Promise<Peer>

export const EVENTS_PER_STREAM = 20

/** Where a client appends next: streams of a bounded length, one after another, never shared. */
export class Streams {
  readonly #names: string[]
  readonly #revisions: number[]
  readonly #length: number
  #next = 0

  constructor(clients: number, length = EVENTS_PER_STREAM) {
    this.#length = length
    this.#names = Array.from({ length: clients }, () => this.#name())
    this.#revisions = Array.from({ length: clients }, () => -1)
  }

  #name(): string {
    this.#next += 1
    return `${process.pid}x${this.#next}`
  }

  /** The stream's id and its last revision before this event (-1: new). */
  next(client: number): { id: string; revision: number } {
    const revision = this.#revisions[client] ?? -1
    if (revision + 1 >= this.#length) {
      this.#names[client] = this.#name()
      this.#revisions[client] = 0
      return { id: this.#names[client] ?? '', revision: -1 }
    }
    this.#revisions[client] = revision + 1
    return { id: this.#names[client] ?? '', revision }
  }
}
