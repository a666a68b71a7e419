import { readingFor } from '@case-timeline/commands'
import { CaseOpened, CoerciveMeasureAuthorised } from '@case-timeline/contracts'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { expect, it } from '@jest/globals'
import { collect } from '../investigation/investigation.fixtures.ts'
import { evidenceStream } from './evidence.stream.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const stream = `investigation.case-${caseId}`
const opened = { type: CaseOpened.type, stream, data: CaseOpened.example }
const authorised = (measure: string, occurredAt: string) => ({
  type: CoerciveMeasureAuthorised.type,
  stream,
  data: { ...CoerciveMeasureAuthorised.example, measure },
  occurredAt,
})

it('the collection of evidence reads the period of an authorised search, but not of a surveillance', () => {
  const history = storedCase(caseId, opened, authorised('search', '2026-11-10'), authorised('surveillance', '2026-11-01'))
  expect(readingFor(evidenceStream, history, collect()).known).toEqual({
    opened: true,
    measures: [{ from: '2026-11-10', validUntil: CoerciveMeasureAuthorised.example.validUntil }],
  })
})
