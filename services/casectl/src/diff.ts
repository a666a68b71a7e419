import { type EventEffect, effectsOf, withoutValues } from './case-views.ts'
import type { Client, Environment } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { readStores } from './import/destination.ts'
import { type Screen, show } from './screen.ts'
import { type Entry, isReadable, parseCaseId, readTimeline, short, type Withheld } from './timeline.ts'

export interface DiffOptions {
  readonly from: string
  readonly to?: string
  readonly stores: string
}

/** One member of a row that differs between two moments, and the events that changed it in between. */
export interface Difference {
  readonly service: string
  readonly view: string
  readonly key: Readonly<Record<string, string>>
  readonly member: string
  readonly changes: readonly { readonly before?: unknown; readonly after?: unknown; readonly event: Omit<EventEffect, 'changes'> }[]
}

/** The last millisecond of a day, or the moment itself. @param orElse what else the option accepts, for the advice */
export const momentOf = (option: string, text: string, orElse = ''): string => {
  const moment = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999Z` : text
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(moment) && !Number.isNaN(Date.parse(moment))) return new Date(moment).toISOString()
  throw new Failure(
    `--${option} ${text} is no moment.`,
    [`use a format like 2026-03-27 (until its end, UTC) or 2026-03-27T10:00:00+07:00${orElse}`],
    EXIT.usage,
  )
}

/** The changes between two moments, by sector, view, row and member. */
export const differencesBetween = (effects: readonly EventEffect[], from: string, to: string): readonly Difference[] => {
  const found = new Map<string, Difference & { changes: Difference['changes'][number][] }>()
  for (const { changes, ...event } of effects) {
    if (Date.parse(event.recordedAt) <= Date.parse(from) || Date.parse(event.recordedAt) > Date.parse(to)) continue
    for (const { service, view, key, kind, members } of changes)
      for (const { member, ...change } of members.length > 0 ? members : [{ member: `(row ${kind})` }]) {
        const id = JSON.stringify([service, view, key, member])
        const difference = found.get(id) ?? { service, view, key, member, changes: [] }
        difference.changes.push({ ...change, event })
        found.set(id, difference)
      }
  }
  return [...found.values()]
}

/**
 * Shows what changed in a case between two moments of recording, in whose view, and by which event. Where a court has
 * ordered to withhold something of the case, no values are shown.
 */
export const diff = async (screen: Screen, client: Client, env: Environment, caseId: string, options: DiffOptions): Promise<void> => {
  const [from, to] = [momentOf('from', options.from), options.to === undefined ? new Date().toISOString() : momentOf('to', options.to)]
  const effects = await disclosedEffects(client, env, caseId, options.stores)
  const differences = differencesBetween(effects, from, to)
  show(screen, { caseId, from, to, differences }, () =>
    differences.length === 0
      ? `Nothing was recorded in this case from ${from} to ${to} that changed a view: both are times of recording, not of what happened.`
      : [...byRow(differences)].map(([title, own]) => [title, ...own.flatMap(differenceLines)].join('\n')).join('\n\n'),
  )
}

const byRow = (differences: readonly Difference[]): ReadonlyMap<string, readonly Difference[]> => {
  const rows = new Map<string, Difference[]>()
  for (const one of differences) {
    const title = `${one.service}, ${one.view}${keyText(one.key)}`
    rows.set(title, [...(rows.get(title) ?? []), one])
  }
  return rows
}

/** What a name begins with that a court has suppressed. */
const PSEUDONYM = 'withheld-by-'

/** What the events of a case changed, without values if the caller's timeline withholds something of the case. */
export const disclosedEffects = async (
  client: Client,
  env: Environment,
  caseId: string,
  storesFile: string,
): Promise<readonly EventEffect[]> => {
  // The services decide whether the caller may read this case, and what a court has ordered to withhold.
  const { entries } = await readTimeline(client, caseId, { order: 'recorded' })
  const effects = await effectsOf(parseCaseId(caseId), await readStores(storesFile, env), env)
  return disclosedBy(entries, effects)
}

/**
 * Of a case of which something is withheld, only what the facts changed that the timeline shows, without values: a fact
 * that is withheld would be known by its type, its author and the members that it changed.
 */
export const disclosedBy = (entries: readonly (Entry | Withheld)[], effects: readonly EventEffect[]): readonly EventEffect[] => {
  const isRestricted =
    entries.some((entry) => !isReadable(entry) || entry.withheldBy !== undefined) || JSON.stringify(entries).includes(PSEUDONYM)
  if (!isRestricted) return effects
  const shown = new Set(entries.filter(isReadable).flatMap(({ id, amendments }) => [id, ...amendments.map((amendment) => amendment.id)]))
  return withoutValues(effects.filter(({ id }) => shown.has(id)))
}

export const keyText = (key: Readonly<Record<string, string>>): string => {
  const values = Object.values(key).map(short)
  return values.length === 0 ? '' : ` ${values.join(' ')}`
}

const differenceLines = ({ member, changes }: Difference): readonly string[] =>
  changes.map(({ before, after, event }) => {
    const values = [...(before === undefined ? [] : [short(before)]), ...(after === undefined ? [] : [`-> ${short(after)}`])].join(' ')
    return `  ${member}: ${values || 'changed'}\n      by ${event.type} at ${event.recordedAt.slice(0, 19)} (${event.by}, position ${event.position})`
  })
