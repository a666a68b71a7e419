import { describe, expect, it } from '@jest/globals'
import { Id } from '@case-timeline/contracts'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import {
  commandIdAnew,
  commandIdForImport,
  commandIdForKey,
  commandIdForTakingBack,
  commandIdForMessage,
  commandIdForReaction,
  eventIdOf,
  idForImport,
} from './ids.ts'

type Vector<P> = { readonly parts: P; readonly id: string }
interface Vectors {
  readonly key: Vector<[string, string, string]>
  readonly message: Vector<[string, string]>
  readonly reaction: Vector<[string, string, string]>
  readonly import: Vector<[string, string]>
  readonly imported: Vector<[string, string, string]>
  readonly takenBack: Vector<[string]>
  readonly anew: Vector<[string]>
  readonly events: readonly { commandId: string; index: number; id: string }[]
}

const vectors = JSON.parse(readFileSync(new URL('./ids.vectors.json', import.meta.url), 'utf8')) as Vectors

describe('an id that two tries of the same thing agree on', () => {
  it('follows its vectors', () => {
    expect(commandIdForKey(...vectors.key.parts)).toBe(vectors.key.id)
    expect(commandIdForMessage(...vectors.message.parts)).toBe(vectors.message.id)
    expect(commandIdForReaction(...vectors.reaction.parts)).toBe(vectors.reaction.id)
    expect(commandIdForImport(...vectors.import.parts)).toBe(vectors.import.id)
    expect(idForImport(...vectors.imported.parts)).toBe(vectors.imported.id)
    expect(commandIdForTakingBack(...vectors.takenBack.parts)).toBe(vectors.takenBack.id)
    expect(commandIdAnew(...vectors.anew.parts)).toBe(vectors.anew.id)
    for (const { commandId, index, id } of vectors.events) expect(eventIdOf(commandId, index)).toBe(id)
  })

  it('is a UUID of version 8, and other parts give another id, wherever one ends and the next begins', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 3, maxLength: 3 }), ([a = '', b = '', c = '']) => {
        const id = commandIdForKey(a, b, c)
        expect(Id.parse(id)).toBe(id)
        expect(id[14]).toBe('8')
        expect('89ab').toContain(id[19])
        expect(commandIdForKey(a + b, '', c) === id).toBe(b === '')
        expect(commandIdForReaction(a, b, c)).not.toBe(id)
      }),
    ))
})
