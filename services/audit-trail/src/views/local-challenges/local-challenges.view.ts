import { type AgencyId, DeadlineMissed, WarningRaised } from '@case-timeline/contracts'
import { type Recorded, type Row, storedView, type StoredView } from '@case-timeline/projections'

/**
 * One rule that an agency did not keep in one case: a warning, or a missed deadline.
 * This shape is stored in `local_challenges_v1`: change it with the view's version.
 */
export interface RuleNotKept extends Row {
  readonly eventId: string
  readonly ruleId: string
  readonly agency: AgencyId
  /**
   * Such as `2026-03`: the month of the warned fact or of the missed due date. If that month is not known, the month of
   * recording.
   */
  readonly month: string
  readonly kind: 'warned' | 'missed'
}

const MONTH = /^\d{4}-\d{2}/

const monthOf = (occurredAt: string | undefined, { recordedAt }: Recorded['stored']): string =>
  MONTH.exec(occurredAt ?? '')?.[0] ?? recordedAt.slice(0, 7)

/**
 * The rules that each agency did not keep, from which its local challenges are counted. Contains no person of the case
 * and no user who worked on it.
 */
export const localChallengesView: StoredView<RuleNotKept> = storedView({
  name: 'local-challenges',
  version: 1,
  key: ['eventId'],
  columns: {
    eventId: 'uuid',
    ruleId: 'orderedText',
    agency: 'orderedText',
    month: 'orderedText',
    kind: 'text',
  },
  indexes: { counted: ['ruleId', 'agency', 'month'] },
  migration: 1_764_000_000_440,
  events: [WarningRaised, DeadlineMissed],
  rows: ({ id }) => [[id]],
  on: {
    'case.WarningRaised': (_, { id, caseId, data, occurredAt, stored }) => ({
      caseId,
      eventId: id,
      ruleId: data.ruleId,
      agency: stored.envelope.actor.agencyId,
      month: monthOf(occurredAt, stored),
      kind: 'warned',
    }),
    'case.DeadlineMissed': (_, { id, caseId, data, stored }) => ({
      caseId,
      eventId: id,
      ruleId: data.ruleId,
      agency: data.owedBy,
      month: monthOf(data.dueAt, stored),
      kind: 'missed',
    }),
  },
})
