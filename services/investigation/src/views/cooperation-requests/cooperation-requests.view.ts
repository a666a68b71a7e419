import type { FactOf } from '@case-timeline/contracts'
import { PoliceCooperationAnswered, PoliceCooperationRequested } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { type Recorded, type Row, type View, view } from '@case-timeline/projections'

type Requested = FactOf<typeof PoliceCooperationRequested>
type Answered = FactOf<typeof PoliceCooperationAnswered>

/**
 * A request to the police of another country, and their answer.
 * This shape is stored in `cooperation_requests_v1`: change it with the view's version.
 */
export interface CooperationRequest extends Row, Omit<Requested['data'], 'concerns'> {
  readonly fromParty: string
  readonly requestedAt?: string | undefined
  readonly requestedZone?: string | undefined
  /** Of how many persons data went along; not of whom. */
  readonly persons: number
  readonly state: 'open' | 'answered'
  readonly outcome?: Answered['data']['outcome'] | undefined
  readonly materialClass?: Answered['data']['materialClass'] | undefined
  readonly caveats?: Answered['data']['caveats'] | undefined
  readonly answeredAt?: string | undefined
  /** Whole days from the request to the answer; absent where either has no date or they are out of order. */
  readonly daysToAnswer?: number | undefined
  readonly since: string
}

const DAY = 86_400_000

const daysToAnswer = ({ requestedAt, requestedZone }: CooperationRequest, { occurredAt, occurredZone }: Recorded): number | undefined => {
  if (requestedAt === undefined || occurredAt === undefined) return undefined
  const days = Math.floor((spanOf(occurredAt, occurredZone).from - spanOf(requestedAt, requestedZone).from) / DAY)
  return days < 0 ? undefined : days
}

/** What was asked of police abroad, what they answered, and how long it took. */
export const cooperationRequestsView: View<CooperationRequest> = view({
  name: 'cooperation-requests',
  version: 1,
  events: [PoliceCooperationRequested, PoliceCooperationAnswered],
  key: ['requestId'],
  rows: ({ data }) => [[data.requestId]],
  on: {
    'investigation.PoliceCooperationRequested': (_, { caseId, data: { concerns, ...data }, occurredAt, occurredZone, stored }) => ({
      caseId,
      ...data,
      fromParty: stored.envelope.jurisdiction,
      requestedAt: occurredAt,
      requestedZone: occurredZone,
      persons: new Set(concerns).size,
      state: 'open',
      since: stored.recordedAt,
    }),
    'investigation.PoliceCooperationAnswered': (request, event) => {
      const { outcome, materialClass, caveats } = event.data
      const answer = { outcome, materialClass, caveats, answeredAt: event.occurredAt }
      return request ? { ...request, ...answer, state: 'answered', daysToAnswer: daysToAnswer(request, event) } : null
    },
  },
})
