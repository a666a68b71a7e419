import type { PendingApproval } from '@case-timeline/contracts'
import type { Appended } from '@case-timeline/event-store'

/**
 * The answer to a command: 201 with the recorded events, and the new revision of the stream as its ETag; 202 with the
 * recorded request, if the command waits for the approval of a second person.
 */
export class CommandResult {
  readonly stream: string
  readonly events: readonly { readonly id: string; readonly type: string; readonly revision: number }[]
  /** Position of the last event: a query with this `min-position` includes the recorded events. */
  readonly position: string
  /** Ids of the rules that warned. */
  readonly warnings: readonly string[]

  /** Present: the command is not recorded, it waits for the approval of a second person. */
  readonly approval?: PendingApproval

  constructor(appended: Appended & { readonly warnings: readonly string[] }, approval?: PendingApproval) {
    this.stream = appended.stream
    this.events = appended.ids.map((id, index) => ({ id, type: appended.types[index] ?? '', revision: appended.firstRevision + index }))
    this.position = appended.lastPosition
    this.warnings = appended.warnings
    if (approval) this.approval = approval
  }
}
