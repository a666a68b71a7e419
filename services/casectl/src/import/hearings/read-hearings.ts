import { writeFile } from 'node:fs/promises'
import { EXIT, Failure } from '../../failure.ts'
import { type Screen, show } from '../../screen.ts'
import { InputRefused } from '../input-refused.ts'
import { COLUMNS, type Fact, type FactsOfCase, factsOf } from './facts.ts'
import { casesWithoutUrn, factsInOrder, type HearingRead } from './in-order.ts'
import { membersOf } from './members.ts'
import { readPayload } from './payload.ts'
import { reasonFor } from './reasons.ts'

export interface HearingsRequest {
  /** The payloads, one hearing in each. */
  readonly files: readonly string[]
  /** A new CSV file for the facts. */
  readonly out: string
}

/** A plea of guilty or a conviction that another payload contradicts: it becomes an external fact. */
export interface Contradiction {
  /** The line of the log. */
  readonly line: number
  readonly activity: string
  readonly file: string
}

/** A member that no fact takes, how often it occurs in the payloads, and why it is not taken. */
export interface UntakenMember {
  readonly member: string
  readonly count: number
  readonly reason: string
}

export interface HearingsReport {
  readonly hearings: number
  readonly cases: number
  /** The number of facts of each kind. */
  readonly facts: Readonly<Record<string, number>>
  /** Facts that an earlier payload has already. */
  readonly repeated: number
  /** Cases that have only their id in the source: another run may know them by their caseURN. */
  readonly casesWithoutUrn: number
  readonly contradictions: readonly Contradiction[]
  /** The members of all payloads that have a value; each is either taken or among the untaken ones. */
  readonly members: number
  readonly taken: number
  readonly untaken: readonly UntakenMember[]
}

const MAX_FACTS = 200_000

// A spreadsheet would run such a text as a formula. No code, date or reference begins so: the import reads it as none, as before.
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${harmless(text).replaceAll('"', '""')}"` : harmless(text))
const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\n`

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:?\d{2})$/
/** When a payload was published. One that does not say it comes before all others, so that it changes nothing later. */
const publishedAt = (sharedTime: string): number => {
  const time = WITH_OFFSET.test(sharedTime) ? Date.parse(sharedTime) : Number.NaN
  return Number.isNaN(time) ? 0 : time
}

const countsOf = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/**
 * The facts of several hearings, in the order of their publication and each once, and what of the payloads is not among them.
 * @throws InputRefused when a payload cannot be read
 */
export const readHearings = async (
  files: readonly string[],
): Promise<{ readonly facts: readonly Fact[]; readonly report: HearingsReport }> => {
  const hearings: HearingRead[] = []
  const untaken = new Map<string, number>()
  const count = { members: 0, found: 0 }
  for (const file of files) {
    const members = membersOf(await readPayload(file))
    const cases: FactsOfCase[] = []
    for (const one of factsOf(members)) {
      count.found += one.facts.length
      if (count.found > MAX_FACTS)
        throw new InputRefused(
          'bad-payload',
          file,
          `hearing.prosecutionCases.${cases.length}: from this case on there are more than ${MAX_FACTS} facts, a day of the hearing in each of its cases among them: give fewer payloads in one run, or leave this one out`,
        )
      cases.push(one)
    }
    hearings.push({ file, shared: publishedAt(members.value('sharedTime')), cases })
    const remaining = members.remaining()
    count.members += remaining.members
    for (const [member, times] of remaining.untaken) untaken.set(member, (untaken.get(member) ?? 0) + times)
  }
  const ordered = factsInOrder(hearings)
  const all = ordered.map(({ fact }) => fact)
  const untakenMembers = [...untaken].map(([member, times]) => ({ member, count: times, reason: reasonFor(member) }))
  const report: HearingsReport = {
    hearings: files.length,
    cases: new Set(all.map((one) => one.case)).size,
    facts: countsOf(all.map(({ activity }) => activity)),
    repeated: count.found - all.length,
    casesWithoutUrn: casesWithoutUrn(hearings),
    contradictions: ordered.flatMap(({ file, fact, isContradicted }, index) =>
      isContradicted ? [{ line: index + 2, activity: fact.activity, file }] : [],
    ),
    members: count.members,
    taken: count.members - untakenMembers.reduce((sum, one) => sum + one.count, 0),
    untaken: untakenMembers.toSorted((a, b) => (a.member < b.member ? -1 : 1)),
  }
  return { facts: all, report }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const summaryOf = (report: HearingsReport, out: string): string => {
  const total = Object.values(report.facts).reduce((sum, count) => sum + count, 0)
  const byReason = new Map<string, readonly UntakenMember[]>()
  for (const one of report.untaken) byReason.set(one.reason, [...(byReason.get(one.reason) ?? []), one])
  return [
    `${counted(report.hearings, 'hearing')} of ${counted(report.cases, 'case')}: ${counted(total, 'fact')} in ${out}${report.repeated === 0 ? '' : `, ${report.repeated} more were repeated`}`,
    ...Object.entries(report.facts).map(([activity, count]) => `  ${String(count).padStart(6)}  ${activity}`),
    ...(report.casesWithoutUrn === 0
      ? []
      : [`  ${counted(report.casesWithoutUrn, 'case')} without a caseURN, named by id: give with it a payload that has the caseURN`]),
    ...report.contradictions.map(
      ({ line: at, activity, file }) =>
        `  line ${at} of the log, ${activity}: another payload contradicts ${file}; kept as an external fact`,
    ),
    `${counted(report.members, 'member')} with a value: ${report.taken} taken, ${report.members - report.taken} not`,
    ...[...byReason].flatMap(([reason, members]) => [
      `  ${String(members.reduce((sum, one) => sum + one.count, 0)).padStart(6)}  ${reason}`,
      ...members.map(({ member, count }) => `          ${count} ${member}`),
    ]),
  ].join('\n')
}

/**
 * `casectl hearings`: writes the facts of resulted hearings as a log for `casectl import`, and reports each member of the
 * payloads that is not among them.
 * @throws Failure with exit code 2 when a payload cannot be read or the file exists; then nothing was written
 */
export const hearingsToLog = async (screen: Screen, { files, out }: HearingsRequest): Promise<void> => {
  const { facts, report } = await readHearings(files).catch((error: unknown) => {
    throw error instanceof InputRefused ? new Failure(error.message, [], EXIT.usage) : error
  })
  const text = [line(COLUMNS), ...facts.map((one) => line(COLUMNS.map((column) => one[column] ?? '')))].join('')
  await writeFile(out, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'EEXIST' ? 'exists already' : `cannot be written (${error.code})`
    throw new Failure(`${out} ${problem}.`, ['choose another file: --out FILE'], EXIT.usage)
  })
  show(screen, report, (found) => summaryOf(found, out))
}
