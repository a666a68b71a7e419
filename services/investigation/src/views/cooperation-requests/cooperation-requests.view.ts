import type { FactOf } from '@case-timeline/contracts'
import { MlaRequestExecuted, PoliceCooperationAnswered, PoliceCooperationRequested } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { type Recorded, type Row, type View, view } from '@case-timeline/projections'

type Requested = FactOf<typeof PoliceCooperationRequested>
type Answered = FactOf<typeof PoliceCooperationAnswered>

/**
 * A request to the police of another country, and their answer.
 * This shape is stored in `cooperation_requests_v2`: change it with the view's version.
 */
export interface CooperationRequest extends Row, Omit<Requested['data'], 'concerns'> {
  readonly fromParty: string
  readonly requestedAt?: string | undefined
  readonly requestedZone?: string | undefined
  /** Of how many persons data went along; not of whom. */
  readonly persons: number
  /** Partly answered: more is to come. */
  readonly state: 'open' | 'partlyAnswered' | 'answered'
  readonly outcome?: Answered['data']['outcome'] | undefined
  /** What the material may be used as: intelligence until an executed request for legal assistance certifies it, whatever it was sent as. */
  readonly materialClass?: Answered['data']['materialClass'] | undefined
  readonly sentAs?: Answered['data']['materialClass'] | undefined
  readonly certifiedBy?: Answered['data']['certifiedBy'] | undefined
  /** The requests for legal assistance of the case that were executed since this was asked. */
  readonly executed: readonly string[]
  readonly caveats?: Answered['data']['caveats'] | undefined
  readonly answeredAt?: string | undefined
  /** Whole days from the request to the answer; absent where either has no date or they are out of order. */
  readonly daysToAnswer?: number | undefined
  readonly since: string
}

const asCertified = (request: CooperationRequest): CooperationRequest => {
  const { sentAs, certifiedBy, executed } = request
  const isCertified = certifiedBy !== undefined && executed.includes(certifiedBy)
  return { ...request, materialClass: sentAs === 'evidential' && !isCertified ? 'intelligenceOnly' : sentAs }
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
  version: 2,
  events: [PoliceCooperationRequested, PoliceCooperationAnswered, MlaRequestExecuted],
  key: ['requestId'],
  rows: ({ type, data }) => (type === 'prosecution.MlaRequestExecuted' ? 'every' : [[data.requestId]]),
  on: {
    'investigation.PoliceCooperationRequested': (_, { caseId, data: { concerns, ...data }, occurredAt, occurredZone, stored }) => ({
      caseId,
      ...data,
      fromParty: stored.envelope.jurisdiction,
      requestedAt: occurredAt,
      requestedZone: occurredZone,
      persons: new Set(concerns).size,
      state: 'open',
      executed: [],
      since: stored.recordedAt,
    }),
    'investigation.PoliceCooperationAnswered': (request, event) => {
      if (!request) return null
      const { outcome, materialClass, caveats, certifiedBy } = event.data
      const answered = asCertified({ ...request, outcome, sentAs: materialClass, caveats, certifiedBy, answeredAt: event.occurredAt })
      return outcome === 'partlyAnswered'
        ? { ...answered, state: 'partlyAnswered' }
        : { ...answered, state: 'answered', daysToAnswer: daysToAnswer(request, event) }
    },
    'prosecution.MlaRequestExecuted': (request, { data }) =>
      request ? asCertified({ ...request, executed: [...request.executed, data.requestId] }) : null,
  },
})
