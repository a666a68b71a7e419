import { actingAgencyOf, blameGroundsIn } from '@case-timeline/casework'
import { type AgencyId, CommandRefused, DeadlineMissed, EVENT_TYPES, WarningRaised } from '@case-timeline/contracts'
import { type Key, type Recorded, type Row, type StoredView, viewTable } from '@case-timeline/projections'
import { KINDS_OF_RULE } from './kinds-of-rule.ts'

/**
 * What is counted: decisions and reports of a kind, by the type of the event (recorded); warnings, missed deadlines and
 * refusals, by rule; and the grounds of the warned or refused command that blame the victim, by rule and ground.
 */
type Counted = 'recorded' | 'warned' | 'missed' | 'refused' | 'ground'

/**
 * How often an agency recorded a kind of decision, or did not keep a rule, in one case and month.
 * This shape is stored in `local_challenges_v3`: change it with the view's version.
 */
export interface CountInCase extends Row {
  readonly counted: Counted
  /** The type of the event where decisions are counted, otherwise the rule. */
  readonly subject: string
  /** The ground that blames the victim; empty where none is counted. */
  readonly ground: string
  /** The service in whose stream it is recorded. */
  readonly sector: string
  readonly agency: AgencyId
  /**
   * Such as `2026-03`: the month of the fact, of the refusal or of the missed due date. If that month is not known, the
   * month of recording.
   */
  readonly month: string
  /** The month of recording. Nothing new is counted in it once it has ended; a correction may change what is. */
  readonly entered: string
  readonly times: number
}

const MONTH = /^\d{4}-\d{2}/

const monthsOf = (occurredAt: string | undefined, { recordedAt }: Recorded['stored']): readonly [month: string, entered: string] => {
  const entered = recordedAt.slice(0, 7)
  return [MONTH.exec(occurredAt ?? '')?.[0] ?? entered, entered]
}

const sectorOf = ({ stream }: Recorded['stored']): string => stream.slice(0, stream.indexOf('.'))

interface NotKept {
  readonly ruleId: string
  readonly facts: readonly string[]
}

const notKept = (counted: Counted, { ruleId, facts }: NotKept, ...where: readonly string[]): readonly Key[] => [
  [counted, ruleId, '', ...where],
  ...blameGroundsIn(facts).map((ground) => ['ground', ruleId, ground, ...where]),
]

/** What an event adds one to. */
const keysOf = ({ type, data, occurredAt, stored }: Recorded): readonly Key[] => {
  const sector = sectorOf(stored)
  const agencyId = actingAgencyOf(stored.envelope.actor)
  switch (type) {
    case WarningRaised.type:
      return notKept('warned', data as NotKept, sector, agencyId, ...monthsOf(occurredAt, stored))
    case CommandRefused.type:
      return notKept('refused', data as NotKept, sector, agencyId, ...monthsOf(undefined, stored))
    case DeadlineMissed.type: {
      const { ruleId, owedBy, dueAt } = data as (typeof DeadlineMissed)['example']
      return [['missed', ruleId, '', sector, owedBy, ...monthsOf(dueAt, stored)]]
    }
    default:
      return [['recorded', type, '', sector, agencyId, ...monthsOf(occurredAt, stored)]]
  }
}

/** The types that a rule judges: how many of them there are is what a number of broken rules is compared with. */
const JUDGED = new Set([...KINDS_OF_RULE.values()].flat())

/**
 * The numbers from which the local challenges of agencies are counted. Contains no person of the case and no user who
 * worked on it.
 */
export const localChallengesView: StoredView<CountInCase> = {
  ...viewTable<CountInCase>({
    name: 'local-challenges',
    version: 3,
    key: ['counted', 'subject', 'ground', 'sector', 'agency', 'month', 'entered'],
    columns: {
      counted: 'orderedText',
      subject: 'orderedText',
      ground: 'orderedText',
      sector: 'orderedText',
      agency: 'orderedText',
      month: 'orderedText',
      entered: 'orderedText',
      times: 'int',
    },
    indexes: { months: ['counted', 'month'], entries: ['counted', 'entered'], subjects: ['counted', 'subject', 'month'] },
    migration: 1_764_000_001_950,
  }),
  events: [WarningRaised, DeadlineMissed, CommandRefused, ...[...EVENT_TYPES.values()].filter(({ type }) => JUDGED.has(type))],
  rows: keysOf,
  evolve: (row, { caseId }, [counted = '', subject = '', ground = '', sector = '', agency = '', month = '', entered = '']) =>
    row
      ? { ...row, times: row.times + 1 }
      : { caseId, counted: counted as Counted, subject, ground, sector, agency, month, entered, times: 1 },
}
