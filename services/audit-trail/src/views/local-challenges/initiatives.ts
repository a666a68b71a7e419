import { ChallengeRaised, InitiativeAgreed, InitiativeReviewed } from '@case-timeline/contracts'
import { type EventStore, standing, type StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'

/** What an agency cannot do as a rule asks, and what was agreed about it. */
export const Initiative = z.strictObject({
  ...ChallengeRaised.data.shape,
  agreed: InitiativeAgreed.data.optional(),
  lastReview: InitiativeReviewed.data.optional(),
})
export type Initiative = z.infer<typeof Initiative>

const PAGE = 1_000
const TYPES = [ChallengeRaised, InitiativeAgreed, InitiativeReviewed].map(({ type }) => type)

/** The streams of the initiatives, which belong to no case and so to no view: named by the log, read on from where it was read before. */
export const initiativesIn = (store: EventStore): (() => Promise<readonly Initiative[]>) => {
  const streams = new Set<string>()
  let after = '0'
  return async () => {
    for (;;) {
      const { events, position } = await store.readAll({ after, limit: PAGE, types: TYPES })
      for (const { stream } of events) streams.add(stream)
      after = position
      if (events.length < PAGE) break
    }
    const histories = await Promise.all([...streams].map((stream) => store.readStream(stream)))
    return histories.flatMap(initiativeOf)
  }
}

/** An initiative as its stream tells it, corrections applied; none where its challenge was retracted. */
export const initiativeOf = (history: readonly StoredEvent[]): readonly Initiative[] => {
  const challenge = standing(history, ChallengeRaised).at(-1)?.data
  const agreed = standing(history, InitiativeAgreed).at(-1)?.data
  const lastReview = standing(history, InitiativeReviewed).at(-1)?.data
  return challenge ? [{ ...challenge, ...(agreed ? { agreed } : {}), ...(lastReview ? { lastReview } : {}) }] : []
}
