import { type Note, REACTIONS, RECORDED_ONCE } from './case-commands.ts'

export interface Logged {
  readonly id: string
  readonly commandId: string
  readonly type: string
  readonly caseId: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What differs between the answers that senders have and the log; each empty if nothing. */
export interface LogDifferences {
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly invented: readonly string[]
}

/** The log, read from its table: independent of the code that recorded it. */
export const logOf = async (events: {
  query(statement: string): Promise<{ rows: Record<string, unknown>[] }>
}): Promise<readonly Logged[]> => {
  const { rows } = await events.query('select id, command_id, type, case_id, data from events.event order by position')
  return rows.map(({ id, command_id: commandId, type, case_id: caseId, data }) => ({ id, commandId, type, caseId, data })) as Logged[]
}

const grouped = <T>(list: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}

const REFUSAL = 'case.CommandRefused'
const nameOf = ({ step, caseId }: Note): string => `${step.name} of ${caseId}`

export const compareNotes = (notes: readonly Note[], log: readonly Logged[]): LogDifferences => {
  const [lost, doubled, invented]: [string[], string[], string[]] = [[], [], []]
  const byCommand = grouped(log, ({ commandId }) => commandId)
  for (const note of notes) {
    const all = byCommand.get(note.commandId) ?? []
    const ids = all.filter(({ type }) => type !== REFUSAL).map(({ id }) => id)
    const refusals = all.length - ids.length
    if (note.eventIds.some((id) => !ids.includes(id)) || (note.outcome === 'refused' && refusals === 0)) lost.push(nameOf(note))
    if (refusals > 1 || (note.outcome === 'acknowledged' && ids.length > note.eventIds.length)) doubled.push(nameOf(note))
    if (note.outcome === 'refused' && ids.length > 0) invented.push(`${nameOf(note)}, which was refused`)
  }
  const sent = new Set(notes.map(({ commandId }) => commandId))
  const isOfAReaction = ({ type }: Logged): boolean => REACTIONS.some(([, effect]) => effect === type)
  for (const event of log) if (!sent.has(event.commandId) && !isOfAReaction(event)) invented.push(`${event.type} of ${event.caseId}`)
  return { lost, doubled, invented }
}

/** Facts that are there twice, and reactions that took no effect or several. */
export const compareFacts = (log: readonly Logged[]): Omit<LogDifferences, 'invented'> => {
  const factOf = (type: string, caseId: string, member: string, data: Logged['data']): string =>
    `${type} ${caseId} ${String(data[member] ?? '')}`
  const facts = log.flatMap(({ type, caseId, data }) =>
    type in RECORDED_ONCE ? [factOf(type, caseId, RECORDED_ONCE[type] ?? '', data)] : [],
  )
  const counted = grouped(facts, (fact) => fact)
  const effects = log.flatMap(({ type, caseId, data }) =>
    REACTIONS.filter(([cause]) => cause === type).map(([, effect, member]) => factOf(effect, caseId, member, data)),
  )
  return {
    doubled: [...counted].filter(([, same]) => same.length > 1).map(([fact]) => fact),
    lost: effects.filter((effect) => !counted.has(effect)),
  }
}
