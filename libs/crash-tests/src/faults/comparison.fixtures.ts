import { auditor, type CaseScript, police, SECRET, shelter } from './case-commands.ts'
import { untilCaughtUp } from './caught-up.ts'
import type { CommandLoad } from './command-load.fixtures.ts'
import type { EmbeddedSystem } from './embedded-system.fixtures.ts'
import { compareFacts, compareNotes, type LogDifferences, logOf } from './log-comparison.ts'
import { until } from '../until.ts'

/** What differs between the answers that senders have, the log, the views and what is shown; each empty if nothing. */
export interface Differences extends LogDifferences {
  readonly views: readonly string[]
  readonly shown: readonly string[]
  readonly verification: readonly string[]
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
