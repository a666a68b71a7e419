import type { CommandOfAggregate } from '@case-timeline/commands'
import { CaseImported, ExternalFactRecorded, RecordExternalFact, RecordImportedCase } from '@case-timeline/contracts'
import { factIsNotInFuture } from '@case-timeline/decider'
import { anyCommandOf, commandFor, decidingTwiceChangesNothing, evolveNeverThrows, specificationOf } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { importStream } from './imported-facts.stream.ts'

const given = specificationOf(importStream)
const record = (occurredAt?: string) => commandFor(RecordExternalFact, RecordExternalFact.example, {}, { occurredAt })

describe('recording a fact that was imported from another system', () => {
  it('records the fact unchanged', () =>
    given().when(record('2016-04-20')).then({ type: ExternalFactRecorded.type, data: RecordExternalFact.example }))
  it('accepts a fact without an occurrence date', () => given().when(record()).then(ExternalFactRecorded))
  it(`${factIsNotInFuture.sentence}: a future date belongs in the attributes of the fact`, () =>
    given().when(record('2062-04-20')).thenRefusedBy(factIsNotInFuture))

  const commands = anyCommandOf<CommandOfAggregate<typeof importStream>>([RecordExternalFact, RecordImportedCase], fc.constant({}))
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(importStream, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(importStream, commands))
})

describe('recording from where a case was imported', () => {
  const recorded = { type: CaseImported.type, data: CaseImported.example } as const
  const recordCase = (changes: Partial<typeof CaseImported.example> = {}) =>
    commandFor(RecordImportedCase, { ...RecordImportedCase.example, ...changes }, {})

  it('records the id that the source gives it', () => given().when(recordCase()).then(recorded))
  it('records an id of another source, too', () =>
    given([recorded])
      .when(recordCase({ source: 'other-log' }))
      .then(CaseImported))
  it('records the same id only once', () => given([recorded]).when(recordCase()).then())
})
