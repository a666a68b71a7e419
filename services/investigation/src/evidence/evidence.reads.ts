import { storedOf, type CaseHistory, type Reading } from '@case-timeline/casework'
import { opening } from '../investigation/case-opened.reads.ts'
import type { KnownMeasures } from './evidence.ts'

/** The coercive measures by which evidence is collected. */
const COLLECTING_MEASURES: readonly string[] = ['search', 'seizure', 'interception']

/** Whether the case was opened, and the periods of authorised searches, seizures and interceptions. */
export const measures = (history: CaseHistory): Reading<KnownMeasures> => {
  const { known, read } = opening(history)
  const authorised = history
    .facts('investigation.CoerciveMeasureAuthorised')
    .filter(({ data }) => COLLECTING_MEASURES.includes(data.measure))
  return {
    known: { ...known, measures: authorised.map(({ occurredAt, data: { validUntil } }) => ({ from: occurredAt, validUntil })) },
    read: [...read, ...storedOf(authorised)],
  }
}
