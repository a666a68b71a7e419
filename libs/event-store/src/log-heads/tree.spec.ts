import { describe, expect, it } from '@jest/globals'
import { hash } from 'node:crypto'
import { logTree } from './tree.ts'

const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer')

/** The definition of RFC 6962, section 2.1, word for word. */
const rootOf = (leaves: readonly Buffer[]): Buffer => {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0]!
  let half = 1
  while (half * 2 < leaves.length) half *= 2
  return sha256(Uint8Array.of(1), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)))
}

describe('the tree over a log', () => {
  it('has the root of RFC 6962 at every size', () => {
    const leaves = Array.from({ length: 70 }, (_, index) => sha256(Buffer.from([index])))
    const tree = logTree()
    expect(tree.root()).toEqual(rootOf([]))
    leaves.forEach((leaf, index) => {
      tree.add(leaf)
      expect(tree.root()).toEqual(rootOf(leaves.slice(0, index + 1)))
    })
    expect(tree.size).toBe(70)
  })
})
