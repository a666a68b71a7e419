import { type AgencyId, DeadlineMissed, WarningRaised } from '@case-timeline/contracts'
import { type Recorded, type Row, type View, view } from '@case-timeline/projections'

/**
 * One rule that an agency did not keep in one case: warned about, or a day missed.
 * This shape is stored in `local_challenges_v1`: change it with the view's version.
 */
export interface RuleNotKept extends Row {
  readonly eventId: string
  readonly ruleId: string
  readonly agency: AgencyId
  /** `2026-03`: the month in which it happened; where that is not known as exactly, the one in which it was recorded. */
  readonly month: string
  readonly kind: 'warned' | 'missed'
}

const MONTH = /^\d{4}-\d{2}/

const monthOf = (occurredAt: string | undefined, { recordedAt }: Recorded['stored']): string =>
  MONTH.exec(occurredAt ?? '')?.[0] ?? recordedAt.slice(0, 7)

/** The rules that are hard to keep where people work; whom a case concerns and who worked on it is not here. */
export const localChallengesView: View<RuleNotKept> = view({
  name: 'local-challenges',
  version: 1,
  events: [WarningRaised, DeadlineMissed],
  key: ['eventId'],
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
