import { hash } from 'node:crypto'
import type { StoredEvent } from '../event-store.ts'

/*
 * The Merkle tree of RFC 6962 over the whole log, fixed for ever:
 *   leaf   SHA-256( 0x00 ‖ RFC 8785 text of {chainHash, eventHash, recordedAt, revision}: UTF-8 ), in the order of the log
 *   node   SHA-256( 0x01 ‖ left ‖ right )
 */

const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer')

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

type Leaf = Pick<StoredEvent, 'chainHash' | 'eventHash' | 'recordedAt' | 'revision'>

/** The leaf of an event; 32 bytes. Its members need no escapes, so their JSON is their RFC 8785 text. */
export const leafHash = ({ chainHash, eventHash, recordedAt, revision }: Leaf): Buffer =>
  sha256(LEAF, Buffer.from(JSON.stringify({ chainHash, eventHash, recordedAt, revision })))

/** A tree to which leaves are added; of n leaves it keeps at most log2(n) + 1 hashes. */
export interface LogTree {
  readonly size: number
  add(leaf: Buffer): void
  /** RFC 6962, section 2.1; 32 bytes. */
  root(): Buffer
}

export const logTree = (): LogTree => {
  // The complete subtrees, the largest first: their sizes are the binary digits of the tree's size.
  const subtrees: Buffer[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    add(leaf) {
      let node = leaf
      for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) node = sha256(NODE, subtrees.pop()!, node)
      subtrees.push(node)
      size += 1
    },
    root: () => (size === 0 ? sha256() : subtrees.reduceRight((right, left) => sha256(NODE, left, right))),
  }
}
