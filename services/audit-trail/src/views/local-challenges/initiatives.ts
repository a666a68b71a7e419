import {
  ChallengeRaised,
  comparePositions,
  EventCorrected,
  EventRetracted,
  InitiativeAgreed,
  InitiativeReviewed,
  OutcomeMeasured,
  OutcomeMeasureSet,
  ProcedureChanged,
  TrainingHeld,
} from '@case-timeline/contracts'
import { type EventStore, followRareEvents, historyOf, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'
import { Implementation, implementationIn, type RecordedImplementation, reviewedOn } from './implementation.ts'

/** A challenge: a rule that an agency cannot keep, what was agreed about it, and what agencies did and measured. */
export const Initiative = z.strictObject({
  ...ChallengeRaised.data.shape,
  agreed: InitiativeAgreed.data.optional(),
  lastReview: InitiativeReviewed.data.optional(),
  ...Implementation.shape,
})
export type Initiative = z.infer<typeof Initiative>

/** The same as it was recorded: which review of a measure is overdue depends on the day. */
type RecordedInitiative = Omit<Initiative, 'measures'> & RecordedImplementation

/** The events by which an initiative changes; corrections are those of all streams, of which few are of an initiative. */
const CHANGES = [
  ChallengeRaised,
  InitiativeAgreed,
  InitiativeReviewed,
  TrainingHeld,
  ProcedureChanged,
  OutcomeMeasureSet,
  OutcomeMeasured,
  EventCorrected,
  EventRetracted,
]
const STREAM = 'auditTrail.initiative-'

/**
 * Reads the initiatives from the event store: they belong to no case, so no view contains them.
 * @returns a function that reads only the streams that have changed since its previous call: every sector may ask for the
 * list, and raise challenges; it takes the time as of which reviews are due or overdue, RFC 3339 in UTC, and the position up
 * to which events count; without one all count
 */
export const initiativesIn = (store: EventStore): ((asOf: string, upTo?: string) => Promise<readonly Initiative[]>) => {
  const following = rememberedOf(store, () => {
    /** By stream: what was read of it, or is being read; undefined where it has changed since. */
    const read = new Map<string, Promise<readonly RecordedInitiative[]> | undefined>()
    const catchUp = followRareEvents(store, CHANGES, ({ stream }) => {
      if (stream.startsWith(STREAM)) read.set(stream, undefined)
    })
    return { read, catchUp }
  })
  return async (asOf, upTo) => {
    const { read, catchUp } = following()
    await catchUp()
    if (upTo !== undefined) {
      // Nothing is kept of a position: it is asked for once.
      const histories = await Promise.all([...read.keys()].map((stream) => store.readStream(stream)))
      const recordedThen = histories.map((events) => events.filter(({ position }) => comparePositions(position, upTo) <= 0))
      return recordedThen.flatMap(initiativeOf).map((initiative) => reviewedOn(initiative, asOf))
    }
    const readAgain = (stream: string): Promise<readonly RecordedInitiative[]> => {
      const reading = store.readStream(stream).then(initiativeOf)
      read.set(stream, reading)
      reading.catch(() => {
        if (read.get(stream) === reading) read.set(stream, undefined)
      })
      return reading
    }
    const recorded = await Promise.all([...read].map(([stream, known]) => known ?? readAgain(stream)))
    return recorded.flat().map((initiative) => reviewedOn(initiative, asOf))
  }
}

/** The initiative of a stream, corrections applied; empty where its challenge was retracted. */
export const initiativeOf = (events: readonly StoredEvent[]): readonly RecordedInitiative[] => {
  const history = historyOf(events)
  const { facts } = history
  const challenge = facts(ChallengeRaised.type).at(-1)?.data
  const agreed = facts(InitiativeAgreed.type).at(-1)?.data
  const lastReview = facts(InitiativeReviewed.type).at(-1)?.data
  if (!challenge) return []
  return [{ ...challenge, ...(agreed ? { agreed } : {}), ...(lastReview ? { lastReview } : {}), ...implementationIn(history) }]
}
