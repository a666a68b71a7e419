import { APPROVAL_EVENT_TYPES, ApprovalRequested, Code, ChallengeRaised, type DataOf, Id, UserId } from '@case-timeline/contracts'
import { type EventStore, followRareEvents, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'

const Requested = ApprovalRequested.data.shape

/** A command on the record of an initiative that waits for the approval of a second person. */
export const WaitingCommand = z.strictObject({
  initiativeId: Id,
  requestId: Id,
  ...Requested,
  body: z.looseObject({}).meta({ description: Requested.body.description }),
  requestedBy: UserId,
  role: Code.meta({ description: 'the role in which the command was sent' }),
  since: z.string().meta({ description: 'when the request was recorded, RFC 3339 in UTC with microseconds' }),
})
export type WaitingCommand = z.infer<typeof WaitingCommand>

/** Example for OpenAPI. */
export const WAITING_COMMAND: WaitingCommand = {
  initiativeId: ChallengeRaised.example.initiativeId,
  requestId: '90a1b2c3-d4e5-496a-8b8c-f708192a3b4c',
  ...ApprovalRequested.example,
  stream: `auditTrail.initiative-${ChallengeRaised.example.initiativeId}`,
  body: ApprovalRequested.example.body as Record<string, unknown>,
  requestedBy: 'p.reyes',
  role: 'records-supervisor',
  since: '2026-03-07T02:15:00.000000Z',
}

const STREAM = 'auditTrail.initiative-'

/**
 * Reads from the event store which commands on initiatives wait: they belong to no case, so the view of approvals does
 * not contain them.
 * @returns a function that gives those of an agency that can still be approved at a time, oldest first
 */
export const waitingCommandsIn = (store: EventStore): ((agencyId: string, asOf: string) => Promise<readonly WaitingCommand[]>) => {
  const following = rememberedOf(store, () => {
    const waiting = new Map<string, { readonly agencyId: string; readonly command: WaitingCommand }>()
    const catchUp = followRareEvents(store, APPROVAL_EVENT_TYPES, (event) => {
      const requested = requestIn(event)
      if (requested) waiting.set(event.id, { agencyId: event.envelope.actor.agencyId, command: requested })
      else waiting.delete((event.data as { readonly requestId?: string }).requestId ?? '')
    })
    return { waiting, catchUp }
  })
  return async (agencyId, asOf) => {
    const { waiting, catchUp } = following()
    await catchUp()
    return [...waiting.values()].filter((one) => one.agencyId === agencyId && one.command.lapsesAt >= asOf).map(({ command }) => command)
  }
}

/** The request that an event records, if it is about an initiative. */
const requestIn = ({ id, type, caseId, data, recordedAt, envelope }: StoredEvent): WaitingCommand | undefined => {
  if (type !== ApprovalRequested.type || caseId !== undefined) return undefined
  const { body, ...requested } = data as DataOf<'case.ApprovalRequested'>
  if (!requested.stream.startsWith(STREAM)) return undefined
  return {
    initiativeId: requested.stream.slice(STREAM.length),
    requestId: id,
    ...requested,
    body: body as Record<string, unknown>,
    requestedBy: envelope.actor.userId,
    role: envelope.actor.role,
    since: recordedAt,
  }
}
