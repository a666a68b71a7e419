import { setTimeout as pause } from 'node:timers/promises'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { auditor, type CaseScript, police, REACTIONS, RECORDED_ONCE, SECRET, shelter } from './case-commands.fixtures.ts'
import type { CommandLoad, Note } from './command-load.fixtures.ts'
import { type EmbeddedSystem, until, type User } from './embedded-system.fixtures.ts'

export interface Logged {
  readonly id: string
  readonly commandId: string
  readonly type: string
  readonly caseId: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What differs between the answers that senders have, the log, the views and what is shown; each empty if nothing. */
export interface Differences {
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly invented: readonly string[]
  readonly views: readonly string[]
  readonly shown: readonly string[]
  readonly verification: readonly string[]
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

export const compareNotes = (notes: readonly Note[], log: readonly Logged[]): Pick<Differences, 'lost' | 'doubled' | 'invented'> => {
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
export const compareFacts = (log: readonly Logged[]): Pick<Differences, 'lost' | 'doubled'> => {
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

/** An operator of each service. */
export const operatorOf: Readonly<Record<string, User>> = Object.fromEntries(
  Object.entries({
    investigation: 'ph-police',
    prosecution: 'ph-prosecution',
    adjudication: 'ph-rtc-manila',
    victimSupport: 'ph-social-welfare',
    auditTrail: 'ph-audit',
  }).map(([sector, agencyId]) => [sector, { userId: 'o.perez', agencyId, sector: sector as User['sector'], roles: ['operator'] }]),
)

interface FeedState {
  readonly head: string
  readonly consumers: readonly { readonly behind: number }[]
}

/** Waits until every consumer of every service has handled the whole log, and recorded nothing more for it. */
export const untilCaughtUp = async (load: Pick<CommandLoad, 'request'>, services: readonly ServiceName[] = SERVICES): Promise<void> => {
  let before = ''
  await until('every consumer has handled the whole log', async () => {
    const answers = await Promise.all(services.map((service) => load.request(operatorOf[service]!, '/admin/feed')))
    const states = answers.map((answer) => (answer?.status === 200 ? (answer.body as unknown as FeedState) : undefined))
    const isAtEnd = states.every((state) => state?.consumers.every(({ behind }) => behind === 0))
    const heads = states.map((state) => state?.head).join()
    const isStable = isAtEnd && heads === before && new Set(heads.split(',')).size === 1
    before = isAtEnd ? heads : ''
    if (!isStable) await pause(250)
    return isStable
  })
}

const verifyViews = async (system: EmbeddedSystem): Promise<string[]> => {
  const { code, out, err } = await system.casectl('projections', 'verify')
  const views = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { service: string; view: string; differing: number })
  const different = views
    .filter(({ differing }) => differing > 0)
    .map(({ service, view, differing }) => `${service} ${view}: ${differing} rows`)
  return code === 0 || different.length > 0 ? different : [`projections verify ended with ${code}: ${err}`]
}

const verifyHashes = async (system: EmbeddedSystem, load: CommandLoad, cases: readonly CaseScript[]): Promise<string[]> => {
  // The first head is signed half a minute after the start.
  await until('a head of the log is signed', async () => (await system.read('log-heads').catch(() => '')) !== '')
  const { code, out, err } = await system.casectl('audit', 'verify-log')
  const verified = await Promise.all(
    cases.map(async ({ caseId }) => ({ caseId, answer: await load.request(auditor, `/cases/${caseId}/verification`) })),
  )
  const broken = verified.filter(({ answer }) => answer?.body['outcome'] !== 'intact')
  return [
    ...(code === 0 ? [] : [`audit verify-log: ${out} ${err}`]),
    ...broken.map(({ caseId, answer }) => `the verification of ${caseId}: ${JSON.stringify(answer?.body)}`),
  ]
}

const SHOWN_CASES = 8

/** What police and the receiving organisation see of complete cases. */
const compareShown = async (load: CommandLoad, cases: readonly CaseScript[]): Promise<string[]> => {
  const wrong: string[] = []
  for (const { caseId, personRef, referralId, isWithdrawn } of cases.slice(-SHOWN_CASES)) {
    const file = await load.request(police, `/cases/${caseId}`)
    const text = JSON.stringify(file?.body ?? '')
    if (file?.status !== 200 || !text.includes(personRef) || text.includes(SECRET))
      wrong.push(`the case file of ${caseId}: ${file?.status}`)
    const list = await load.request(shelter, `/referrals?case=${caseId}`)
    const referrals = (list?.body['referrals'] ?? []) as { referralId: string; consent: string }[]
    const expected = `${referralId} ${isWithdrawn ? 'withdrawn' : 'asGiven'}`
    if (referrals.map((one) => `${one.referralId} ${one.consent}`).join() !== expected)
      wrong.push(`the referrals of ${caseId} to the shelter: ${list?.status} ${JSON.stringify(list?.body)} instead of ${expected}`)
    if ((await load.request(shelter, `/cases/${caseId}`))?.status !== 404) wrong.push(`the case ${caseId} to the shelter`)
  }
  return wrong
}

/** Compares what was answered with the log, the views and what is shown, once all consumers are at the end of the log. */
export const compare = async (system: EmbeddedSystem, load: CommandLoad): Promise<Differences> => {
  await untilCaughtUp(load)
  const log = await logOf({ query: async (statement) => ({ rows: await system.sql(statement, 'events') }) })
  const notes = compareNotes(load.notes(), log)
  const facts = compareFacts(log)
  const cases = load.cases()
  return {
    ...notes,
    lost: [...notes.lost, ...facts.lost],
    doubled: [...notes.doubled, ...facts.doubled],
    views: await verifyViews(system),
    shown: [...load.shownWrongly, ...(await compareShown(load, cases))],
    verification: await verifyHashes(system, load, cases.slice(-SHOWN_CASES)),
  }
}
