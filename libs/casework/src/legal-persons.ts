import type { CaseHistory } from './case-history.ts'
import { storedOf, type Reading } from './reading.ts'
import type { RecordRule } from './record.rules.ts'

/** What is known of whether a reference is that of a company or another legal person. */
export interface KnownKind {
  /** As police recorded it last; absent: a natural person, or nobody said. */
  readonly isLegalPerson?: true | undefined
}

/** Whether the record has a person as a legal person. */
export const kindReading = (history: CaseHistory, personRef: string | undefined): Reading<KnownKind> => {
  const last = history.facts('investigation.SuspectIdentified').findLast(({ data }) => data.personRef === personRef)
  return last?.data.kind === 'legal' ? { known: { isLegalPerson: true }, read: storedOf([last]) } : { known: {}, read: [] }
}

export const personHeldIsNatural: Omit<
  RecordRule<unknown, { readonly data: { readonly personRef: string }; readonly known: KnownKind }>,
  'about'
> = {
  id: 'case.person-held-is-natural',
  sentence: 'who is arrested or detained is a natural person: a company is summoned, and natural persons answer for it',
  source: 'quality of the record: a company would be listed as held, and the natural person who is held would be on no list',
  level: 'warn',
  holds: (_, { known }) => known.isLegalPerson !== true,
  facts: (_, { data: { personRef } }) => [personRef],
}
