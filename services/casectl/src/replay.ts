import { z } from 'zod'
import type { Client } from './client.ts'
import { print, type Screen } from './screen.ts'
import { type Entry, factOf, isTold, marksOf, readTimeline, short, when, type Withheld, withheldBy } from './timeline.ts'

type Values = Readonly<Record<string, unknown>>

/** One thing that was recorded, and what it changed. */
export interface Step {
  readonly step: number
  readonly recordedAt: string
  readonly fact: string
  /** Absent where an order of the court withholds the fact: what, where and by whom. */
  readonly stream?: string | undefined
  /** The person or thing that the fact is about, where it names one. */
  readonly about?: string | undefined
  readonly occurredAt?: string | undefined
  readonly by?: string | undefined
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

/** What a fact may be about, the narrowest first. */
const SUBJECTS = ['hearingId', 'chargeId', 'evidenceId', 'referralId', 'consentId', 'indictmentId', 'dossierId', 'personRef', 'accusedRef']

/** A refusal is recorded, and changes nothing of the case. */
const REFUSED = 'case.CommandRefused'

/** What was known of the fact's subject before, and what is known after it: members that a later fact does not name still stand. */
const factStep = (entry: Entry, known: Map<string, Values>): Omit<Step, 'step'> => {
  const told = entry.original ?? entry
  const { occurredAt: _, ...values } = valuesOf({ data: told.data })
  const member = SUBJECTS.find((name) => typeof values[name] === 'string')
  const subject = member === undefined ? undefined : `${member} ${String(values[member])}`
  const place = `${entry.stream} ${subject ?? ''}`
  const before = known.get(place) ?? (member === undefined ? {} : { [member]: values[member] })
  const after = { ...before, ...values }
  if (entry.type !== REFUSED) known.set(place, after)
  return {
    recordedAt: entry.recordedAt,
    fact: factOf(entry),
    stream: entry.stream,
    ...(subject === undefined ? {} : { about: subject }),
    occurredAt: told.occurredAt,
    by: `${entry.actor.role} of ${entry.actor.agencyId}`,
    remarks: [...refusalOf(entry.type, values), ...marksOf({ ...entry, original: undefined, retracted: false })],
    changes: entry.type === REFUSED ? [] : changesBetween(before, after),
  }
}

const withheldStep = (entry: Withheld): Omit<Step, 'step'> => ({
  recordedAt: entry.recordedAt,
  fact: '(withheld)',
  remarks: [withheldBy(entry)],
  changes: [],
})

const refusalOf = (type: string, { command, ruleId }: Values): string[] =>
  type === REFUSED ? [`${short(command)} was refused by ${short(ruleId)}; nothing changed`] : []

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
    const then = entries.filter(isTold).find(({ id }) => id === entry.id)
    const after = then === undefined || then.retracted ? {} : valuesOf(then)
    steps.push({
      recordedAt: amendment.recordedAt,
      fact: `${factOf(entry)} ${WORDS[amendment.kind] ?? amendment.kind}`,
      stream: entry.stream,
      occurredAt: then?.occurredAt,
      by: `${amendment.actor.role} of ${amendment.actor.agencyId}, reason ${amendment.reasonCode}`,
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
  const known = new Map<string, Values>()
  const facts = entries.map((entry) => (isTold(entry) ? factStep(entry, known) : withheldStep(entry)))
  const amendments: Omit<Step, 'step'>[] = []
  for (const entry of entries.filter(isTold)) amendments.push(...(await amendmentSteps(client, caseId, entry)))
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

const inWords = ({ step, recordedAt, fact, stream, about, by, remarks, changes, ...told }: Step): string =>
  [
    `${String(step).padStart(3)}  ${recordedAt.slice(0, 19).replace('T', ' ')}  ${fact}${stream === undefined ? '' : `  (happened ${when(told)})`}`,
    ...(stream === undefined ? [] : [`     ${inShort(stream)}${about === undefined ? '' : `, ${inShort(about)}`}, by ${by ?? ''}`]),
    ...changes.map(inLine),
    ...remarks.map((remark) => `       ! ${remark}`),
    '',
  ].join('\n')

const inLine = (change: Change): string => {
  if (!('was' in change)) return `       + ${change.what} = ${short(change.is)}`
  if (!('is' in change)) return `       - ${change.what} = ${short(change.was)}`
  return `       ~ ${change.what}: ${short(change.was)} -> ${short(change.is)}`
}

const inShort = (text: string): string => text.replace(/([0-9a-f]{8})-[0-9a-f-]{27}/g, '$1')
