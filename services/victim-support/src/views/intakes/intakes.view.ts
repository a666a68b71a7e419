import { actingAgencyOf } from '@case-timeline/casework'
import { AgencyId, Id, IntakeRecorded, IntakeResolved } from '@case-timeline/contracts'
import { optional, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const { outcome, toOrg, reason } = IntakeResolved.data.shape

/**
 * A call to a hotline, or a visit, and what became of it. What was said is encrypted in the event, and not kept here.
 * This shape is stored in `intakes_v1`: change it with the view's version.
 */
export const Intake = z.strictObject({
  caseId: Id,
  ...IntakeRecorded.data.omit({ account: true, calledBy: true, mandate: true }).shape,
  recordedBy: AgencyId,
  state: z.enum(['open', 'resolved']),
  outcome: outcome.optional(),
  toOrg,
  reason,
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Intake = z.infer<typeof Intake>

const { account: _account, calledBy: _calledBy, mandate: _mandate, ...recorded } = IntakeRecorded.example
/** Example of a row of the list. */
export const INTAKE: Intake = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...recorded,
  recordedBy: 'ph-hotline',
  state: 'open',
  since: '2026-03-04T02:15:00.000000Z',
}

export const intakesView: StoredView<Intake> = storedView({
  name: 'intakes',
  version: 1,
  key: ['intakeId'],
  columns: {
    intakeId: 'uuid',
    personRef: 'uuid',
    anonymous: 'boolean',
    channel: 'text',
    immediateDanger: 'boolean',
    language: optional('text'),
    nationality: optional('text'),
    urgentNeeds: optional('text[]'),
    recordedBy: 'text',
    state: 'text',
    outcome: optional('text'),
    toOrg: optional('text'),
    reason: optional('text'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'intakeId'], recordedBy: ['recordedBy', 'since', 'caseId', 'intakeId'] },
  migration: 1_764_000_000_438,
  events: [IntakeRecorded, IntakeResolved],
  rows: ({ data }) => [[data.intakeId]],
  on: {
    'victimSupport.IntakeRecorded': (_, { caseId, data, stored }) => {
      const { account: _omitted, calledBy: _by, mandate: _of, ...shown } = data
      return { caseId, ...shown, recordedBy: actingAgencyOf(stored.envelope.actor), state: 'open', since: stored.recordedAt }
    },
    'victimSupport.IntakeResolved': (intake, { data: { outcome, toOrg, reason } }) =>
      intake ? { ...intake, state: 'resolved', outcome, toOrg, reason } : null,
  },
})
