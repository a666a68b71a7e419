import { CaseOpened } from '@case-timeline/contracts'
import { standing, type StoredEvent } from '@case-timeline/event-store'

/** Whether a case was opened, and the event that says so. */
export const openedIn = (history: readonly StoredEvent[]) => {
  const opened = standing(history, CaseOpened)
  return { opened: opened.length > 0, read: opened.map(({ stored }) => stored) }
}
