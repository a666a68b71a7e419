import { storedOf, type CaseHistory, type Reading } from '@case-timeline/casework'
import type { KnownCase } from './investigation.commands.ts'

/** Whether the case was opened. */
export const opening = (history: CaseHistory): Reading<KnownCase> => {
  const opened = history.facts('investigation.CaseOpened')
  return { known: { opened: opened.length > 0 }, read: storedOf(opened) }
}
