import { judgmentsFor, rightsFor, type CaseHistory, type Reading } from '@case-timeline/casework'
import type { ReceiveAppeal, ReceiveCompensationClaim } from './filings.ts'

const inCase = <K>({ events }: CaseHistory, { known, read }: Reading<K>): Reading<K & { readonly caseExists: boolean }> => ({
  known: { ...known, caseExists: events.length > 0 },
  read,
})

export const appealed = (history: CaseHistory, command: Pick<ReceiveAppeal, 'data'>) =>
  inCase(history, judgmentsFor('adjudication')(history, command))

export const claimed = (history: CaseHistory, command: Pick<ReceiveCompensationClaim, 'data'>) =>
  inCase(history, rightsFor('adjudication')(history, command))
