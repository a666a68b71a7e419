import type { EventStore } from '@case-timeline/event-store'
import { isUnheardOf, participants, type Receiving } from './participation.ts'
import type { Principal } from './principal.ts'

/** How an agency stands to a case, as far as this service can see. */
export type Standing = 'takes-part' | 'stranger' | 'unheard-of'

/** Tells who takes part in which case. An abstract class, because Nest injects it by this token. */
export abstract class CaseGate {
  /** By what the sector of his agency may see: who was let in by an event that is not shared with it stays outside. @throws StoreUnavailable */
  abstract standing(who: Pick<Principal, 'agencyId' | 'sector'>, caseId: string): Promise<Standing>
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
    async standing({ agencyId, sector }, caseId) {
      const key = `${agencyId} ${sector} ${caseId}`
      if (takingPart.has(key)) return 'takes-part'
      const history = (await store.readCase(caseId)).filter(({ visibility }) => visibility.includes(sector))
      if (isUnheardOf(history)) return 'unheard-of'
      if (!participants(history, receiving).has(agencyId)) return 'stranger'
      remember(key)
      return 'takes-part'
    },
  }
}
