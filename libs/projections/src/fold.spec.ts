import { EventCorrected, EventRetracted, type EventType, type Fact, WarningRaised } from '@case-timeline/contracts'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { fold, refold, type Rows, effectiveFacts } from './fold.ts'
import { belongsToCase, recordedBy } from './recorded.ts'
import { AllMarked, Erased, Noted, tally, type Tally } from './tally.fixtures.ts'
import { type Row, type View, view } from './view.ts'

const caseId = '11111111-0000-4000-8000-000000000001'
const stream = `investigation.case-${caseId}`
const types: readonly EventType[] = [Noted, Erased, AllMarked, WarningRaised]
const { recorded, newest } = recordedBy(types)

const history = (...facts: Fact[]) =>
  storedCase(caseId, ...facts.map((fact) => ({ ...fact, stream })))
    .filter(belongsToCase)
    .map(recorded)

const note = (number: number): Fact => ({ type: Noted.type, data: { number } })
const mark = (number: number): Fact => ({ type: AllMarked.type, data: { number } })
const erase = (number: number): Fact => ({ type: Erased.type, data: { number } })
const retract = (n: number): Fact => ({ type: EventRetracted.type, data: { ...EventRetracted.example, retractsId: storedIdOf(n) } })
const correct = (n: number, number: number): Fact => ({
  type: EventCorrected.type,
  data: { ...EventCorrected.example, correctsId: storedIdOf(n), data: { number } },
})
const warn = (n: number): Fact => ({ type: WarningRaised.type, data: { ...WarningRaised.example, eventId: storedIdOf(n) } })

const rowsOf = (rows: Iterable<Tally | null>) => [...rows].filter((row) => row !== null)

describe('folding events over rows', () => {
  it('changes the rows that an event touches, or every row of its case', () => {
    const rows: Rows<Tally> = new Map()
    const changed = fold(tally, history(note(1), note(2), note(1), mark(7), erase(2)), rows)
    expect(rowsOf(rows.get(caseId)?.values() ?? [])).toEqual([{ caseId, number: '1', count: 2, marks: [7], since: undefined }])
    expect(changed.get(caseId)).toEqual(new Set(['["1"]', '["2"]']))
  })

  it('says of a row whether it was made in the same fold, and nobody else has it', () => {
    const seen: (boolean | undefined)[] = []
    const watched: View<Tally> = { ...tally, evolve: (row, event, key, isOwn) => (seen.push(isOwn), tally.evolve(row, event, key)) }
    const rows: Rows<Tally> = new Map()
    fold(watched, history(note(1), note(2), note(1)), rows)
    fold(watched, history(note(1), note(1)), rows)
    expect(seen.splice(0)).toEqual([false, false, true, false, true])
    fold(watched, history(note(1), note(1)), rows, () => undefined)
    expect(seen).toEqual([false, false])
  })

  it('reports no change if a handler returns the row unchanged', () => {
    const idle: View<Row> = view({ name: 'idle', version: 1, events: [Noted], on: { [Noted.type]: (row) => row ?? null } })
    expect(fold(idle, history(note(1)), new Map()).size).toBe(0)
  })
})

describe('refolding a corrected case', () => {
  const folded = (...facts: Fact[]) => rowsOf(refold(tally, history(...facts), newest).values())

  it('uses the corrected fact in the place of the original', () =>
    expect(folded(note(1), note(9), correct(1, 1), mark(3))).toEqual(folded(note(1), note(1), mark(3))))

  it('omits a retracted fact', () => expect(folded(note(1), note(2), retract(1))).toEqual(folded(note(1))))

  it('ignores a correction that was itself retracted', () => expect(folded(note(1), correct(0, 2), retract(1))).toEqual(folded(note(1))))

  const warned: View<Row & { readonly about: readonly string[] }> = view({
    name: 'warned',
    version: 1,
    events: [Noted, WarningRaised],
    on: {
      [Noted.type]: (row, event) => row ?? { caseId: event.caseId, about: [] },
      'case.WarningRaised': (row, event) => ({ caseId: event.caseId, about: [...(row?.about ?? []), event.data.eventId] }),
    },
  })
  const warnings = (...facts: Fact[]) => [...refold(warned, history(...facts), newest).values()].flatMap((row) => row?.about ?? [])

  it('removes a warning with the correction or retraction of the fact that it concerns', () => {
    expect(warnings(note(1), warn(0), note(2), warn(2))).toEqual([storedIdOf(0), storedIdOf(2)])
    expect(warnings(note(1), warn(0), note(2), warn(2), correct(0, 3))).toEqual([storedIdOf(2)])
    expect(warnings(note(1), warn(0), note(2), warn(2), retract(2))).toEqual([storedIdOf(0)])
  })

  it('keeps a warning about a corrected fact while that correction is in force', () => {
    const raised = (...facts: Fact[]) =>
      history(...facts)
        .filter(({ type }) => type === WarningRaised.type)
        .map(({ id }) => id)
    const kept = (...facts: Fact[]) =>
      effectiveFacts(history(...facts), newest)
        .filter(({ type }) => type === WarningRaised.type)
        .map(({ id }) => id)
    const twice = [note(1), warn(0), correct(0, 2), warn(0)]
    const [first, second] = raised(...twice)
    expect(kept(...twice)).toEqual([second])
    expect(kept(...twice, retract(2))).toEqual([first])
    expect(kept(...twice, correct(0, 3))).toEqual([])
    expect(kept(...twice, correct(0, 3), retract(4))).toEqual([second])
    expect(kept(...twice, retract(0))).toEqual([])
  })

  it('keeps a warning about a fact whose retraction was retracted, and one about the correction itself', () => {
    expect(warnings(note(1), warn(0), retract(0), retract(2))).toEqual([storedIdOf(0)])
    expect(warnings(note(1), correct(0, 2), warn(1))).toEqual([storedIdOf(1)])
  })
})
