import type { AgencyId } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { isUnheardOf, participants, type Receiving } from './participation.ts'

/** How an agency stands to a case, as far as this service can see. */
export type Standing = 'takes-part' | 'stranger' | 'unheard-of'

/** Tells who takes part in which case. An abstract class, because Nest injects it by this token. */
export abstract class CaseGate {
  /** @throws StoreUnavailable */
  abstract standing(agencyId: AgencyId, caseId: string): Promise<Standing>
}

/**
 * Answers from the store's events. Taking part never ends in this form, so a positive answer is kept (the newest
 * `remembered` of them); a negative one is asked again each time.
 */
export const caseGate = (store: EventStore, receiving?: Receiving, remembered = 50_000): CaseGate => {
  const takingPart = new Set<string>()
  const remember = (key: string): void => {
    takingPart.add(key)
    if (takingPart.size > remembered) for (const oldest of takingPart) return void takingPart.delete(oldest)
  }
  return {
    async standing(agencyId, caseId) {
      const key = `${agencyId} ${caseId}`
      if (takingPart.has(key)) return 'takes-part'
      const history = await store.readCase(caseId)
      if (isUnheardOf(history)) return 'unheard-of'
      if (!participants(history, receiving).has(agencyId)) return 'stranger'
      remember(key)
      return 'takes-part'
    },
  }
}
