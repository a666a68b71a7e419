import { z } from 'zod'
import type { Client } from './client.ts'
import { print, type Screen } from './screen.ts'
import { type Entry, factOf, marksOf, readTimeline, short, when } from './timeline.ts'

type Values = Readonly<Record<string, unknown>>

/** One thing that was recorded, and what it changed. */
export interface Step {
  readonly step: number
  readonly recordedAt: string
  readonly fact: string
  readonly stream: string
  readonly occurredAt?: string | undefined
  readonly by: string
  readonly remarks: readonly string[]
  readonly changes: readonly Change[]
}

/** `was` is absent where nothing stood, `is` where nothing stands any more. */
export interface Change {
  readonly what: string
  readonly was?: unknown
  readonly is?: unknown
}

const valuesOf = ({ data, occurredAt }: { data: unknown; occurredAt?: string | undefined }): Values => ({
  ...(z.record(z.string(), z.unknown()).safeParse(data).data ?? {}),
  ...(occurredAt === undefined ? {} : { occurredAt }),
})

/** What differs from what stood, member by member. */
export const changesBetween = (was: Values, is: Values): Change[] =>
  [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((what) => JSON.stringify(was[what]) !== JSON.stringify(is[what]))
    .map((what) => ({ what, ...(what in was ? { was: was[what] } : {}), ...(what in is ? { is: is[what] } : {}) }))

/** What the stream says after a fact: its latest value of each member. Members that later facts do not name still stand. */
const onTop = (standing: Values, fact: Values): Values => ({ ...standing, ...fact })

const factStep = (entry: Entry, standing: Map<string, Values>): Omit<Step, 'step'> => {
  const told = entry.original ?? entry
  const before = standing.get(entry.stream) ?? {}
  const after = onTop(before, valuesOf({ data: told.data }))
  standing.set(entry.stream, after)
  return {
    recordedAt: entry.recordedAt,
    fact: factOf(entry),
    stream: entry.stream,
    occurredAt: told.occurredAt,
    by: `${entry.actor.role} of ${entry.actor.agencyId}`,
    remarks: marksOf({ ...entry, original: undefined, retracted: false }),
    changes: changesBetween(before, after),
  }
}

const WORDS: Readonly<Record<string, string>> = {
  corrected: 'corrected',
  retracted: 'retracted',
  correctionTakenBack: 'correction taken back',
}

/** Corrections are asked for one by one: what was known just after each shows what it changed. */
const amendmentSteps = async (client: Client, caseId: string, entry: Entry): Promise<Omit<Step, 'step'>[]> => {
  const steps: Omit<Step, 'step'>[] = []
  let before = valuesOf(entry.original ?? entry)
  for (const amendment of entry.amendments) {
    const { entries } = await readTimeline(client, caseId, { knownAt: amendment.recordedAt, order: 'recorded' })
    const then = entries.find(({ id }) => id === entry.id)
    const after = then === undefined || then.retracted ? {} : valuesOf(then)
    steps.push({
      recordedAt: amendment.recordedAt,
      fact: `${factOf(entry)} ${WORDS[amendment.kind] ?? amendment.kind}`,
      stream: entry.stream,
      occurredAt: then?.occurredAt,
      by: `reason ${amendment.reasonCode}`,
      remarks: [],
      changes: changesBetween(before, after),
    })
    before = after
  }
  return steps
}

/** A case step by step, as it was recorded: every fact as first told, every correction when it came. */
export const stepsOf = async (client: Client, caseId: string): Promise<Step[]> => {
  const { entries } = await readTimeline(client, caseId, { order: 'recorded' })
  const standing = new Map<string, Values>()
  const facts = entries.map((entry) => factStep(entry, standing))
  const amendments: Omit<Step, 'step'>[] = []
  for (const entry of entries) amendments.push(...(await amendmentSteps(client, caseId, entry)))
  return [...facts, ...amendments]
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0))
    .map((step, index) => ({ step: index + 1, ...step }))
}

export const replay = async (screen: Screen, client: Client, caseId: string): Promise<void> => {
  const steps = await stepsOf(client, caseId)
  if (screen.json) return print(screen, JSON.stringify({ caseId, steps }))
  for (const step of steps) print(screen, inWords(step))
  print(screen, `${steps.length} steps`)
}

const inWords = ({ step, recordedAt, fact, stream, by, remarks, changes, ...told }: Step): string =>
  [
    `${String(step).padStart(3)}  ${recordedAt.slice(0, 19).replace('T', ' ')}  ${fact}  (happened ${when(told)})`,
    `     ${shortStream(stream)}  ${by}`,
    ...changes.map(inLine),
    ...remarks.map((remark) => `       ! ${remark}`),
    '',
  ].join('\n')

const inLine = (change: Change): string => {
  if (!('was' in change)) return `       + ${change.what} = ${short(change.is)}`
  if (!('is' in change)) return `       - ${change.what} = ${short(change.was)}`
  return `       ~ ${change.what}: ${short(change.was)} -> ${short(change.is)}`
}

const shortStream = (stream: string): string => stream.replace(/([0-9a-f]{8})-[0-9a-f-]{27}/g, '$1')
