import { randomBytes } from 'node:crypto'

/** A system that appends, ready for a number of concurrent clients. */
export interface Peer {
  /** Appends one event of about 1 KB to the client's current stream, and resolves once it is durable. */
  append(client: number): Promise<void>
  close(): Promise<void>
}

/**
 * Sets up a peer.
 * @param url superuser's URL of an empty database for this peer; of a peer of EventStoreDB, the URL of that
 * @param clients number of concurrent clients, which are numbered from 0
 */
export type Prepare = (url: string, clients: number) => Promise<Peer>

/** The length at which a client continues with a new stream. */
export const EVENTS_PER_STREAM = 20

/** The stream to which a client appends next: streams of a bounded length, one after another, never shared. */
export class Streams {
  /** A server that was named has the streams of earlier measurements. */
  readonly #prefix = randomBytes(6).toString('hex')
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
    return `${this.#prefix}x${this.#next}`
  }

  /** The id of the client's stream, and the revision of its last event; -1 if the stream is new. */
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
