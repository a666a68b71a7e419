import type { Appended } from '@case-timeline/event-store'

/** The answer to a command: 201 with what it recorded, and the stream's new revision as its ETag. */
export class Recorded {
  readonly stream: string
  readonly events: readonly { readonly id: string; readonly type: string; readonly revision: number }[]
  /** Of the last event: a query with this `min-position` sees what was recorded. */
  readonly position: string
  /** Ids of the rules that warned. */
  readonly warnings: readonly string[]

  constructor(appended: Appended & { readonly warnings: readonly string[] }) {
    this.stream = appended.stream
    this.events = appended.ids.map((id, index) => ({ id, type: appended.types[index] ?? '', revision: appended.firstRevision + index }))
    this.position = appended.lastPosition
    this.warnings = appended.warnings
  }
}
