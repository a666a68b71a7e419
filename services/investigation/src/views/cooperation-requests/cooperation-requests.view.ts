import { Id, Jurisdiction, MlaRequestExecuted, PoliceCooperationAnswered, PoliceCooperationRequested } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import { optional, type Recorded, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const { shape: answerFields } = PoliceCooperationAnswered.data

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
  persons: z.int().min(0).meta({ description: 'the number of persons whose data was sent; never their references' }),
  state: z.enum(['open', 'partlyAnswered', 'answered']).meta({ description: 'partlyAnswered: another answer is expected' }),
  outcome: answerFields.outcome.optional(),
  materialClass: answerFields.materialClass.optional().meta({
    description:
      'the class of the material: intelligence until an executed request for legal assistance certifies it, even if it was sent as evidence',
  }),
  sentAs: answerFields.materialClass.optional(),
  certifiedBy: answerFields.certifiedBy,
  executed: z.array(Id).meta({ description: 'the requests for legal assistance of the case that were executed since this request' }),
  caveats: answerFields.caveats.optional(),
  answeredAt: z.string().optional(),
  daysToAnswer: z.int().min(0).optional().meta({
    description: 'whole days from the request to the answer; absent if one of them has no date or the answer precedes the request',
  }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type CooperationRequest = z.infer<typeof CooperationRequest>

const { concerns: _notShown, ...requested } = PoliceCooperationRequested.example
/** An example of a request in the list. */
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

const withMaterialClass = (request: CooperationRequest): CooperationRequest => {
  const { sentAs, certifiedBy, executed } = request
  const isCertified = certifiedBy !== undefined && executed.includes(certifiedBy)
  return { ...request, materialClass: sentAs === 'evidential' && !isCertified ? 'intelligenceOnly' : sentAs }
}

const DAY_MS = 86_400_000

const daysToAnswer = ({ requestedAt, requestedZone }: CooperationRequest, { occurredAt, occurredZone }: Recorded): number | undefined => {
  if (requestedAt === undefined || occurredAt === undefined) return undefined
  const days = Math.floor((spanOf(occurredAt, occurredZone).from - spanOf(requestedAt, requestedZone).from) / DAY_MS)
  return days < 0 ? undefined : days
}

/** The requests to the police of other countries, their answers and the days to each answer. */
export const cooperationRequestsView: StoredView<CooperationRequest> = storedView({
  name: 'cooperation-requests',
  version: 2,
  key: ['requestId'],
  columns: {
    requestId: 'uuid',
    fromParty: 'text',
    toParty: 'text',
    toAgency: 'text',
    mechanismId: optional('uuid'),
    channel: 'text',
    purpose: 'text',
    urgency: 'text',
    dataCategories: 'text[]',
    useLimitation: 'text',
    persons: 'int',
    requestedAt: optional('text'),
    requestedZone: optional('text'),
    state: 'text',
    outcome: optional('text'),
    materialClass: optional('text'),
    caveats: optional('text[]'),
    answeredAt: optional('text'),
    daysToAnswer: optional('int'),
    since: 'orderedText',
    sentAs: optional('text'),
    certifiedBy: optional('uuid'),
    executed: 'text[]',
  },
  indexes: { since: ['since', 'caseId', 'requestId'] },
  migration: 1_764_000_000_404,
  events: [PoliceCooperationRequested, PoliceCooperationAnswered, MlaRequestExecuted],
  // An executed request for legal assistance may certify the material of every cooperation request of the case.
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
      const answered = withMaterialClass({ ...request, outcome, sentAs: materialClass, caveats, certifiedBy, answeredAt: event.occurredAt })
      return outcome === 'partlyAnswered'
        ? { ...answered, state: 'partlyAnswered' }
        : { ...answered, state: 'answered', daysToAnswer: daysToAnswer(request, event) }
    },
    'prosecution.MlaRequestExecuted': (request, { data }) =>
      request ? withMaterialClass({ ...request, executed: [...request.executed, data.requestId] }) : null,
  },
})
