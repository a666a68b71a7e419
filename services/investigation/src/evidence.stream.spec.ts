import { CaseOpened, CoerciveMeasureAuthorised } from '@case-timeline/contracts'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { expect, it } from '@jest/globals'
import { collect } from './domain/investigation.fixtures.ts'
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

it('what is collected reads from when and until when a search of the case is allowed, and no surveillance', () => {
  const history = storedCase(caseId, opened, authorised('search', '2026-11-10'), authorised('surveillance', '2026-11-01'))
  expect(evidenceStream.known?.(history, collect()).known).toEqual({
    opened: true,
    measures: [{ from: '2026-11-10', validUntil: CoerciveMeasureAuthorised.example.validUntil }],
  })
})
