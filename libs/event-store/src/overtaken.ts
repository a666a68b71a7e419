import { EventRetracted, type Basis } from '@case-timeline/contracts'
import { circumstances, type Matter } from './decision.ts'
import type { Appended, EventPlace, StoredEvent } from './event-store.ts'
import { commandDigest } from './hashing.ts'
import { commandIdAnew, commandIdForTakingBack } from './ids.ts'
import { seal } from './seal.ts'
import { statesOf } from './state-cache.ts'

/** The reason of such a retraction; people give others. */
const OVERTAKEN = 'overtaken'

/** What was recorded although a guard was broken: a store without guards finds out only afterwards. */
export type Overtaken = Appended & { readonly overtakenBy: EventPlace }

export const isOvertaken = (recorded: Appended): recorded is Overtaken => recorded.overtakenBy !== undefined

const overtaking = async ({ desk }: Matter, { stream, revision }: EventPlace): Promise<Basis['events']> => {
  const [event] = await desk.store.readStream(stream, revision - 1)
  return event ? [{ id: event.id, stream, revision }] : []
}

const concernOf = ({ visibility, envelope: { classification, subjects } }: StoredEvent) => ({ visibility, classification, subjects })

/**
 * Takes back what a command recorded on a stale picture, in the name of the service: each of its facts is retracted, and the
 * retraction names the event that had come before. Done again, it changes nothing.
 * @returns whether there was anything to take back
 */
const takeBack = async (matter: Matter, overtaken: string, { overtakenBy, firstRevision, ids }: Overtaken): Promise<boolean> => {
  const { desk, aggregate, request, stream } = matter
  const recorded = (await desk.store.readStream(stream, firstRevision - 1)).filter(({ id }) => ids.includes(id))
  const facts = recorded.filter(({ type }) => aggregate.events.some((one) => one.type === type))
  const commandId = commandIdForTakingBack(overtaken)
  const name = { userId: `system.${aggregate.service}.guards`, role: 'system' }
  const about = {
    ...circumstances(matter),
    commandId,
    commandDigest: commandDigest(desk.digestKey, 'TakeBack', { commandId: overtaken }),
    actor: { ...name, agencyId: request.actor.agencyId },
    occurredAt: undefined,
    occurredZone: undefined,
    basis: { events: await overtaking(matter, overtakenBy) },
  }
  const events = seal(
    facts.map(({ id }) => ({ type: EventRetracted.type, data: { retractsId: id, reasonCode: OVERTAKEN, approver: name } })),
    about,
    () => EventRetracted,
    (id) => facts.filter((fact) => fact.id === id).map(concernOf)[0],
  )
  if (events.length === 0) return false
  await desk.store.append({ stream, expected: 'any', commandId, commandDigest: about.commandDigest, events })
  statesOf(desk.store, aggregate).delete(stream)
  return true
}

/**
 * Looks at the command that was recorded last in a stream before anything more is decided there, and takes it back if it was overtaken:
 * whoever recorded it may have ended before he could look himself.
 */
export const wasOvertaken = async (matter: Matter, last: StoredEvent): Promise<boolean> => {
  const { desk, request, stream } = matter
  if (desk.store.capabilities.guards || last.commandId === request.commandId) return false
  const found = await desk.store.findCommand(stream, last.commandId)
  return found !== undefined && isOvertaken(found) && takeBack(matter, last.commandId, found)
}

/**
 * What to do about a command that was overtaken: what it recorded is taken back, and it is to be decided anew. It then goes by an id that
 * follows from its own, so that whoever asks for the command again comes to the same answer.
 */
export const toDecideAnew = async (matter: Matter, recorded: Overtaken): Promise<Matter> => {
  await takeBack(matter, matter.request.commandId, recorded)
  return { ...matter, request: { ...matter.request, commandId: commandIdAnew(matter.request.commandId), keyed: true } }
}
