import { storedOf, type CaseHistory, type Reading } from '@case-timeline/casework'
import type { KnownSupport } from './person.commands.ts'

/** Whether support was offered to a person, for decisions about support plans and complaints. */
export const supportOffered = (
  history: CaseHistory,
  { data: { personRef } }: { readonly data: { readonly personRef: string } },
): Reading<KnownSupport> => {
  const opened = history.facts('victimSupport.SupportCaseOpened').filter(({ data }) => data.personRef === personRef)
  return { known: { caseExists: history.events.length > 0, supported: opened.map(({ data }) => data.personRef) }, read: storedOf(opened) }
}
