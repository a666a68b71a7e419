import { ExternalFactRecorded, RecordExternalFact } from '@case-timeline/contracts'
import { nothingHappensInTheFuture } from '@case-timeline/decider'
import { anyOf, commanded, decidingTwiceChangesNothing, evolveNeverThrows, specificationOf } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { importedFacts, type ToRecord } from './imported-facts.decide.ts'

const given = specificationOf(importedFacts)
const keep = (occurredAt?: string) => commanded(RecordExternalFact, RecordExternalFact.example, {}, { occurredAt })

describe('keeping a fact of another system', () => {
  it('records it as it stands', () =>
    given().when(keep('2016-04-20')).then({ type: ExternalFactRecorded.type, data: RecordExternalFact.example }))
  it('needs no date of its own', () => given().when(keep()).then(ExternalFactRecorded))
  it(`${nothingHappensInTheFuture.sentence}: such a date is kept among the attributes`, () =>
    given().when(keep('2062-04-20')).thenRefusedBy(nothingHappensInTheFuture))

  const commands = anyOf<ToRecord>([RecordExternalFact], fc.constant({}))
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(importedFacts, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(importedFacts, commands))
})
