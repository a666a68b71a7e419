import type { Log } from './log.ts'
import { caseIn } from './recorded-event.ts'

/** In which streams a case has events. EventStoreDB does not look into events, so this is kept in memory. */
export interface CaseIndex {
  /**
   * The streams that had events of a case when this was asked, or later.
   * @returns their names, and the position up to which the log had been read
   */
  streamsOf(caseId: string): Promise<{ readonly streams: readonly string[]; readonly position: string }>
}

/** Most streams are named after their case: of such a name only the beginning is kept, once for all cases. */
const shortened = (stream: string, caseId: string, beginnings: Map<string, string>): string => {
  if (!stream.endsWith(`-${caseId}`)) return stream
  const beginning = stream.slice(0, -caseId.length)
  const known = beginnings.get(beginning) ?? beginning
  beginnings.set(known, known)
  return known
}

const whole = (name: string, caseId: string): string => (name.endsWith('-') ? name + caseId : name)

/** Reads the log once, and from then on what was added since: each question first brings the index up to the end of the log. */
export const caseIndex = (log: Log): CaseIndex => {
  const streams = new Map<string, string[]>()
  const beginnings = new Map<string, string>()
  let position = '0'
  let last: Promise<unknown> = Promise.resolve()
  let next: Promise<void> | undefined

  const readOn = async (): Promise<void> => {
    for await (const entries of log.after(position))
      for (const entry of entries) {
        const caseId = caseIn(entry)
        position = entry.position
        if (caseId === undefined) continue
        const name = shortened(entry.stream, caseId, beginnings)
        const known = streams.get(caseId)
        if (!known) streams.set(caseId, [name])
        else if (!known.includes(name)) known.push(name)
      }
  }

  // Whoever asks while the log is being read waits for the reading after it: that one cannot have begun before his question.
  const upToDate = (): Promise<void> =>
    (next ??= last.then(() => {
      next = undefined
      const reading = readOn()
      last = reading.catch(() => undefined)
      return reading
    }))

  return {
    async streamsOf(caseId) {
      await upToDate()
      return { streams: (streams.get(caseId) ?? []).map((name) => whole(name, caseId)), position }
    },
  }
}
