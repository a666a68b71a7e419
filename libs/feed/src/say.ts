import type { StoredEvent } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import type { Claim } from './claim.ts'
import { caseKeyOf, type Consumer } from './consumer.ts'
import { deliver } from './deliver.ts'
import type { Notice, Observe } from './notice.ts'
import { reasonOf } from './parked.ts'

type Said<N> = N extends Notice ? Omit<N, 'consumer'> : never

/** Says what happens to one consumer. */
export type Say = (notice: Said<Notice>) => void

export const sayAs =
  (consumer: string, observe: Observe | undefined): Say =>
  (notice) =>
    observe?.({ consumer, ...notice } as Notice)

/** `deliver`, and says what came of it. */
export const deliverAndSay = async (
  say: Say,
  to: { readonly db: DataSource; readonly consumer: Consumer },
  claimed: Claim,
  batch: readonly StoredEvent[],
  position: string,
  offset?: string,
): Promise<void> => {
  for (const { event, reason } of await deliver(to.db, to.consumer, claimed, batch, position, offset))
    say({ kind: 'parked', caseKey: caseKeyOf(event), type: event.type, position: event.position, reason: reasonOf(reason) })
  if (batch.length > 0) say({ kind: 'delivered', events: batch.length, position })
}
