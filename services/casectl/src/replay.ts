import { z } from 'zod'
import { comparePositions, isPosition } from '@case-timeline/contracts'
import { type Change, changesBetween, type EventEffect, type RowChange } from './case-views.ts'
import type { Client, Environment } from './client.ts'
import { disclosedEffects, keyText, momentOf } from './diff.ts'
import { EXIT, Failure } from './failure.ts'
import { print, type Screen } from './screen.ts'
import { type Entry, factName, isReadable, remarksOf, readTimeline, short, occurredText, type Withheld, withheldBy } from './timeline.ts'

type Values = Readonly<Record<string, unknown>>

/** One recorded fact or amendment, and its changes. */
export interface Step {
  readonly step: number
  readonly eventId: string
  readonly recordedAt: string
  readonly fact: string
  /** Absent where a court order withholds the fact. */
  readonly stream?: string | undefined
  /** The person or thing that the fact is about, where it names one. */
  readonly subject?: string | undefined
  readonly occurredAt?: string | undefined
  readonly by?: string | undefined
  readonly remarks: readonly string[]
  readonly changes: readonly Change[]
  /** How it changed the rows of the sectors' views; absent where the event stores are not known. */
  readonly views?: readonly RowChange[] | undefined
}

const valuesOf = ({ data, occurredAt }: { data: unknown; occurredAt?: string | undefined }): Values => ({
  ...(z.record(z.string(), z.unknown()).safeParse(data).data ?? {}),
  ...(occurredAt === undefined ? {} : { occurredAt }),
})

/** The members that can identify the subject of a fact, the most specific first. */
const SUBJECT_MEMBERS = [
  'hearingId',
  'chargeId',
  'evidenceId',
  'referralId',
  'consentId',
  'indictmentId',
  'dossierId',
  'personRef',
  'accusedRef',
]

/** A refusal is recorded, but does not change the case. */
const REFUSED = 'case.CommandRefused'

/**
 * A fact as a step, and what it states otherwise than the last fact of its type about the same subject: members of other
 * facts have other meanings, whatever their names are.
 */
const factStep = (entry: Entry, states: Map<string, Values>): Omit<Step, 'step'> => {
  const recorded = entry.original ?? entry
  const { occurredAt: _, ...values } = valuesOf({ data: recorded.data })
  const member = SUBJECT_MEMBERS.find((name) => typeof values[name] === 'string')
  const subject = member === undefined ? undefined : `${member} ${String(values[member])}`
  const subjectKey = `${entry.stream} ${entry.type} ${subject ?? ''}`
  const before = states.get(subjectKey) ?? (member === undefined ? {} : { [member]: values[member] })
  const after = values
  if (entry.type !== REFUSED) states.set(subjectKey, after)
  return {
    eventId: entry.id,
    recordedAt: entry.recordedAt,
    fact: factName(entry),
    stream: entry.stream,
    ...(subject === undefined ? {} : { subject }),
    occurredAt: recorded.occurredAt,
    by: `${entry.actor.role} of ${entry.actor.agencyId}`,
    remarks: [...refusalOf(entry.type, values), ...remarksOf({ ...entry, original: undefined, retracted: false })],
    changes: entry.type === REFUSED ? [] : changesBetween(before, after),
  }
}

const withheldStep = (entry: Withheld): Omit<Step, 'step'> => ({
  eventId: entry.id,
  recordedAt: entry.recordedAt,
  fact: '(withheld)',
  remarks: [withheldBy(entry)],
  changes: [],
})

const refusalOf = (type: string, { command, ruleId }: Values): string[] =>
  type === REFUSED ? [`${short(command)} was refused by ${short(ruleId)}; nothing changed`] : []

const AMENDMENT_TEXT: Readonly<Record<string, string>> = {
  corrected: 'corrected',
  retracted: 'retracted',
  correctionRetracted: 'correction retracted',
}

/** One step per amendment: reads the timeline as known just after each, to show what it changed. */
const amendmentSteps = async (client: Client, caseId: string, entry: Entry): Promise<Omit<Step, 'step'>[]> => {
  const steps: Omit<Step, 'step'>[] = []
  let before = valuesOf(entry.original ?? entry)
  for (const amendment of entry.amendments) {
    const { entries } = await readTimeline(client, caseId, { knownAt: amendment.recordedAt, order: 'recorded' })
    const entryThen = entries.filter(isReadable).find(({ id }) => id === entry.id)
    const after = entryThen === undefined || entryThen.retracted ? {} : valuesOf(entryThen)
    steps.push({
      eventId: amendment.id,
      recordedAt: amendment.recordedAt,
      fact: `${factName(entry)} ${AMENDMENT_TEXT[amendment.kind] ?? amendment.kind}`,
      stream: entry.stream,
      occurredAt: entryThen?.occurredAt,
      by: `${amendment.actor.role} of ${amendment.actor.agencyId}, reason ${amendment.reasonCode}`,
      remarks: [],
      changes: changesBetween(before, after),
    })
    before = after
  }
  return steps
}

/** The history of a case in the order of recording: every fact as first recorded, every amendment at its own time. */
export const stepsOf = async (client: Client, caseId: string): Promise<Step[]> => {
  const { entries } = await readTimeline(client, caseId, { order: 'recorded' })
  const states = new Map<string, Values>()
  const facts = entries.map((entry) => (isReadable(entry) ? factStep(entry, states) : withheldStep(entry)))
  const amendments: Omit<Step, 'step'>[] = []
  for (const entry of entries.filter(isReadable)) amendments.push(...(await amendmentSteps(client, caseId, entry)))
  return [...facts, ...amendments]
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0))
    .map((step, index) => ({ step: index + 1, ...step }))
}

export interface ReplayOptions {
  /** A file of the event stores; if it is absent, the sectors' views are not shown. */
  readonly stores?: string | undefined
  /** A position or a time: what was recorded later is left out. */
  readonly until?: string | undefined
  readonly all?: boolean
  readonly service?: string
  readonly into?: string
}

export const replay = async (
  screen: Screen,
  client: Client,
  env: Environment,
  caseId: string | undefined,
  { stores, until }: ReplayOptions,
): Promise<void> => {
  if (caseId === undefined) throw new Failure('replay needs a case, or --all.', [], EXIT.usage)
  const facts = await stepsOf(client, caseId)
  const effects = stores === undefined ? undefined : await disclosedEffects(client, env, caseId, stores)
  const all: readonly Step[] = effects
    ? facts.map((step) => ({ ...step, views: effects.find(({ id }) => id === step.eventId)?.changes ?? [] }))
    : facts
  const steps = until === undefined ? all : stepsUntil(all, effects, until)
  if (screen.json) return print(screen, JSON.stringify({ caseId, steps }))
  for (const step of steps) print(screen, stepText(step))
  print(screen, `${steps.length} steps${effects ? '' : '; with --stores FILE, also what each changed in the views of the sectors'}`)
}

/** The steps that had been recorded by a moment; by a position only where the event stores are there, which have the positions of all events. */
export const stepsUntil = (
  steps: readonly Step[],
  effects: readonly Pick<EventEffect, 'id' | 'position'>[] | undefined,
  until: string,
): readonly Step[] => {
  if (!isPosition(until)) {
    const moment = Date.parse(momentOf('until', until, ', or a position of the log such as 4017'))
    return steps.filter(({ recordedAt }) => Date.parse(recordedAt) <= moment)
  }
  if (effects === undefined)
    throw new Failure('--until with a position needs the event stores.', ['add --stores FILE, or give a time'], EXIT.usage)
  const recorded = new Set(effects.filter(({ position }) => comparePositions(position, until) <= 0).map(({ id }) => id))
  return steps.filter(({ eventId }) => recorded.has(eventId))
}

const stepText = ({ step, recordedAt, fact, stream, subject, by, remarks, changes, views = [], ...dates }: Step): string =>
  [
    `${String(step).padStart(3)}  ${recordedAt.slice(0, 19).replace('T', ' ')}  ${fact}${stream === undefined ? '' : `  (happened ${occurredText(dates)})`}`,
    ...(stream === undefined ? [] : [`     ${shortened(stream)}${subject === undefined ? '' : `, ${shortened(subject)}`}, by ${by ?? ''}`]),
    ...changes.map(changeLine),
    ...remarks.map((remark) => `       ! ${remark}`),
    ...views.flatMap(rowLines),
    '',
  ].join('\n')

const rowLines = ({ service, view, key, kind, members }: RowChange): readonly string[] => [
  `       ${service}, ${view}${keyText(key)}: ${kind}`,
  ...members.map((change) => `  ${changeLine(change)}`),
]

const changeLine = (change: Change): string => {
  if (!('before' in change) && !('after' in change)) return `       ~ ${change.member}`
  if (!('before' in change)) return `       + ${change.member} = ${short(change.after)}`
  if (!('after' in change)) return `       - ${change.member} = ${short(change.before)}`
  return `       ~ ${change.member}: ${short(change.before)} -> ${short(change.after)}`
}

const shortened = (text: string): string => text.replace(/([0-9a-f]{8})-[0-9a-f-]{27}/g, '$1')
