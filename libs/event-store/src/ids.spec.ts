import { describe, expect, it } from '@jest/globals'
import { Id } from '@case-timeline/contracts'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import {
  commandIdForRedecision,
  commandIdForImport,
  commandIdForKey,
  commandIdForRetraction,
  commandIdForMessage,
  commandIdForReaction,
  earlierEventIdOf,
  eventIdOf,
  eventIdsLike,
  idForImport,
} from './ids.ts'
import { importedCaseIds, importedCaseKey } from './imported-case-ids.ts'

type Vector<P> = { readonly parts: P; readonly id: string }
interface Vectors {
  readonly key: Vector<[string, string, string]>
  readonly message: Vector<[string, string]>
  readonly reaction: Vector<[string, string, string]>
  readonly import: Vector<[string, string]>
  readonly imported: Vector<[string, string, string]>
  readonly retraction: Vector<[string]>
  readonly redecision: Vector<[string]>
  readonly events: readonly { service: string; commandId: string; index: number; id: string }[]
  /** As earlier releases made them. */
  readonly earlierEvents: readonly { commandId: string; index: number; id: string }[]
}

const vectors = JSON.parse(readFileSync(new URL('./ids.vectors.json', import.meta.url), 'utf8')) as Vectors

describe('an id that is the same for two attempts at the same thing', () => {
  it('equals its vectors', () => {
    expect(commandIdForKey(...vectors.key.parts)).toBe(vectors.key.id)
    expect(commandIdForMessage(...vectors.message.parts)).toBe(vectors.message.id)
    expect(commandIdForReaction(...vectors.reaction.parts)).toBe(vectors.reaction.id)
    expect(commandIdForImport(...vectors.import.parts)).toBe(vectors.import.id)
    expect(idForImport(...vectors.imported.parts)).toBe(vectors.imported.id)
    expect(commandIdForRetraction(...vectors.retraction.parts)).toBe(vectors.retraction.id)
    expect(commandIdForRedecision(...vectors.redecision.parts)).toBe(vectors.redecision.id)
    for (const { service, commandId, index, id } of vectors.events) expect(eventIdOf(service, commandId, index)).toBe(id)
    for (const { commandId, index, id } of vectors.earlierEvents) expect(earlierEventIdOf(commandId, index)).toBe(id)
  })

  it('is found to be that of the first event of its command, in this release or an earlier one', () => {
    const { commandId } = vectors.events[0]!
    const isFirst = (id: string, service = 'investigation') => eventIdsLike({ id, stream: `${service}.case-1`, commandId })?.(1)
    expect(isFirst(eventIdOf('investigation', commandId, 0))).toBe(eventIdOf('investigation', commandId, 1))
    expect(isFirst(earlierEventIdOf(commandId, 0))).toBe(earlierEventIdOf(commandId, 1))
    expect(isFirst(eventIdOf('investigation', commandId, 1))).toBeUndefined()
    expect(isFirst(eventIdOf('investigation', commandId, 0), 'prosecution')).toBeUndefined()
  })

  it('is a UUID of version 8 and differs for other parts, also when their texts joined together are equal', () =>
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

describe('the ids of an imported case', () => {
  const ids = (fill: number) => importedCaseIds(importedCaseKey(Buffer.alloc(32, fill)), 'indonesia-detention', 'indolaw-00083')

  it('are the same in every release, so that a later import and a search find the case', () =>
    expect(ids(7)).toEqual(['834c764f-a46d-871d-a3c4-b7ca1933e988', 'f8d4c888-f38d-839e-8070-f5b7bebf207d']))
  it('need the deployment’s key, but for those of earlier releases', () => {
    expect(ids(8)[0]).not.toBe(ids(7)[0])
    expect(ids(8)[1]).toBe(ids(7)[1])
  })
})
