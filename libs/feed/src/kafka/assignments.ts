import { createInbox, type Inbox } from './inbox.ts'
import type { ReceivedMessage } from './received-messages.ts'

/** The partitions that the group has assigned to this process, until it rebalances. */
export interface Assignment {
  readonly partitions: readonly number[]
  /** Aborts when the group rebalances, or the process has left it. */
  readonly ended: AbortSignal
  /** Opens an inbox for what comes from now on. */
  open(): Inbox
  close(inbox: Inbox): void
}

/** What the reader of a topic and the consumers of the process share. */
export interface Assignments {
  /** Ends the current assignment, if any, and begins another one. */
  begin(partitions: readonly number[]): void
  end(): void
  put(partition: number, messages: readonly ReceivedMessage[]): void
  /** See `Inbox.miss`; of every consumer. */
  miss(): void
  /** The current assignment; waits until there is one. @returns undefined when the signal aborts */
  current(signal: AbortSignal): Promise<Assignment | undefined>
}

export const createAssignments = (): Assignments => {
  let current: { readonly assignment: Assignment; readonly inboxes: ReadonlySet<Inbox>; end(): void } | undefined
  const waiting = new Set<() => void>()
  const end = (): void => {
    current?.end()
    current = undefined
  }
  return {
    begin(partitions) {
      end()
      const ending = new AbortController()
      const inboxes = new Set<Inbox>()
      const open = () => {
        const inbox = createInbox()
        inboxes.add(inbox)
        return inbox
      }
      const assignment = { partitions, ended: ending.signal, open, close: (inbox: Inbox) => void inboxes.delete(inbox) }
      current = { assignment, inboxes, end: () => ending.abort() }
      for (const proceed of waiting) proceed()
    },
    end,
    put: (partition, messages) => current?.inboxes.forEach((inbox) => inbox.put(partition, messages)),
    miss: () => current?.inboxes.forEach((inbox) => inbox.miss()),
    async current(signal) {
      while (current === undefined && !signal.aborted)
        await new Promise<void>((resolve) => {
          const proceed = () => {
            signal.removeEventListener('abort', proceed)
            waiting.delete(proceed)
            resolve()
          }
          signal.addEventListener('abort', proceed)
          waiting.add(proceed)
        })
      return signal.aborted ? undefined : current?.assignment
    },
  }
}
