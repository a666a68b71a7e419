import { Id, Jurisdiction, MlaRequestExecuted, PoliceCooperationAnswered, PoliceCooperationRequested } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { type Recorded, type View, view } from '@case-timeline/projections'
import { z } from 'zod'

const { shape: answer } = PoliceCooperationAnswered.data

/**
 * A request to the police of another country, and their answer.
 * This shape is stored in `cooperation_requests_v2`: change it with the view's version.
 */
export const CooperationRequest = z.strictObject({
  caseId: Id,
  ...PoliceCooperationRequested.data.omit({ concerns: true }).shape,
  fromParty: Jurisdiction,
  requestedAt: z.string().optional(),
  requestedZone: z.string().optional(),
  persons: z.int().min(0).meta({ description: 'of how many persons data went along; not of whom' }),
  state: z.enum(['open', 'partlyAnswered', 'answered']).meta({ description: 'partly answered: more is to come' }),
  outcome: answer.outcome.optional(),
  materialClass: answer.materialClass.optional().meta({
    description:
      'what the material may be used as: intelligence until an executed request for legal assistance certifies it, whatever it was sent as',
  }),
  sentAs: answer.materialClass.optional(),
  certifiedBy: answer.certifiedBy,
  executed: z.array(Id).meta({ description: 'the requests for legal assistance of the case that were executed since this was asked' }),
  caveats: answer.caveats.optional(),
  answeredAt: z.string().optional(),
  daysToAnswer: z.int().min(0).optional().meta({
    description: 'whole days from the request to the answer; absent where either has no date or they are out of order',
  }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type CooperationRequest = z.infer<typeof CooperationRequest>

const { concerns: _notShown, ...requested } = PoliceCooperationRequested.example
/** What a list of requests shows of one. */
export const COOPERATION_REQUEST: CooperationRequest = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...requested,
  fromParty: 'PH',
  requestedAt: '2026-04-01',
  persons: 1,
  state: 'answered',
  outcome: PoliceCooperationAnswered.example.outcome,
  materialClass: PoliceCooperationAnswered.example.materialClass,
  sentAs: PoliceCooperationAnswered.example.materialClass,
  executed: [],
  caveats: PoliceCooperationAnswered.example.caveats,
  answeredAt: '2026-04-11',
  daysToAnswer: 10,
  since: '2026-04-01T02:15:00.000000Z',
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
