import type { RowOutcome } from '@case-timeline/contracts'
import { formatted } from '../import/report.ts'
import type { UnreadableCell } from './sheet.ts'

/** What became of one command of a row. */
export interface CommandOutcome {
  readonly command: string
  readonly outcome: RowOutcome['outcome'] | 'repeated' | 'openAlready'
  readonly events?: readonly string[]
  readonly warnings?: readonly string[]
  readonly rule?: string
  readonly detail?: string
}

/** What becomes of a row that was sent. */
type Accounted = 'accepted' | 'repeated' | 'known' | 'waiting' | 'refused' | 'failed'

/** What became of a row: of it as a whole, and of each of its commands. */
export type RowReport = { readonly line: number; readonly row?: string | undefined } & (
  | ({ readonly outcome: 'unreadable' } & UnreadableCell)
  | { readonly outcome: 'notSent'; readonly personRef: string }
  | {
      readonly outcome: Accounted
      readonly personRef: string
      readonly commands: readonly CommandOutcome[]
    }
)

export type Counts = Record<RowReport['outcome'], number>

export const noRows = (): Counts => ({ accepted: 0, repeated: 0, known: 0, waiting: 0, refused: 0, failed: 0, unreadable: 0, notSent: 0 })

export const commandOutcome = (command: string, answer: RowOutcome): CommandOutcome => {
  switch (answer.outcome) {
    case 'recorded': {
      const { events, warnings, repeated } = answer
      return { command, outcome: repeated ? 'repeated' : 'recorded', events: events.map(({ id }) => id), warnings }
    }
    case 'awaitsApproval':
      return {
        command,
        outcome: answer.outcome,
        detail: `the request ${answer.approval.requestId} waits for ${answer.approval.approvedBy.join(' or ')}`,
      }
    case 'refused':
      return { command, outcome: answer.outcome, rule: answer.rule, detail: answer.detail }
    case 'invalid':
      return { command, outcome: answer.outcome, detail: answer.errors.map(({ path, detail }) => `${path}: ${detail}`).join('; ') }
    case 'failed':
    case 'unanswered':
      return { command, outcome: answer.outcome, detail: answer.problem.detail }
  }
}

const OPENED_ONCE = 'victimSupport.support-case-is-opened-once'

/** Of a row that names its person by reference: that the person is supported already refuses nothing of the row. */
export const ofKnownPerson = (one: CommandOutcome): CommandOutcome =>
  one.outcome === 'refused' && one.rule === OPENED_ONCE
    ? {
        ...{ command: one.command, outcome: 'openAlready', rule: one.rule },
        detail:
          'the person has a support case already: origin, ageBand and language of the row are not recorded, and urgentNeeds only with an assessment of needs (voluntary)',
      }
    : one

/** What became of a row whose commands are all answered: the worst of them. */
export const outcomeOf = (commands: readonly CommandOutcome[]): Accounted => {
  const has = (...outcomes: readonly CommandOutcome['outcome'][]) => commands.some(({ outcome }) => outcomes.includes(outcome))
  if (has('invalid', 'failed', 'unanswered')) return 'failed'
  if (has('refused')) return 'refused'
  if (has('awaitsApproval')) return 'waiting'
  if (has('openAlready')) return 'known'
  return has('recorded') ? 'accepted' : 'repeated'
}

const MEANING: Readonly<Record<keyof Counts, string>> = {
  accepted: 'recorded',
  repeated: 'recorded by an earlier run; if this is another sheet, give it a name of its own: --sheet',
  known: 'the person was supported already: needs and risk are recorded, and not how support began',
  waiting: 'for the approval of a second person',
  refused: 'by a rule, of at least one of its commands',
  failed: 'not recorded: the report says why',
  unreadable: 'not sent: the report names line, column and reason',
  notSent: 'a dry run sends nothing; otherwise the run ended before: run the same command again',
}

/** The counts as text for the terminal. */
export const summary = (counts: Counts, report: string): string => {
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const lines = Object.entries(counts).flatMap(([outcome, count]) =>
    count === 0 && outcome !== 'accepted'
      ? []
      : [`  ${outcome.padEnd(11)}${formatted(count).padStart(8)}   ${MEANING[outcome as keyof Counts]}`],
  )
  return [`${formatted(rows)} rows`, ...lines, `  the outcome of each row is in ${report}`].join('\n')
}
