import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { keptEntries } from './kept-entries.ts'
import type { LogEntry, RecordedEvent } from './recorded-event.ts'

const CASES = ['a', 'b', 'c'] as const
const OWN = {} as RecordedEvent

const step = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    caseId: fc.constantFrom(...CASES),
    isForeign: fc.integer({ max: 9 }).map((n) => n === 0),
  }),
  fc.record({ kind: fc.constant('drop' as const), left: fc.nat({ max: 8 }) }),
  fc.record({ kind: fc.constant('case' as const), caseId: fc.constantFrom(...CASES), back: fc.nat({ max: 12 }) }),
)

it('the newest events of a log are those of each stream and each case, whatever was dropped before', () =>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const kept = keptEntries()
      let all: { readonly entry: LogEntry; readonly caseId: string; readonly isForeign: boolean }[] = []
      let added = 0
      for (const one of steps)
        if (one.kind === 'add') {
          added += 1
          const { caseId, isForeign } = one
          const metadata = Buffer.from(JSON.stringify({ caseId }))
          const [position, recorded] = [String(added), () => (isForeign ? undefined : OWN)]
          const rest = { revision: added, type: 'Noted', created: 0n, id: position, data: Buffer.alloc(5) }
          const entry: LogEntry = { ...rest, stream: `of-${caseId}`, position, metadata, recorded }
          kept.add(entry)
          all.push({ entry, caseId, isForeign })
        } else if (one.kind === 'drop') {
          const dropped = all.slice(0, Math.max(0, all.length - one.left))
          expect(kept.dropOldest(one.left, Infinity)).toEqual(dropped.map(({ entry }) => entry))
          all = all.slice(dropped.length)
        } else {
          const after = String(Math.max(0, added - one.back))
          const later = all.filter(({ entry }) => Number(entry.position) > Number(after))
          const expected = later.filter(({ caseId }) => caseId === one.caseId).map(({ entry }) => entry)
          const found = kept.ofCase(one.caseId, after)
          if (later.some(({ isForeign }) => isForeign)) expect(found).toBeUndefined()
          else if (found) expect(found).toEqual(expected)
          expect(kept.ofStream(`of-${one.caseId}`)).toEqual(all.filter(({ caseId }) => caseId === one.caseId).map(({ entry }) => entry))
        }
      expect(kept.size).toBe(all.length)
      expect(kept.bytes).toBe(all.reduce((sum, { entry }) => sum + entry.metadata.length + entry.data.length, 0))
    }),
  ))
