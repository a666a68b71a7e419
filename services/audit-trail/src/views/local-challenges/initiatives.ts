import { ChallengeRaised, InitiativeAgreed, InitiativeReviewed } from '@case-timeline/contracts'
import { type EventStore, historyOf, type StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'

/** A challenge: a rule that an agency cannot keep, and what was agreed about it. */
export const Initiative = z.strictObject({
  ...ChallengeRaised.data.shape,
  agreed: InitiativeAgreed.data.optional(),
  lastReview: InitiativeReviewed.data.optional(),
})
export type Initiative = z.infer<typeof Initiative>

const PAGE_SIZE = 1_000
const TYPES = [ChallengeRaised, InitiativeAgreed, InitiativeReviewed].map(({ type }) => type)

/**
 * Reads the initiatives from the event store: they belong to no case, so no view contains them.
 * @returns a function that continues from the position of its previous call to find new streams
 */
export const initiativesIn = (store: EventStore): (() => Promise<readonly Initiative[]>) => {
  const streams = new Set<string>()
  let after = '0'
  return async () => {
    for (;;) {
      const { events, position } = await store.readAll({ after, limit: PAGE_SIZE, types: TYPES })
      for (const { stream } of events) streams.add(stream)
      after = position
      if (events.length < PAGE_SIZE) break
    }
    const histories = await Promise.all([...streams].map((stream) => store.readStream(stream)))
    return histories.flatMap(initiativeOf)
  }
}

/** The initiative of a stream, corrections applied; empty where its challenge was retracted. */
export const initiativeOf = (events: readonly StoredEvent[]): readonly Initiative[] => {
  const { facts } = historyOf(events)
  const challenge = facts(ChallengeRaised.type).at(-1)?.data
  const agreed = facts(InitiativeAgreed.type).at(-1)?.data
  const lastReview = facts(InitiativeReviewed.type).at(-1)?.data
  return challenge ? [{ ...challenge, ...(agreed ? { agreed } : {}), ...(lastReview ? { lastReview } : {}) }] : []
}
