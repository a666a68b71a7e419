import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'

type StatedEvent = RecordedFact<FactOf<typeof contract.ReturnWishStated>>

type Stated = StatedEvent['data']

/** `eventId`: of the event that first said so. */
export interface ReturnWish extends Pick<Stated, 'wish' | 'conditions' | 'statedBy'> {
  readonly eventId: string
}

/** What the person stated last, by country; '' is of return to any country, and replaces what was stated of one before. */
export type ReturnWishes = Readonly<Record<string, ReturnWish>>

const contentOf = ({ wish, conditions = [], statedBy }: Omit<ReturnWish, 'eventId'>): string => [wish, statedBy, ...conditions].join()

export const withReturnWish = (wishes: ReturnWishes, { id, data: { wish, conditions, statedBy, toParty } }: StatedEvent): ReturnWishes => {
  const before = wishes[toParty ?? '']
  const stated = { wish, conditions, statedBy, eventId: id }
  return {
    ...(toParty === undefined ? {} : wishes),
    [toParty ?? '']: before && contentOf(before) === contentOf(stated) ? before : stated,
  }
}

/** The last statement of the person that concerns the return to a country. */
export const returnWishFor = (wishes: ReturnWishes, toParty: string): ReturnWish | undefined => wishes[toParty] ?? wishes['']

/** Whether a person who stated this wishes to return without waiting for anything. */
export const isWishToReturnNow = ({ wish, conditions = [] }: Pick<ReturnWish, 'wish' | 'conditions'>): boolean =>
  wish === 'toReturn' && conditions.length === 0
