import { SupportCaseOpened } from '@case-timeline/contracts'
import { standing, type Reading, type StoredEvent } from '@case-timeline/event-store'

/** Whether support was offered to a person, as plans and complaints ask it. */
export const whomSupportWasOffered = (history: readonly StoredEvent[], personRef: string): Reading => {
  const opened = standing(history, SupportCaseOpened).filter(({ data }) => data.personRef === personRef)
  return { known: { supported: opened.map(({ data }) => data.personRef) }, read: opened.map(({ stored }) => stored) }
}
